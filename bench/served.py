"""The real server in a process of its own, and clients that keep their connection."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from bench.council import CLERK, HERE, SECRET
from service.http.identity import issue_token
from service.settings import PREFIX, ROOT

PATIENCE_S = 30.0


class Client:
    """One connection that is kept, signed in as the clerk."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self._head = {"Authorization": f"Bearer {issue_token(CLERK, SECRET, 3600)}", "Content-Type": "application/json"}

    def get(self, path: str) -> Any:
        """Return the JSON answer to a question."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Return the JSON answer to an order."""
        return self._ask("POST", path, json.dumps(body).encode())

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        self._connection.request(method, path, body, self._head)
        response = self._connection.getresponse()
        content = response.read()
        if response.status >= 300:
            raise AssertionError(f"{method} {path} answered {response.status}: {content.decode()[:300]}")
        return json.loads(content)


class Served:
    """``triangulate serve`` as a child process, for a ``with`` block. ``started_ms`` is the time from its creation to the answer
    to a first question."""

    def __init__(self, folder: Path, database_url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        self._environment = clean | {
            "TRIANGULATE_DATABASE_URL": database_url,
            "TRIANGULATE_DATA_DIR": str(folder),
            "TRIANGULATE_PROCESSES_DIR": str(HERE / "processes"),
            "TRIANGULATE_FORMS_DIR": str(HERE / "forms"),
            "TRIANGULATE_SECRET_KEY": SECRET,
            "TRIANGULATE_PORT": str(self.port),
        }
        self._log = folder / "server.log"
        self.started_ms = 0.0

    def __enter__(self) -> Self:
        begun = time.perf_counter()
        command = [sys.executable, "-c", "from service.cli import main; main()", "serve"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        while not self._answers():
            if self._process.poll() is not None or time.perf_counter() - begun > PATIENCE_S:
                raise RuntimeError(f"The server did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.005)
        self.started_ms = (time.perf_counter() - begun) * 1000
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait(20)

    def client(self) -> Client:
        """Return a new client."""
        return Client(self.port)

    def resident_mb(self) -> float | None:
        """Return the resident memory of the server in MB, None where the system does not say."""
        status = Path(f"/proc/{self._process.pid}/status")
        if not status.exists():
            return None
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return round(int(line.split()[1]) / 1024, 1)

    def _answers(self) -> bool:
        client = self.client()
        try:
            client.get("/api/procedures")
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()
        return True
