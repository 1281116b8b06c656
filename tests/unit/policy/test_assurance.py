"""Judging a bundle completely: rules, soundness, invariants, each verdict that is not good a finding with its place."""

from __future__ import annotations

from dataclasses import replace

from small_bundles import OPERATIONS, bundle, diagram, form, task

from service.domain.bundle import Bundle
from service.domain.findings import Severity
from service.domain.verdicts import Outcome, Verdict
from service.policy.assurance import Judge, finding_of, judge
from service.policy.places import Place, Places

KNOWN = {operation.name: operation for operation in OPERATIONS}
INVARIANT = b"""[A-I01]
says = "It is done before it ends."
source = "Protocol, 1"
procedure = "ash_ask"
level = "D"
formal = "Prec(A_Do, A_End)"
"""


def with_file(text: bytes) -> Bundle:
    given = bundle(diagram(task()))
    return replace(given, files={**given.files, "processes/ashdale/invariants.toml": text})


def test_a_bundle_is_judged_by_rules_soundness_and_invariants_in_this_order() -> None:
    heard: list[str] = []
    found = judge(with_file(INVARIANT), KNOWN, hear=heard.append)
    assert [(verdict.check_id, verdict.outcome.value) for verdict in found.verdicts][-1] == ("A-I01", "proved")
    assert (heard, found.errors) == (["rules", "everything that Ask can do", "A-I01 (1 of 1)"], ())


def test_a_broken_invariant_is_an_error_with_its_name() -> None:
    found = judge(with_file(INVARIANT.replace(b"Prec(A_Do, A_End)", b"NoReach(A_Do, A_End)")), KNOWN)
    (error,) = found.errors
    assert (error.rule, error.message.startswith("It is done before it ends.")) == ("A-I01", True)
    assert found.verdict_of(error) == found.verdicts[-1]


def test_what_cannot_be_compiled_is_judged_by_the_rules_alone() -> None:
    found = judge(bundle(b"<broken"), KNOWN)
    assert (found.verdicts, found.proved, bool(found.errors)) == ((), False, True)


def test_not_decided_is_a_warning_and_what_cannot_be_judged_an_error_where_it_is_written() -> None:
    places = Places(with_file(INVARIANT))
    verdict = Verdict(check_id="A-I01", sentence="So it is.", outcome=Outcome.NOT_DECIDED, why="Too long.", elements=("A_Do",))
    found = finding_of(verdict, places)
    assert found is not None and (found.severity, found.element_id, found.message) == (
        Severity.WARNING,
        "A_Do",
        "So it is. Too long.",
    )
    refused = finding_of(replace(verdict, outcome=Outcome.REFUSED), places)
    assert refused is not None and (refused.severity, refused.file) == (Severity.ERROR, "processes/ashdale/invariants.toml")
    assert finding_of(replace(verdict, outcome=Outcome.GUARDED), places) is None


def test_an_unknown_name_in_an_invariant_is_told_once() -> None:
    found = judge(with_file(INVARIANT.replace(b"A_Do", b"A_Did")), KNOWN)
    assert [finding.rule for finding in found.errors] == ["invariants"]
    assert [verdict.outcome for verdict in found.verdicts if verdict.check_id == "A-I01"] == [Outcome.REFUSED]


def test_places_are_lines_of_files() -> None:
    given = with_file(b"# first\n" + INVARIANT)
    places = Places(
        replace(
            given,
            files={
                **given.files,
                "processes/ashdale/ask.bpmn": b"\n".join(diagram(task()).split(b"<bpmn:userTask", 1)).replace(
                    b"\n ", b"\n<bpmn:userTask "
                ),
            },
        )
    )
    assert places.of_invariant("A-I01") == Place("processes/ashdale/invariants.toml", 2)
    assert places.of("A_Do") == Place("processes/ashdale/ask.bpmn", 2)
    assert (places.of("A_Gone"), places.of(None), places.of_invariant("A-I09")) == (None, None, None)


def test_a_judge_judges_each_content_once() -> None:
    judging, given = Judge(KNOWN), bundle()
    assert judging(given) is judging(bundle())
    assert judging(given) is not judging(bundle(diagram(task(name="Do it well"))))


def test_on_a_stage_only_what_protects_running_counts_and_nothing_is_proved() -> None:
    unnamed = bundle(diagram(task(name="")))
    assert judge(unnamed, KNOWN).against
    assert (Judge(KNOWN, on_stage=True)(unnamed).findings, Judge(KNOWN, on_stage=True)(unnamed).verdicts) == ((), ())
    without = bundle(diagram(task()), forms__ashdale__other=form("other"))
    missing = replace(
        without, files={path: content for path, content in without.files.items() if path != "forms/ashdale/form-a.form"}
    )
    assert [finding.rule for finding in Judge(KNOWN, on_stage=True)(missing).errors] == ["form-exists"]
