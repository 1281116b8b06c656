"""Faults that diagrams are known for, each beside its sound twin."""

from __future__ import annotations

import pytest
from drawing import boundary, bundle, call, catch, drawing, end, flows, gateway, multi, process, script, start, sub, throws, user

from service.domain.behaviour import Question
from service.domain.verdicts import Outcome, Verdict
from service.engine.exploring import explore
from service.engine.procedure import compile_procedure
from service.policy.soundness import jobs, judge

FORK = (gateway("exclusive", "g", "g-b"), user("a"), user("b"))
AND = (gateway("parallel", "w"), user("a"), user("b"))


def verdicts(*content: str, order: str, other: str = "") -> tuple[Verdict, ...]:
    found = compile_procedure(bundle(drawing(process(start(), *content, end(), flows(order)), *([other] if other else []))))
    return judge(explore(found, Question(visible=jobs(found.description))), found.description)


def broken(*content: str, order: str, other: str = "") -> dict[str, set[str]]:
    """Return the elements named by each rule that is broken."""
    found: dict[str, set[str]] = {}
    for verdict in verdicts(*content, order=order, other=other):
        assert verdict.outcome is not Outcome.NOT_DECIDED, verdict
        if verdict.outcome is Outcome.BROKEN:
            found.setdefault(verdict.check_id, set()).update(verdict.elements)
    return found


def forked(join: str, mark: str = "") -> str:
    """Return the inside of a scope where one of two ways is taken and then joined."""
    inner = (start(f"{mark}s"), gateway("exclusive", f"{mark}g", f"{mark}g-{mark}b"), user(f"{mark}a"), user(f"{mark}b"))
    order = " ".join(
        f"{mark}{one}>{mark}{other}" for one, *rest in ("sg", "ga|=x", "gb", "aj", "bj", "je") for other in ["".join(rest)]
    )
    return "".join((*inner, gateway(join, f"{mark}j"), end(f"{mark}e"), flows(order)))


TIMED = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"


def handled(join: str) -> str:
    """Return an event sub-process, begun by a timer, where one of two ways is taken and then joined."""
    return sub("h", forked(join, "h").replace('id="hs" name="hs">', f'id="hs" name="hs">{TIMED}'), event_sub=True)


COMPLETE, PROPER, DEAD = "option-to-complete", "proper-completion", "no-dead-element"
ONE_OF_TWO = "s>g g>a|=x g>b a>j b>j j>e"
BOTH = "s>w w>a w>b a>j b>j j>c c>e"
ROUND = (gateway("parallel", "w"), user("a"), user("b"), gateway("exclusive", "x", "x-e"), gateway("exclusive", "y", "y-e"))
ROUND_ORDER = "s>w w>a w>b a>j b>k j>x k>y x>k|=x x>e y>j|=x y>e"
FAULTY: dict[str, tuple[tuple[str, ...], str, dict[str, set[str]]]] = {
    "one way into a join of all": ((*FORK, gateway("parallel", "j")), ONE_OF_TWO, {COMPLETE: {"j"}, DEAD: {"j", "j-e", "e"}}),
    "several ways, not joined": ((*AND, gateway("exclusive", "j"), user("c")), BOTH, {PROPER: {"j", "c"}}),
    "several ways, not joined, and the end": ((*AND, gateway("exclusive", "j")), "s>w w>a w>b a>j b>j j>e", {PROPER: {"j"}}),
    "several ways, not joined, and something that does not wait": (
        (*AND, gateway("exclusive", "j"), script("c", "=1", "n")),
        BOTH,
        {PROPER: {"j"}},
    ),
    "a way with nothing on it, not joined": (
        (gateway("parallel", "w"), user("a"), gateway("exclusive", "j"), throws("c", "signal", "S")),
        "s>w w>a w>j a>j j>c c>e",
        {PROPER: {"j"}},
    ),
    "nothing that waits on several ways, not joined": (
        (gateway("parallel", "w"), script("a", "=1", "n"), script("b", "=1", "m"), gateway("exclusive", "j"), user("c")),
        BOTH,
        {PROPER: {"j", "c"}},
    ),
    "some ways, not joined, and the end": (
        (gateway("inclusive", "g", "g-b"), user("a"), user("b"), user("c"), gateway("exclusive", "j")),
        "s>g g>a|=x g>c|=y g>b a>j b>j c>j j>e",
        {PROPER: {"j"}},
    ),
    "event beside, merged into the end": (
        (user("a"), boundary("t", "a", "duration", "PT1H", interrupts=False), gateway("exclusive", "m")),
        "s>a a>m t>m m>e",
        {PROPER: {"m"}},
    ),
    "several ways drawn without a gateway": ((user("a"), user("b"), user("c")), "s>a a>b a>c b>c c>e", {PROPER: {"c"}}),
    "no way to the end": (
        (*FORK, gateway("exclusive", "m")),
        "s>g g>m|=x g>b m>a a>m b>e",
        {COMPLETE: {"a"}},
    ),
    "interrupting event into a join": (
        (user("a"), boundary("t", "a", "duration", "PT1H"), user("c"), gateway("parallel", "j")),
        "s>a a>j t>c c>j j>e",
        {COMPLETE: {"j"}, DEAD: {"j", "j-e", "e"}},
    ),
    "event that may not come into a join": (
        (user("a"), boundary("t", "a", "duration", "PT1H", interrupts=False), gateway("parallel", "j")),
        "s>a a>j t>j j>e",
        {COMPLETE: {"j"}},
    ),
    "event beside, merged and not joined": (
        (user("a"), boundary("t", "a", "duration", "PT1H", interrupts=False), gateway("exclusive", "m"), user("c")),
        "s>a a>m t>m m>c c>e",
        {PROPER: {"m", "c"}},
    ),
    "inclusive joins that wait for each other": (
        (*ROUND, gateway("inclusive", "j"), gateway("inclusive", "k")),
        ROUND_ORDER,
        {COMPLETE: {"j", "k"}, DEAD: {"j", "j-x", "x", "x-k", "k", "k-y", "y", "y-j", "x-e", "y-e", "e"}},
    ),
    "loop back into a join of all": (
        (gateway("parallel", "j"), user("a"), gateway("exclusive", "g", "g-e")),
        "s>j j>a a>g g>j|=x g>e",
        {COMPLETE: {"j"}, DEAD: {"j", "j-a", "a", "a-g", "g", "g-j", "g-e", "e"}},
    ),
    "first event into a join of all": (
        (gateway("eventBased", "g"), catch("a", "message", "M"), catch("b", "duration", "P1D"), gateway("parallel", "j")),
        "s>g g>a g>b a>j b>j j>e",
        {COMPLETE: {"j"}, DEAD: {"j", "j-e", "e"}},
    ),
    "branch that ends before its join": (
        (*AND, gateway("exclusive", "g", "g-j"), gateway("parallel", "j"), end("t")),
        "s>w w>a w>b a>j b>g g>t|=x g>j j>e",
        {COMPLETE: {"j"}},
    ),
    "one way into a join, inside a phase": ((sub("u", forked("parallel", "u")),), "s>u u>e", {COMPLETE: {"uj"}}),
    "one way into a join, inside each of several": (
        (sub("u", forked("parallel", "u"), loop=multi("=items")),),
        "s>u u>e",
        {COMPLETE: {"uj"}},
    ),
    "one way into a join, inside what an event starts": (
        (user("a"), handled("parallel")),
        "s>a a>e",
        {COMPLETE: {"hj"}},
    ),
    "escalation that may not come, joined": (
        (
            sub(
                "u",
                start("us"),
                gateway("exclusive", "ug", "ug-ue"),
                throws("ut", "escalation", "N"),
                end("ue"),
                flows("us>ug ug>ut|=x ug>ue ut>ue"),
            ),
            boundary("x", "u", "escalation", "N", interrupts=False),
            user("c"),
            gateway("parallel", "j"),
        ),
        "s>u u>j x>c c>j j>e",
        {COMPLETE: {"j"}},
    ),
    "error that nothing catches": (
        (
            sub(
                "u",
                start("us"),
                gateway("exclusive", "ug", "ug-ue"),
                end("ux", "error", "N"),
                end("ue"),
                flows("us>ug ug>ux|=x ug>ue"),
            ),
        ),
        "s>u u>e",
        {COMPLETE: {"ux"}},
    ),
    "event for an error that nothing raises": (
        (user("a"), boundary("x", "a", "error", "N"), user("c")),
        "s>a a>e x>c c>e",
        {DEAD: {"x", "x-c", "c", "c-e"}},
    ),
    "phase for an error that nothing raises": (
        (user("a"), sub("h", start("hs", "error", "N"), user("ha"), end("he"), flows("hs>ha ha>he"), event_sub=True)),
        "s>a a>e",
        {DEAD: {"h", "hs", "hs-ha", "ha", "ha-he", "he"}},
    ),
    "event on a step that never waits": (
        (script("a", "=1", "x"), boundary("t", "a", "duration", "PT1H"), user("c")),
        "s>a a>e t>c c>e",
        {DEAD: {"t", "t-c", "c", "c-e"}},
    ),
}
SOUND: dict[str, tuple[tuple[str, ...], str]] = {
    "one way, merged": ((*FORK, gateway("exclusive", "j")), ONE_OF_TWO),
    "several ways, joined": ((*AND, gateway("parallel", "j"), user("c")), BOTH),
    "two reminders of one kind": (
        (
            user("a"),
            boundary("t", "a", "cycle", "R/PT1H", interrupts=False),
            boundary("u", "a", "message", "M", interrupts=False),
            gateway("exclusive", "m"),
            user("c"),
            end("e2"),
        ),
        "s>a a>e t>m u>m m>c c>e2",
    ),
    "several ways with one end": (AND, "s>w w>a w>b a>e b>e"),
    "several ways, the first ends everything": (
        (*AND, gateway("exclusive", "j"), gateway("exclusive", "g", "g-e"), user("c"), end("t", "terminate")),
        "s>g g>c|=x g>e c>w w>a w>b a>j b>j j>t",
    ),
    "each of several, merged": (
        (gateway("exclusive", "g", "g-c"), user("a", loop=multi("=items")), user("c"), gateway("exclusive", "j")),
        "s>g g>a|=x g>c a>j c>j j>e",
    ),
    "some ways, joined": ((gateway("inclusive", "g", "g-b"), user("a"), user("b"), gateway("inclusive", "j")), ONE_OF_TWO),
    "rounds with a way to the end": (
        (*FORK, gateway("exclusive", "m"), gateway("exclusive", "k", "k-e")),
        "s>g g>m|=x g>b m>a a>k k>m|=x k>e b>e",
    ),
    "interrupting event, merged": (
        (user("a"), boundary("t", "a", "duration", "PT1H"), user("c"), gateway("exclusive", "j")),
        "s>a a>j t>c c>j j>e",
    ),
    "event beside with an end of its own": (
        (user("a"), boundary("t", "a", "cycle", "R3/PT1H", interrupts=False), user("c"), end("f")),
        "s>a a>e t>c c>f",
    ),
    "loop back into a merge": (
        (gateway("exclusive", "j"), user("a"), gateway("exclusive", "g", "g-e")),
        "s>j j>a a>g g>j|=x g>e",
    ),
    "first event, merged": (
        (gateway("eventBased", "g"), catch("a", "message", "M"), catch("b", "duration", "P1D"), gateway("exclusive", "j")),
        "s>g g>a g>b a>j b>j j>e",
    ),
    "branch that ends everything before its join": (
        (*AND, gateway("exclusive", "g", "g-j"), gateway("parallel", "j"), end("t", "terminate")),
        "s>w w>a w>b a>j b>g g>t|=x g>j j>e",
    ),
    "merge inside a phase": ((sub("u", forked("exclusive", "u")),), "s>u u>e"),
    "merge inside each of several": ((sub("u", forked("exclusive", "u"), loop=multi("=items")),), "s>u u>e"),
    "merge inside what an event starts": ((user("a"), handled("exclusive")), "s>a a>e"),
    "join inside a phase that an event interrupts": (
        (
            *AND,
            sub("u", start("us"), user("ua"), end("ue"), flows("us>ua ua>ue")),
            boundary("t", "u", "message", "M"),
            gateway("parallel", "j"),
        ),
        "s>w w>u w>b u>a t>a a>j b>j j>e",
    ),
    "escalation with an end of its own": (
        (
            sub(
                "u",
                start("us"),
                gateway("exclusive", "ug", "ug-ue"),
                throws("ut", "escalation", "N"),
                end("ue"),
                flows("us>ug ug>ut|=x ug>ue ut>ue"),
            ),
            boundary("x", "u", "escalation", "N", interrupts=False),
            user("c"),
            end("f"),
        ),
        "s>u u>e x>c c>f",
    ),
    "error that is caught": (
        (
            sub(
                "u",
                start("us"),
                gateway("exclusive", "ug", "ug-ue"),
                end("ux", "error", "N"),
                end("ue"),
                flows("us>ug ug>ux|=x ug>ue"),
            ),
            boundary("x", "u", "error", "N"),
        ),
        "s>u u>e x>e",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_known_fault_is_found_at_its_place(name: str) -> None:
    content, order, expected = FAULTY[name]
    found = broken(*content, order=order)
    if set(expected) == {COMPLETE}:
        found.pop(DEAD, None)
    assert found == expected


@pytest.mark.parametrize("name", SOUND)
def test_its_twin_is_sound(name: str) -> None:
    content, order = SOUND[name]
    assert broken(*content, order=order) == {}


@pytest.mark.parametrize(("join", "found"), [("parallel", {"qj"}), ("exclusive", None)])
def test_a_called_procedure_is_judged_with_its_caller(join: str, found: set[str] | None) -> None:
    assert broken(call("c", "q"), order="s>c c>e", other=process(forked(join, "q"), name="q")).get(COMPLETE) == found


def why(name: str, rule: str) -> str:
    """Return the first sentence that says how a rule is broken."""
    content, order, _ = FAULTY[name]
    return next(each.why for each in verdicts(*content, order=order) if each.check_id == rule and each.outcome is Outcome.BROKEN)


@pytest.mark.parametrize(
    ("name", "rule", "sentence"),
    [
        (
            "branch that ends before its join",
            COMPLETE,
            "Once “b” is done and “g” is answered by the way to “t”, the case waits at “j” for ever, because nothing comes from “g” any more.",
        ),
        (
            "event that may not come into a join",
            COMPLETE,
            "Once “a” is done, the case waits at “j” for ever, because nothing comes from “t” any more.",
        ),
        (
            "no way to the end",
            COMPLETE,
            "Once “g” is answered by the way to “m”, the case never ends: “a” can be done again and again, but no end can be reached any more.",
        ),
        (
            "several ways, not joined",
            PROPER,
            "“c” can be under way twice at a time: the branches that “w” opens come from “a” and “b” and are not joined before it.",
        ),
        (
            "several ways, not joined, and the end",
            PROPER,
            "“j” can be passed twice, with all that follows: the branches that “w” opens come from “a” and “b” and are not joined before it.",
        ),
        (
            "event for an error that nothing raises",
            DEAD,
            "“x” never happens: nothing in “a” raises this error, so “c” never happens.",
        ),
        (
            "phase for an error that nothing raises",
            DEAD,
            "“h” never begins: nothing beside it raises this error, so “hs”, “ha” and “he” never happen.",
        ),
        (
            "event on a step that never waits",
            DEAD,
            "“t” never happens: “a” does not wait long enough for anything to come in between, so “c” never happens.",
        ),
    ],
)
def test_the_sentence_says_what_happens_and_why(name: str, rule: str, sentence: str) -> None:
    assert why(name, rule) == sentence


def test_what_piles_up_is_not_decided_and_the_doubling_is_found() -> None:
    content = (user("a"), boundary("t", "a", "message", "M", interrupts=False), gateway("parallel", "j"))
    found = {verdict.check_id: verdict for verdict in verdicts(*content, order="s>a a>j t>j j>e")}
    assert {name: str(verdict.outcome) for name, verdict in found.items()} == {
        COMPLETE: "not decided",
        "joins-go-on": "not decided",
        PROPER: "broken",
        DEAD: "not decided",
        "bounded": "not decided",
    }
    assert found["bounded"].why == "“j” can be under way more and more times at once; no further was looked."


def test_evidence_is_a_shortest_way_from_the_start_to_where_it_goes_wrong() -> None:
    content, order, _ = FAULTY["branch that ends before its join"]
    (found,) = (each.evidence for each in verdicts(*content, order=order) if each.outcome is Outcome.BROKEN)
    assert found is not None
    assert ([move.element_id for move in found.moves], found.at) == (["s", "a", "b"], "j")


@pytest.mark.parametrize(("join", "rules"), [("parallel", {"joins-go-on": {"ij"}}), ("exclusive", {})])
def test_a_join_that_only_the_end_of_its_phase_frees_is_found(join: str, rules: dict[str, set[str]]) -> None:
    found = broken(sub("k", forked(join, "i")), boundary("t", "k", "message", "m"), user("c"), order="s>k k>e t>c c>e")
    assert {rule: names for rule, names in found.items() if rule != DEAD} == rules
