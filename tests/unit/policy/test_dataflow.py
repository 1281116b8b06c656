"""What is set before a point is what walking every way there finds; scopes, events and calls keep and lose variables as cases do."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from small_bundles import HEAD

from service.policy.dataflow import Flow, Material, Point, Solved, draw, solve

NAMES = ("a", "b", "c")


@st.composite
def graphs(draw_: st.DrawFn) -> list[Point]:
    """Return random points that go on from earlier ones, with some ways back."""
    size = draw_(st.integers(2, 8))
    points = [Point(element_id="P0", root=True, sets=draw_(st.frozensets(st.sampled_from(NAMES), max_size=1)))]
    for at in range(1, size):
        before = draw_(st.lists(st.integers(0, at - 1), min_size=1, max_size=2, unique=True))
        points.append(Point(element_id=f"P{at}", after=before, sets=draw_(st.frozensets(st.sampled_from(NAMES), max_size=1))))
    for _ in range(draw_(st.integers(0, 2))):
        back, target = sorted((draw_(st.integers(1, size - 1)), draw_(st.integers(1, size - 1))), reverse=True)
        if back not in points[target].after:
            points[target].after.append(back)
    return points


def walked(points: list[Point], goal: int, rounds: int = 2) -> list[frozenset[str]]:
    """Return what is set at a point on every way there that passes no point more than ``rounds`` times."""
    onward: dict[int, list[int]] = {at: [] for at in range(len(points))}
    for at, point in enumerate(points):
        for source in point.after:
            onward[source].append(at)
    found: list[frozenset[str]] = []

    def walk(at: int, held: frozenset[str], passed: tuple[int, ...]) -> None:
        now = held | points[at].sets
        if at == goal:
            found.append(now)
        for each in onward[at]:
            if passed.count(each) < rounds:
                walk(each, now, (*passed, each))

    walk(0, frozenset(), (0,))
    return found


@settings(max_examples=80)
@given(graphs())
def test_some_and_every_way_are_what_walking_them_all_finds(points: list[Point]) -> None:
    solved = solve(points)
    for at in range(len(points)):
        ways = walked(points, at)
        assert solved.may[at] == frozenset[str]().union(*ways)
        assert solved.must[at] == frozenset.intersection(*ways)


@settings(max_examples=80)
@given(graphs(), st.sampled_from(NAMES))
def test_the_way_round_is_a_way_on_which_nothing_sets_the_name(points: list[Point], name: str) -> None:
    solved = solve(points)
    for at, must in enumerate(solved.must):
        if must is None or name in must:
            continue
        way = [int(each.removeprefix("P")) for each in solved.way_round(at, name)]
        assert (way[0], way[-1]) == (0, at)
        assert all(one in points[other].after for one, other in pairwise(way))
        assert not any(name in points[each].sets for each in way)


# ---- diagrams


def script(element_id: str, result: str, expression: str = "1", more: str = "") -> str:
    return (
        f'<bpmn:scriptTask id="{element_id}"><bpmn:extensionElements><zeebe:script expression="={expression}" '
        f'resultVariable="{result}"/>{more}</bpmn:extensionElements></bpmn:scriptTask>'
    )


def flows(*pairs: str) -> str:
    return "".join(
        '<bpmn:sequenceFlow id="F_{0}_{1}" sourceRef="{0}" targetRef="{1}"/>'.format(*pair.split(">")) for pair in pairs
    )


def process(inside: str, process_id: str = "main") -> str:
    return f'<bpmn:process id="{process_id}" isExecutable="true"><bpmn:startEvent id="{process_id}_S"/>{inside}</bpmn:process>'


def solved(*processes: str) -> tuple[Flow, Solved]:
    root = etree.fromstring(f"{HEAD}{''.join(processes)}</bpmn:definitions>".encode())
    ids = {item.get("id", ""): "d.bpmn" for item in root if item.tag.endswith("process")}
    flow = draw(Material(roots={"d.bpmn": root}, processes=ids, main="main"))
    return flow, solve(flow.points)


def seen(name: str, *processes: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what may and must be set where the script ``name`` reads."""
    flow, result = solved(*processes)
    at = next(read.point for read in flow.reads if read.element_id == name)
    assert at is not None
    return result.may[at] - {"*"}, (result.must[at] or frozenset()) - {"*"}


READ = script("R", "z", "x")


def test_a_parallel_join_has_what_all_branches_set_and_an_exclusive_one_what_some_do() -> None:
    fork = flows("main_S>G", "G>A", "G>B", "A>J", "B>J", "J>R")
    both = '<bpmn:{0} id="G"/><bpmn:{0} id="J"/>' + script("A", "x") + script("B", "y") + READ + fork
    assert seen("R", process(both.format("parallelGateway"))) == ({"x", "y"}, {"x", "y"})
    assert seen("R", process(both.format("exclusiveGateway"))) == ({"x", "y"}, frozenset())


def test_input_mappings_stay_inside_and_new_names_of_a_sub_process_do_not() -> None:
    mapping = '<bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="=1" target="own"/></zeebe:ioMapping></bpmn:extensionElements>'
    inside = f'<bpmn:subProcess id="P">{mapping}<bpmn:startEvent id="PS"/>{script("A", "x")}{flows("PS>A")}</bpmn:subProcess>'
    assert seen("R", process(inside + READ + flows("main_S>P", "P>R"))) == ({"x"}, {"x"})


def test_what_a_multi_instance_sets_stays_in_its_instances_but_for_the_collected_list() -> None:
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1]" '
        'inputElement="item" outputCollection="all" outputElement="=x"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
    )
    inside = (
        f'<bpmn:subProcess id="P">{loop}<bpmn:startEvent id="PS"/>{script("A", "x", "item")}{flows("PS>A")}</bpmn:subProcess>'
    )
    whole = process(inside + READ + flows("main_S>P", "P>R"))
    assert seen("R", whole) == ({"all"}, {"all"})
    assert seen("A", whole) == ({"item", "loopCounter", "x"}, {"item", "loopCounter", "x"})


def test_an_error_boundary_knows_what_was_set_before_the_error_and_its_code() -> None:
    inside = (
        f'<bpmn:subProcess id="P"><bpmn:startEvent id="PS"/>{script("A", "x")}<bpmn:endEvent id="E"><bpmn:errorEventDefinition errorRef="Er"/>'
        f"</bpmn:endEvent>{flows('PS>A', 'A>E')}</bpmn:subProcess>"
        '<bpmn:boundaryEvent id="B" attachedToRef="P"><bpmn:errorEventDefinition errorRef="Er"/></bpmn:boundaryEvent>'
    )
    error = '<bpmn:error id="Er" errorCode="NO"/>'
    known = {"x", "errorCode", "errorMessage"}
    assert seen("R", process(inside + READ + flows("main_S>P", "B>R")), error) == (known, known)


def test_an_error_is_caught_around_the_call_where_what_the_called_process_set_is_lost() -> None:
    called = process(
        f'{script("A", "x")}<bpmn:endEvent id="E"><bpmn:errorEventDefinition errorRef="Er"/></bpmn:endEvent>{flows("sub_S>A", "A>E")}',
        "sub",
    )
    call = (
        '<bpmn:callActivity id="C"><bpmn:extensionElements><zeebe:calledElement processId="sub"/></bpmn:extensionElements></bpmn:callActivity>'
        '<bpmn:boundaryEvent id="B" attachedToRef="C"><bpmn:errorEventDefinition errorRef="Er"/></bpmn:boundaryEvent>'
    )
    main = process(script("W", "w") + call + READ + flows("main_S>W", "W>C", "B>R"))
    known = {"w", "errorCode", "errorMessage"}
    assert seen("R", main, called, '<bpmn:error id="Er" errorCode="NO"/>') == (known, known)


def test_a_call_gives_back_what_the_called_process_set_unless_it_is_told_not_to() -> None:
    called = process(script("A", "x") + flows("sub_S>A"), "sub")
    call = (
        '<bpmn:callActivity id="C"><bpmn:extensionElements><zeebe:calledElement processId="sub" {}/>'
        "</bpmn:extensionElements></bpmn:callActivity>" + READ + flows("main_S>C", "C>R")
    )
    assert seen("R", process(call.format("")), called) == ({"x"}, {"x"})
    assert seen("R", process(call.format('propagateAllChildVariables="false"')), called) == (frozenset(), frozenset())


def test_a_reminder_that_interrupts_nothing_does_not_end_its_scope() -> None:
    inside = (
        f'<bpmn:subProcess id="P"><bpmn:startEvent id="PS"/>{script("A", "x")}<bpmn:endEvent id="E"/>'
        '<bpmn:boundaryEvent id="B" attachedToRef="A" cancelActivity="false"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D'
        f"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>{script('M', 'm')}{flows('PS>A', 'A>E', 'B>M')}</bpmn:subProcess>"
    )
    assert seen("R", process(inside + READ + flows("main_S>P", "P>R"))) == ({"x", "m"}, {"x"})


def test_an_event_sub_process_may_begin_at_any_time() -> None:
    event = (
        '<bpmn:subProcess id="ES" triggeredByEvent="true"><bpmn:startEvent id="ESS"><bpmn:signalEventDefinition signalRef="Si"/></bpmn:startEvent>'
        f"{READ}{flows('ESS>R')}</bpmn:subProcess>"
    )
    signal = '<bpmn:signal id="Si" name="stop"/>'
    assert seen("R", process(script("A", "x") + event + flows("main_S>A")), signal) == ({"x"}, frozenset())


def test_an_event_without_mappings_hides_no_slip_behind_it() -> None:
    event = '<bpmn:intermediateCatchEvent id="C"><bpmn:signalEventDefinition signalRef="Si"/></bpmn:intermediateCatchEvent>'
    signal = '<bpmn:signal id="Si" name="thrown_elsewhere"/>'
    steps = script("A", "x") + event + READ + flows("main_S>A", "A>C", "C>R")
    assert seen("R", process(steps), signal) == ({"x"}, {"x"})
