"""A V8 that runs one bundle: every call has a deadline and a heap limit, and cannot reach file, network or clock.

After a deadline, a full heap or a fork the isolate is thrown away and a new one is made on the next call.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from py_mini_racer import (
    DEFAULT_V8_FLAGS,
    JSEvalException,
    JSOOMException,
    JSTimeoutException,
    LibAlreadyInitializedError,
    MiniRacer,
    init_mini_racer,
)

STATIC = Path(__file__).parent / "static"
DEADLINE_S = 0.25
TRIES = (1, 2, 10)
"""How many deadlines each try may take. The last is for calls that the machine gave no time to."""
HEAP_BYTES = 64 * 1024 * 1024
CALLS_BEFORE_COLLECTING = 1_000
"""V8 left alone fills its heap to the limit before it collects: 60 MB for nothing. Collecting takes 3 ms, shared by this many calls."""
FLAGS = (*DEFAULT_V8_FLAGS, "--no-memory-protection-keys")
"""Memory protection keys belong to the thread that started V8 and those it starts: with them, an isolate that another thread
makes later crashes the process on processors that have them."""


class SandboxError(Exception):
    """The call could not be finished; ``str(error)`` says why in a few words. The sandbox itself goes on working."""


class Sandbox:
    """One bundle with a global ``<name>.run(action, json)``, the file ``<name>.js`` of ``folder``. Safe to share between threads:
    calls wait for each other."""

    def __init__(
        self,
        name: str,
        *,
        folder: Path = STATIC,
        deadline_s: float = DEADLINE_S,
        heap_bytes: int = HEAP_BYTES,
        busy_s: Callable[[], float] = time.process_time,
    ) -> None:
        self.name = name
        self.folder = folder
        self.deadline_s = deadline_s
        self.heap_bytes = heap_bytes
        self._busy_s = busy_s
        self._lock = Lock()
        self._isolate: MiniRacer | None = None
        self._calls = 0
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.close)

    def call(self, action: str, payload: Any) -> Any:
        """Run one action on a JSON value and return its JSON answer, in one evaluation.

        Raises: SandboxError when the deadline passes although there was time, the heap is full or the bundle throws.
        """
        text = json.dumps(payload, separators=(",", ":"), allow_nan=False)
        code = f"{self.name}.run({json.dumps(action)}, {json.dumps(text)})"
        with self._lock:
            try:
                answer = self._patiently(code)
            except JSOOMException as error:
                self._drop()
                raise SandboxError("It needed too much memory") from error
            except JSEvalException as error:
                raise SandboxError(str(error).splitlines()[0]) from error
        if answer is None:
            raise SandboxError(f"It took longer than {round(self.deadline_s * 1000)} ms")
        return json.loads(answer)

    def _patiently(self, code: str) -> str | None:
        """Evaluate, None when it runs late. A busy machine can stall any call, so that is believed only when it happens twice, and the
        second time only when this process was busy for half of the time: else the call had no chance."""
        for deadline_s in (times * self.deadline_s for times in TRIES):
            begun = self._busy_s()
            answer = self._in_fresh_heap(code, deadline_s)
            if answer is not None:
                return answer
            if deadline_s > self.deadline_s and self._busy_s() - begun > deadline_s / 2:
                return None
        return None

    def _in_fresh_heap(self, code: str, deadline_s: float) -> str | None:
        """Evaluate, and once more in a new isolate when the heap is full: the limit counts what earlier calls left uncollected,
        so that it says something of this call only there."""
        try:
            return self._evaluate(code, deadline_s)
        except JSOOMException:
            self._drop()
            return self._evaluate(code, deadline_s)

    def _evaluate(self, code: str, deadline_s: float) -> str | None:
        """Return the answer as JSON text, None when the deadline passed."""
        try:
            isolate = self._ready()
            if self._calls % CALLS_BEFORE_COLLECTING == 0:
                isolate.low_memory_notification()
            self._calls += 1
            return str(isolate.eval(code, timeout_sec=deadline_s))
        except JSTimeoutException:
            self._drop()
            return None

    def _ready(self) -> MiniRacer:
        if self._isolate is None:
            _start_v8()
            isolate = MiniRacer()
            isolate.set_hard_memory_limit(self.heap_bytes)
            isolate.eval((self.folder / f"{self.name}.js").read_text(encoding="utf-8"))
            self._isolate = isolate
        return self._isolate

    def close(self) -> None:
        """Let the isolate go; the next call makes a new one. Done at exit too: V8's threads must end before the interpreter's,
        else the process hangs or crashes on its way out."""
        with self._lock:
            isolate, self._isolate = self._isolate, None
        if isolate is not None:
            isolate.close()

    def _drop(self) -> None:
        isolate, self._isolate = self._isolate, None
        if isolate is not None:
            with suppress(JSEvalException):
                isolate.eval("0", timeout_sec=1)  # lets the cancelled call report before its event loop is closed
            isolate.close()

    def _forget(self) -> None:
        # The threads of V8 do not live on in a child process: closing the isolate there would wait for ever, so it is leaked.
        if self._isolate is not None:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._isolate))
        self._isolate = None
        self._lock = Lock()


@cache
def _start_v8() -> None:
    with suppress(LibAlreadyInitializedError):
        init_mini_racer(flags=FLAGS)


@cache
def sandbox(name: str) -> Sandbox:
    """Return the sandbox of a bundle in ``static``; one per process, started by its first call."""
    return Sandbox(name)
