"""Plants a payload at every place where a diagram, a table or a form holds text that is evaluated, under Python's audit hook.

Run as a program: prints as JSON what each place did, and whatever of the planted text Python itself was asked to run."""

# ruff: noqa: E402  (the hook must listen before anything of ours is imported)

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable
from html import escape
from typing import Any

MARK = "PLANTED"
SEEN: list[str] = []


def listen(event: str, arguments: tuple[Any, ...]) -> None:
    """Keep every event that carries planted text and is more than looking at it: compile, exec, open, a process."""
    if event in ("compile", "exec", "open", "os.system", "subprocess.Popen", "import", "pickle.find_class") and MARK in repr(
        arguments
    ):
        SEEN.append(f"{event} {arguments!r}"[:200])


sys.addaudithook(listen)

from drawing import (
    Play,
    boundary,
    bundle,
    catch,
    decide,
    drawing,
    element,
    end,
    event,
    extensions,
    flows,
    gateway,
    io,
    multi,
    process,
    properties,
    script,
    service,
    start,
    sub,
    user,
    zeebe,
)
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from service import form_schemas
from service.domain.errors import TriangulateError
from service.engine import feel, start_timer
from service.engine.procedure import check_diagrams

BUILT: list[str] = []


def count(engine: Any, *given: Any, **named: Any) -> None:
    BUILT.append(type(engine).__name__)


PythonScriptEngine.__init__ = count

PAYLOADS = {
    "python": f'__import__("pathlib").Path("{MARK}").touch()',
    "function": f'"".constructor.constructor("{MARK}; globalThis.polluted = 1")()',
    "prototype": f'context put({{}}, ["__proto__", "polluted"], "{MARK}")',
}
SLOW = f'matches("{"a" * 40}{MARK}", "(a+)+$")'


def line(*inside: str, order: str = "s>a a>e") -> bytes:
    return drawing(process(start(), *inside, end(), flows(order)))


def timer(shape: str, text: str, where: str) -> bytes:
    if where == "between":
        return line(catch("a", shape, text))
    if where == "boundary":
        return line(user("a"), boundary("b", "a", shape, text, interrupts=shape != "cycle"), order="s>a a>e b>e")
    if where == "start":
        return drawing(process(start("s", shape, text), user("a"), end(), flows("s>a a>e")))
    handler = (start("hs", shape, text, isInterrupting="false"), end("he"), flows("hs>he"))
    return line(user("a"), sub("es", *handler, event_sub=True))


def nested(text: str, *tags: str) -> str:
    """Return text inside BPMN elements, the outermost first."""
    held = escape(text)
    for tag in reversed(tags):
        held = f'<bpmn:{tag} id="{tag}1">{held}</bpmn:{tag}>'
    return held


def called(bad: str) -> bytes:
    caller = element("callActivity", "a", extensions(zeebe("calledElement", processId="q"), io(f"in:={bad}->x")))
    other = process(start("s9"), user("u9"), end("e9"), flows("s9>u9 u9>e9"), name="q")
    return drawing(process(start(), caller, end(), flows("s>a a>e")), other)


def correlated(bad: str) -> bytes:
    tags = ("correlationProperty", "correlationPropertyRetrievalExpression", "messagePath")
    return drawing(nested(bad, *tags), process(start(), user("a"), end(), flows("s>a a>e")))


def stored(bad: str) -> bytes:
    name = escape(bad)
    data = f'<bpmn:dataObject id="do" name="{name}"/><bpmn:dataObjectReference id="dr" dataObjectRef="do" name="{name}"/>'
    return line(user("a"), data)


def native(tag: str, inside: str) -> bytes:
    return line(element(tag, "a", inside))


def loop(inside: str) -> str:
    return f"<bpmn:multiInstanceLoopCharacteristics>{inside}</bpmn:multiInstanceLoopCharacteristics>"


def table(cell: str, place: str) -> bytes:
    entry = {"input": "1", "cell": "-", "output": "1", "default": "2", place: cell}
    return f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://x">
<decision id="dec" name="Dec"><decisionTable id="dt" hitPolicy="UNIQUE">
<input id="i" label="I"><inputExpression id="ie"><text>{entry["input"]}</text></inputExpression></input><output id="o" name="r"/>
<rule id="r1"><inputEntry id="a1"><text>{entry["cell"]}</text></inputEntry><outputEntry id="b1"><text>{entry["output"]}</text></outputEntry>
</rule></decisionTable></decision></definitions>""".encode()


def literal(text: str) -> bytes:
    return f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://x"><decision id="dec"
name="Dec"><variable id="v" name="Dec"/><literalExpression id="l"><text>{text}</text></literalExpression></decision></definitions>""".encode()


def ways(kind: str, bad: str) -> bytes:
    return line(gateway(kind, "g", "g-b"), user("a"), user("b"), order=f"s>g g>a|={bad.replace(' ', '~')} g>b a>e b>e")


SHAPES = ("date", "duration", "cycle")
PLACES = ("between", "boundary", "start", "event sub-process")
SPIFF = 'xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core"'
DIAGRAMS: dict[str, Callable[[str], bytes]] = {
    "exclusive condition": lambda bad: ways("exclusive", bad),
    "inclusive condition": lambda bad: ways("inclusive", bad),
    "list": lambda bad: line(user("a", loop=multi(f"={bad}"))),
    "loop cardinality": lambda bad: native("userTask", loop(f"<bpmn:loopCardinality>{escape(bad)}</bpmn:loopCardinality>")),
    "loop data reference": lambda bad: native("userTask", loop(f"<bpmn:loopDataInputRef>{escape(bad)}</bpmn:loopDataInputRef>")),
    "completion condition": lambda bad: line(script("a", "=1", "x", loop=multi("=[1]", until=f"={escape(bad)}"))),
    "output element": lambda bad: line(script("a", "=1", "x", loop=multi("=[1]", out="o", each=f"={bad}"))),
    "item name": lambda bad: line(user("a", loop=multi("=[1]", bad))),
    "standard loop": lambda bad: native("userTask", nested(bad, "standardLoopCharacteristics", "loopCondition")),
    "conditional event": lambda bad: native("intermediateCatchEvent", nested(bad, "conditionalEventDefinition", "condition")),
    "script": lambda bad: line(script("a", f"={bad}", "x")),
    "native script": lambda bad: native("scriptTask", f"<bpmn:script>{escape(bad)}</bpmn:script>"),
    "result name": lambda bad: line(script("a", "=1", bad)),
    "correlation property": correlated,
    "correlation key": lambda bad: drawing(
        process(start(), catch("a", "message", "M"), end(), flows("s>a a>e")), keys={"M": f"={bad}"}
    ),
    "ad-hoc condition": lambda bad: native(
        "adHocSubProcess", f"<bpmn:completionCondition>{escape(bad)}</bpmn:completionCondition>"
    ),
    "data object": stored,
    "data association": lambda bad: native("userTask", nested(bad, "dataInputAssociation", "sourceRef")),
    "spiff operator": lambda bad: native("serviceTask", extensions(f'<spiff:serviceTaskOperator {SPIFF} id="{escape(bad)}"/>')),
    "spiff pre-script": lambda bad: native("userTask", extensions(f"<spiff:preScript {SPIFF}>{escape(bad)}</spiff:preScript>")),
    "input": lambda bad: line(service("a", io(f"in:={bad}->x"))),
    "output": lambda bad: line(service("a", io(f"out:={bad}->x"))),
    "input of a call": called,
    "assignee": lambda bad: line(user("a", assignee=f"={bad}")),
    "candidates": lambda bad: line(user("a", candidateGroups=f"={bad}", candidateUsers=f"={bad}")),
    "due date": lambda bad: line(user("a", zeebe("taskSchedule", dueDate=f"={bad}", followUpDate=f"={bad}"))),
    "priority": lambda bad: line(user("a", zeebe("priorityDefinition", priority=f"={bad}"))),
    "job type": lambda bad: line(service("a", type=f"={bad}")),
    "retries": lambda bad: line(service("a").replace('type="op"', f'type="op" retries="{escape("=" + bad)}"')),
    "header": lambda bad: line(service("a", zeebe("taskHeaders", zeebe("header", key="k", value=f"={bad}")))),
    "guidance": lambda bad: line(user("a", properties(guidance=f"={bad}"))),
    "thrown message": lambda bad: line(event("intermediateThrowEvent", "a", "message", "M", io(f"in:={bad}->x"))),
    **{
        f"{shape} {where}": lambda bad, shape=shape, where=where: timer(shape, escape(f"={bad}"), where)
        for shape in SHAPES
        for where in PLACES
    },
    **{f"{shape} as text": lambda bad, shape=shape: timer(shape, escape(bad), "boundary") for shape in SHAPES},
}
TABLES: dict[str, Callable[[str], bytes]] = {
    **{f"table {place}": lambda bad, place=place: table(escape(bad), place) for place in ("input", "cell", "output")},
    "literal expression": lambda bad: literal(escape(bad)),
}
FORMS: dict[str, Callable[[str], dict[str, Any]]] = {
    "form hide": lambda bad: {"conditional": {"hide": f"={bad}"}},
    "form label": lambda bad: {"label": f"={bad}"},
    "form template": lambda bad: {"type": "text", "text": "{{" + bad + "}}"},
    "form readonly": lambda bad: {"readonly": f"={bad}"},
    "form options": lambda bad: {"type": "select", "valuesExpression": f"={bad}"},
    "form expression": lambda bad: {"type": "expression", "expression": f"={bad}"},
    "form pattern": lambda bad: {"validate": {"pattern": bad}},
}


def in_diagram(xml: bytes, **dmn: bytes) -> str:
    """Check a diagram; where nothing is found, play it to its end. Returns refused, held or played."""
    if any(found.severity == "error" for found in check_diagrams(bundle(xml, **dmn))):
        return "refused"
    play, dice = Play(xml, **dmn), random.Random(1)
    start_timer(play.procedure, {}, facts=play.facts, now=play.now)
    for _ in range(5):
        if play.open["tasks"]:
            item = dice.choice(list(play.open["tasks"].values()))
            seen = play.view(item.element_id)
            for text in item.properties.values():
                feel.evaluate(text.removeprefix("="), seen)
            play.complete(item.element_id, x=1)
        elif play.open["jobs"]:
            play.job(next(iter(play.open["jobs"].values())).element_id)
        else:
            play.wait(hours=1)
    return "held" if play.open["incidents"] else "played"


def in_form(change: dict[str, Any]) -> str:
    """Check a form and draw it. Returns refused or played."""
    content = json.dumps(
        {
            "type": "default",
            "id": "f",
            "schemaVersion": 16,
            "components": [{"type": "textfield", "key": "a", "label": "A", "id": "F_a", **change}],
        }
    ).encode()
    form_schemas.check(content, file="f.form")
    form_schemas.draw(form_schemas.load(content, file="f.form"), {"a": "x"}, {"a": "x"}, None)  # type: ignore[arg-type]
    return "played"


def outcome(work: Callable[[], str]) -> str:
    try:
        return work()
    except TriangulateError as error:
        return f"refused: {type(error).__name__}"


def main() -> None:
    """Walk all places with all payloads."""
    found: dict[str, str] = {}
    for kind, bad in PAYLOADS.items():
        for place, draw in DIAGRAMS.items():
            found[f"{place}, {kind}"] = outcome(lambda draw=draw, bad=bad: in_diagram(draw(bad)))
        for place, made in TABLES.items():
            found[f"{place}, {kind}"] = outcome(lambda made=made, bad=bad: in_diagram(line(decide("a", "dec", "r")), d=made(bad)))
        for place, change in FORMS.items():
            found[f"{place}, {kind}"] = outcome(lambda change=change, bad=bad: in_form(change(bad)))
    for place in ("exclusive condition", "script"):
        found[f"{place}, slow"] = outcome(lambda place=place: in_diagram(DIAGRAMS[place](SLOW)))
    found["table output, slow"] = outcome(lambda: in_diagram(line(decide("a", "dec", "r")), d=TABLES["table output"](SLOW)))
    modules = [
        name
        for name in sys.modules
        if re.search(r"SpiffWorkflow\.(spiff|camunda|dmn|bpmn\.serializer|serializer\.(dict|json|xml|prettyxml))", name)
    ]
    well = feel.evaluate_all(["1+1", "{}.polluted"], {})
    planted = list(SEEN)
    compile(f"'{MARK}'", "control", "eval")
    heard = len(SEEN) == len(planted) + 1
    print(json.dumps({"heard": heard, "places": found, "python": planted, "engines": BUILT, "modules": modules, "well": well}))


if __name__ == "__main__":
    main()
