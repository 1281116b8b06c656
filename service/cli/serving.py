"""``triangulate serve`` and ``triangulate worker``: pages, API and the work that happens by itself."""

from __future__ import annotations

import errno
import gc
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click
import waitress

from service.app import create_app
from service.bootstrap import Services, build
from service.cli.output import err, fail, failing, out
from service.cli.working import FEW, PROCESSES, bar_of, done
from service.domain.bundle import Bundle
from service.http.logs import configure_logs
from service.operations import shipped_operations
from service.policy.assurance import Judgement, judge
from service.rehearsing import play_demo, steps_of_demo
from service.settings import Settings

SWITCH_INTERVAL_S = 0.0005
"""How long a thread may keep the others waiting. A request hands over to V8 and back several times; with Python's own 5 ms each
handing over could cost that much while others compute."""
OBJECTS_BEFORE_COLLECTING = 10_000
"""About one request's worth of objects, nearly all of which go without the collector."""


@click.command()
@click.option("--demo", is_flag=True, help="Set up made-up people, registers and cases first, where there are none yet.")
@click.option("--host", help="Address to listen at; otherwise as the settings say.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen at; otherwise as the settings say.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 256), help="Requests answered side by side.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder for everything that is kept.")
def serve(*, demo: bool, host: str | None, port: int | None, threads: int, data: Path | None) -> None:
    """Serve pages and API, with the worker in a thread of its own."""
    with failing():
        settings = _settings(host, port, data)
        if demo:
            if not settings.demo:
                fail("Made-up people have no place in production: leave --demo out, or set TRIANGULATE_MODE=demo")
            _set_up_demo(settings)
        configure_logs()
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        services = build(settings)
        app = create_app(services)
        gc.collect()
        gc.freeze()  # what stands by now stays: the collector need not walk over it again and again
        gc.set_threshold(OBJECTS_BEFORE_COLLECTING)
        if settings.worker:
            services.worker.start()
        try:
            server = waitress.create_server(
                app, host=settings.host, port=settings.port, threads=threads, ident=None, asyncore_use_poll=True
            )
        except OSError as error:
            services.close()
            fail(_why_not(error, settings))
        _say_where(services, int(server.effective_port))
        signal.signal(signal.SIGTERM, _leave)
        try:
            server.run()
        finally:
            server.close()
            services.close()


def _leave(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _settings(host: str | None, port: int | None, data: Path | None) -> Settings:
    settings = Settings.from_environment()
    given = {"host": host, "port": port, "data_dir": data.resolve() if data else None}
    return replace(settings, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # each has its field's type


def _set_up_demo(settings: Settings) -> None:
    with bar_of(steps_of_demo(settings), silent=False) as (next_one, say):
        failed = play_demo(settings, next_one=next_one, say=say, judging=_judged_aside)
    for report in failed:
        err.print(f"The example case “{report.scenario}” did not go through: {report.failures[0]}", markup=False)


def _judged_aside(bundles: Sequence[Bundle]) -> Iterator[Judgement]:
    """Judge bundles over several processes, the next while one is put live. Few of them, on one core, or once processes cannot be started
    or one of them was ended, it judges none: then each is judged in its turn by whoever asks."""
    if len(bundles) > FEW and PROCESSES > 1:
        with suppress(BrokenExecutor, OSError):
            yield from done(_judged, bundles)


def _judged(bundle: Bundle) -> Judgement:
    return judge(bundle, shipped_operations())


def _why_not(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is in use: stop what listens there, or choose another with --port"
    return f"Cannot listen at {settings.host}:{settings.port}: {error.strerror}"


def _say_where(services: Services, port: int) -> None:
    host = services.settings.host
    out.print(
        f"\nTriangulate is at [bold]http://{host}:{port}[/]   (pages; the API is at /api, its description at /api/openapi.json)"
    )
    if services.settings.demo:
        for council in services.councils():
            out.print(f"\nYou may be anybody of {services.pack(council).name}; all of them are made up:", markup=False)
            for person in services.personas(council):
                out.print(f"  {person.person_id:<18} {person.name}, {person.job_title}", markup=False)
    out.print("\nStop with Ctrl+C.")


@click.command()
def worker() -> None:
    """Run jobs, timers and scheduled starts until stopped, beside servers whose own worker is switched off."""
    with failing():
        settings = Settings.from_environment()
        configure_logs()
        services = build(settings)
        stopping = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopping.set())
        signal.signal(signal.SIGINT, lambda *_: stopping.set())
        services.worker.start()
        out.print("The worker runs. Stop with Ctrl+C.")
        stopping.wait()
        services.close()
