"""Plays a scenario on a stage: step by step, the jobs and timers of each moment run before the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound, TriangulateError
from service.policy.scenarios.judging import judge
from service.policy.scenarios.model import CHILD, MAIN, Scenario, Step, Verb
from service.policy.scenarios.report import Failure, Report
from service.policy.scenarios.stage import Stage
from service.policy.scenarios.waiting import until

MOST_WAKINGS = 5000


class Differs(Exception):
    """A step did not go as the scenario says."""

    def __init__(self, expected: str, happened: str) -> None:
        super().__init__(happened)
        self.expected = expected
        self.happened = happened


def run(scenario: Scenario, stage: Stage) -> Report:
    """Play a scenario and return what came of it. The first step that goes otherwise ends it; of the expectation at the end
    every difference is reported. The stage must be fresh, with its clock at the scenario's time."""
    return Report(scenario=scenario.name, file=scenario.file, failures=tuple(_Play(scenario, stage).failures()))


class _Play:
    """One run: the main case, the faults already planned and the cases before the latest start, beside the stage itself."""

    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        self._scenario = scenario
        self._stage = stage
        self._main: str | None = None
        self._planned: set[int] = set()
        self._before: list[str] = []

    def failures(self) -> Iterator[Failure]:
        """Play everything and yield what went otherwise."""
        beginning = self._scenario.start
        failed = self._attempt("start", beginning.line, self._begin)
        for step in self._scenario.steps:
            if failed:
                break
            if step.expect is not None:
                failed = list(judge(step.expect, self._number(step.expect.case), self._stage, step=f"{step.number}: expect"))
            else:
                failed = self._attempt(f"{step.number}: {step}", step.line, partial(self._do, step))
        yield from failed or self._ending()

    def _attempt(self, step: str, line: int, action: Callable[[], None]) -> list[Failure]:
        try:
            action()
        except Differs as error:
            return [Failure(step=step, line=line, expected=error.expected, happened=error.happened)]
        except TriangulateError as error:
            return [Failure(step=step, line=line, expected="this to be done", happened=f"it was refused: {in_words(error)}")]
        return []

    def _begin(self) -> None:
        start = self._scenario.start
        for person in self._scenario.left:
            self._stage.leave(person)
        self._plan_after(0)

        def begin() -> None:
            self._main = self._stage.start(self._scenario.procedure, person=start.person, given=start.given, fill=start.fill)

        _refused_or_done(begin, start.refused)
        self._stage.settle()

    def _do(self, step: Step) -> None:
        stage = self._stage
        self._plan_after(step.number)
        match step.verb:
            case Verb.START:
                _refused_or_done(partial(self._start, step), step.refused)
            case Verb.WAIT:
                self._wait(step)
            case Verb.ERROR:
                self._plan(step)
            case Verb.LEFT:
                stage.leave(step.target)
            case Verb.SURVEY:
                for _ in range(int(step.target)):
                    stage.answer_survey(answers=step.given, fill=step.fill)
            case Verb.MESSAGE | Verb.SIGNAL:
                number = self._number(step.case)
                _refused_or_done(
                    lambda: stage.raise_event(
                        number, kind=step.verb.value, name=step.target, person=step.person, payload=step.given
                    ),
                    step.refused,
                )
            case _:
                self._task(step, step.person or "")
        stage.settle()

    def _start(self, step: Step) -> None:
        number = self._stage.start(step.target, person=step.person, given=step.given, fill=step.fill)
        self._before = [case for case in self._stage.cases() if case != number]

    def _task(self, step: Step, person: str) -> None:
        stage, number = self._stage, self._number(step.case)
        tasks = stage.tasks(number, step.target)
        if not tasks:
            standing = stage.standing(number)
            stopped = "".join(f"; it stands still at {element}: {message}" for element, message in standing.incidents)
            raise Differs(
                f"{step.target} to be open", f"open are {', '.join(standing.open) or 'no tasks'}{_end(standing.ended)}{stopped}"
            )
        offered = stage.offered(person)
        if step.verb is Verb.NOT_OFFERED:
            if any(task in offered for task in tasks):
                raise Differs(f"{step.target} not to be offered to {person}", "it is in their inbox")
            return
        task_id = next((task for task in tasks if task in offered), tasks[0])
        action: Callable[[], None]
        match step.verb:
            case Verb.CLAIM:
                action = lambda: stage.claim(task_id, person=person)
            case Verb.RELEASE:
                action = lambda: stage.release(task_id, person=person)
            case _:
                action = lambda: stage.complete(task_id, person=person, answers=step.given, fill=step.fill)
        _refused_or_done(action, step.refused)

    def _wait(self, step: Step) -> None:
        stage = self._stage
        end = until(step.target, now=stage.now(), holidays=stage.holidays())
        for _ in range(MOST_WAKINGS):
            due = stage.next_due()
            if due is None or due > end:
                break
            stage.move_clock(max(due, stage.now()))
            stage.settle()
            if stage.next_due() == due:
                break  # it stays due, because its case stands still; the incident is reported at the end
        else:
            raise Differs("time to pass", f"something became due more than {MOST_WAKINGS} times")
        stage.move_clock(max(end, stage.now()))

    def _plan_after(self, number: int) -> None:
        """Plan the faults of the error steps that follow at once, so that a job which this step starts meets them."""
        for step in self._scenario.steps[number:]:
            if step.verb is not Verb.ERROR:
                break
            self._plan(step)

    def _plan(self, step: Step) -> None:
        if step.fault is not None and step.number not in self._planned:
            self._planned.add(step.number)
            self._stage.plan_fault(step.fault)

    def _number(self, case: str) -> str:
        """Return the request number that a step means. Raises NotFound."""
        started = self._stage.cases()
        if case == MAIN:
            main = self._main or (started[0] if started else None)
            if main is None:
                raise NotFound("The case has not started yet")
            return main
        if case == CHILD:
            since = [number for number in started if self._before and number not in self._before]
            children = since or [number for number in started if number != self._main]
            if not children:
                raise NotFound("No other case has been started")
            return children[-1]
        return case

    def _ending(self) -> Iterator[Failure]:
        expect = self._scenario.expect
        for fault in self._stage.planned_faults():
            yield Failure(
                step="expect", line=expect.line, expected=f"{fault.job} to raise {fault.code}", happened="it was not called"
            )
        if self._scenario.start.refused is None:
            number = ""

            def find() -> None:
                nonlocal number
                number = self._number(expect.case)

            missing = self._attempt("expect", expect.line, find)
            yield from missing or judge(expect, number, self._stage, step="expect")


def _refused_or_done(action: Callable[[], object], refused: str | None) -> None:
    """Do it; when it must be refused, require the refusal by its rule, error code or refused field."""
    if refused is None:
        action()
        return
    try:
        action()
    except TriangulateError as error:
        if refused not in codes(error):
            raise Differs(f"a refusal by {refused}", f"it was refused: {in_words(error)}") from error
    else:
        raise Differs(f"a refusal by {refused}", "it was done")


def codes(error: TriangulateError) -> frozenset[str]:
    """Return the names by which a scenario may know a refusal: family, rule, code, and the fields that were refused."""
    families = {NotFound: "not_found", NotAllowed: "not_allowed", Conflict: "conflict", Invalid: "invalid"}
    names = {name for family, name in families.items() if isinstance(error, family)}
    names |= {str(getattr(error, attribute)) for attribute in ("rule", "code") if getattr(error, attribute, None)}
    if isinstance(error, Invalid):
        names |= {problem.where for problem in error.problems} | {
            problem.where.split("[")[0].split(".")[0] for problem in error.problems
        }
    return frozenset(names)


def in_words(error: TriangulateError) -> str:
    """Return the refusal with its rule and the fields it names."""
    rule = f" ({error.rule})" if isinstance(error, NotAllowed) else ""
    problems = (
        "".join(f"; {problem.where}: {problem.message}" for problem in error.problems) if isinstance(error, Invalid) else ""
    )
    return f"{error}{rule}{problems}"


def _end(ended: str | None) -> str:
    return f", the case ended at {ended}" if ended else ""
