"""Every command is whole: permission, audit verb, contract, test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service import commands
from service.authz.permissions import TABLE, Permission
from service.commands.fail_job import wait_s
from service.commands.gate import Verb, nothing
from service.commands.keeping import safe_name
from service.commands.registry import VERBS, by_request

TESTS = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.request.__name__)
def test_each_command_has_a_permission_an_audit_verb_and_a_test(verb):
    assert verb.permission in TABLE
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", verb.audit)
    assert verb.request.__doc__
    tested = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    assert f"{verb.request.__name__}(" in tested


def test_every_command_file_is_registered_and_exported():
    files = {path.stem for path in Path(commands.__file__).parent.glob("*.py") if "VERB = Verb(" in path.read_text("utf-8")}
    assert {verb.request.__module__.rsplit(".", 1)[-1] for verb in VERBS.values()} == files
    assert {verb.request.__name__ for verb in VERBS.values()} | {"Runner"} == set(commands.__all__)


def test_a_command_registered_twice_stops_the_service():
    verb = Verb(request=str, permission=Permission.RUN_WORK, audit="done", load=nothing, handle=lambda *_: None)
    with pytest.raises(ValueError, match="str"):
        by_request((verb, verb))


def test_waiting_doubles_up_to_an_hour_and_jitters_by_a_quarter():
    assert [wait_s(tries, jitter=0) for tries in (1, 2, 3, 20)] == [10, 20, 40, 3600]
    assert wait_s(1, jitter=1) == 12.5


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd"), ("c:\\x\\post.pdf", "post.pdf"), ("a\x00b<c>.png", "abc.png"), ("..", "file"), ("", "file")],
)
def test_a_file_name_keeps_nothing_dangerous(given, kept):
    assert safe_name(given) == kept
