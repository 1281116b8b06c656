"""``triangulate serve`` as people start it: it says where it is, answers, and stops when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from service.cli import serving

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("TRIANGULATE_")}


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from service.cli import main; main()", *words]


@pytest.fixture
def served(root: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    folders = {f"TRIANGULATE_{kind}_DIR": str(root / kind.lower()) for kind in ("PROCESSES", "FORMS")}
    process = subprocess.Popen(
        command("serve", "--demo", "--port", "0", "--data", str(root / "data")),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**ENVIRONMENT, **folders, "PYTHONUNBUFFERED": "1"},
    )
    kill = threading.Timer(600, process.kill)
    kill.start()
    assert process.stdout is not None
    said = ""
    while "Stop with" not in said and process.poll() is None:
        said += process.stdout.readline()
    yield process, said
    process.kill()
    process.wait()
    process.stdout.close()
    kill.cancel()


def test_serve_says_where_it_is_and_whom_one_may_be_then_answers_and_stops(served: tuple[subprocess.Popen[str], str]) -> None:
    process, said = served
    address = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert address is not None, said
    assert "ann.ask" in said and "made up" in said
    with urllib.request.urlopen(address[0], timeout=300) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(300) == 0


def test_procedures_are_judged_in_turn_when_a_process_that_judges_ahead_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_given: object) -> Iterator[str]:
        yield "judged"
        raise BrokenProcessPool("ended abruptly")

    monkeypatch.setattr(serving, "PROCESSES", 2)
    monkeypatch.setattr(serving, "done", ended)
    bundles: Any = ["a bundle"] * (serving.FEW + 1)
    assert (list(serving._judged_aside(bundles)), list(serving._judged_aside(bundles[:1]))) == (["judged"], [])


def test_a_demo_in_production_is_refused(tmp_path: Path) -> None:
    production = {
        "TRIANGULATE_MODE": "production",
        "TRIANGULATE_SECRET_KEY": "s" * 40,
        "TRIANGULATE_BASE_URL": "https://example.org",
    }
    done = subprocess.run(
        command("serve", "--demo", "--data", str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=300,
        env={**ENVIRONMENT, **production},
    )
    assert (done.returncode, "Made-up people have no place in production" in done.stderr, "Traceback" in done.stderr) == (
        1,
        True,
        False,
    )
