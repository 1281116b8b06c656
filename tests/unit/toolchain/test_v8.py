import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.toolchain.v8 import Sandbox, SandboxError, sandbox


def evaluate(box: Sandbox, expression: str) -> object:
    return box.call("evaluate", {"expressions": [expression], "context": {}})[0]["value"]


def test_endless_expression_is_stopped_at_the_deadline_and_the_next_call_works() -> None:
    box = Sandbox("feel", deadline_s=0.05)
    evaluate(box, "1")
    with pytest.raises(SandboxError, match="It took longer than 50 ms"):
        evaluate(box, 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")')
    assert evaluate(Sandbox("feel"), "1 + 1") == 2
    box.deadline_s = 5
    assert evaluate(box, "1 + 1") == 2


def test_what_earlier_calls_left_in_the_heap_is_not_held_against_a_later_one() -> None:
    box = Sandbox("feel", deadline_s=5)
    items = [{"place": place, "text": "word " * 40} for place in range(600)]
    for number in range(400):
        payload = {"expressions": ["number"], "context": {"items": items, "number": number}}
        assert box.call("evaluate", payload)[0]["value"] == number


class StallingOnce(Sandbox):
    """Its first evaluation runs late, as on a machine that has no time."""

    stalls = 1

    def _evaluate(self, code: str, deadline_s: float) -> str | None:
        if self.stalls:
            self.stalls -= 1
            return None
        return super()._evaluate(code, deadline_s)


def test_a_call_that_a_busy_machine_stalled_is_tried_again() -> None:
    assert evaluate(StallingOnce("feel", deadline_s=5), "1 + 1") == 2


class Stalling(Sandbox):
    """Its evaluations all run late. ``tried`` are the deadlines it had, in seconds."""

    def __init__(self, busy_s: Callable[[], float]) -> None:
        super().__init__("feel", deadline_s=1, busy_s=busy_s)
        self.tried: list[float] = []

    def _evaluate(self, code: str, deadline_s: float) -> str | None:
        self.tried.append(deadline_s)
        return None


@pytest.mark.parametrize(("moments", "tried"), [(itertools.count(), [1, 2, 10]), (itertools.count(step=2), [1, 2])])
def test_a_call_runs_late_only_when_the_machine_gave_it_time(moments: Iterator[int], tried: list[float]) -> None:
    box = Stalling(lambda: next(moments))
    with pytest.raises(SandboxError, match="It took longer than 1000 ms"):
        evaluate(box, "1 + 1")
    assert box.tried == tried


def test_expression_that_fills_the_heap_is_stopped_and_the_next_call_works() -> None:
    box = Sandbox("feel", deadline_s=30, heap_bytes=24 * 1024 * 1024)
    with pytest.raises(SandboxError, match="It needed too much memory"):
        evaluate(box, "count(for i in 1..3000000 return [i, i, i, i])")
    assert evaluate(box, "1 + 1") == 2


def test_what_the_bundle_throws_is_a_sandbox_error() -> None:
    with pytest.raises(SandboxError):
        sandbox("feel").call("no such action", {})


def test_values_that_are_not_json_are_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        sandbox("feel").call("evaluate", {"expressions": [], "context": {"x": float("nan")}})


def test_threads_share_one_sandbox() -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: evaluate(sandbox("feel"), f"{number} * 2"), range(40)))
    assert answers == [number * 2 for number in range(40)]


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_child_process_gets_a_sandbox_of_its_own() -> None:
    box = Sandbox("feel", deadline_s=5)
    evaluate(box, "1")
    child = os.fork()
    if child == 0:
        os._exit(7 if evaluate(box, "40 + 2") == 42 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_a_process_and_its_child_end_as_any_other() -> None:
    script = "import os; from service.toolchain.v8 import sandbox; sandbox('feel').call('names', {'expression': 'a'}); os.fork()"
    assert subprocess.run([sys.executable, "-c", script], timeout=300, check=False).returncode == 0


def test_expression_reaches_neither_network_nor_process() -> None:
    box = sandbox("feel")
    answers = box.call("evaluate", {"expressions": ["fetch", "process", "require", "globalThis"], "context": {}})
    assert [answer["missing"] for answer in answers] == ["fetch", "process", "require", "globalThis"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not say how much memory is resident")
def test_memory_stays_flat_over_many_calls() -> None:
    def resident_mb() -> float:
        line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    box = Sandbox("feel")
    payload = {"expressions": ["text"], "context": {"text": "x" * 2_000}}
    for _ in range(1_100):
        box.call("evaluate", payload)
    before = resident_mb()
    for _ in range(3_000):
        box.call("evaluate", payload)
    box.close()
    assert resident_mb() - before < 8
