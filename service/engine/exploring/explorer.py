"""Goes through every state a procedure can come to, breadth first, so that the first way found to a state is a shortest one."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from service.domain.behaviour import Behaviour, Cause, Move, Passed, Question, Rest, What
from service.engine.exploring.abstracted import Abstraction, abstract
from service.engine.exploring.choices import Chooser
from service.engine.exploring.exploring_run import Circle, ExploringRun, Nowhere
from service.engine.exploring.happenings import Happening, begin, happen, happenings, is_quiet
from service.engine.exploring.judge import Judge
from service.engine.exploring.states import Freezer, State, assumptions, tree_of
from service.engine.exploring.tables import Tables
from service.engine.procedure import Procedure
from service.engine.snapshot import fresh
from service.engine.tree import CaseTree, Scope

CROWD = 3
"""So many tokens on one element are enough to see: there may be no end to them."""
BRANCHES_AT_MOST = 5_000
EXAMPLES = 16
"""So many moves are kept on which one element was passed beside another."""

Branch: TypeAlias = tuple[Move, State | None, CaseTree, tuple[tuple[str, str], ...]]
"""A move without numbers, the state after it (None at the end), the tree, and what was passed beside what."""
Progress = Callable[[int, int], None]
"""Is told how many states were gone through and how many are known."""


def explore(procedure: Procedure, question: Question, progress: Progress | None = None) -> Behaviour:
    """Return all that a procedure can do. ``progress`` is called about every hundred states."""
    return Explorer(procedure, question, progress).run()


class Explorer:
    """One exploration."""

    def __init__(self, procedure: Procedure, question: Question, progress: Progress | None) -> None:
        self.abstraction: Abstraction = abstract(procedure, question)
        self.question = question
        self.progress = progress
        own = self.abstraction.procedure
        self.judge = Judge(own.language, self.abstraction.usage)
        self.tables = Tables(getattr(own.decide, "models", ()), self.judge, own.decide)
        self.begun, self.busy = time.monotonic(), time.thread_time()
        self.numbers: dict[State | None, int] = {None: 0}
        self.rests: list[Rest] = [Rest()]
        self.moves: list[Move] = []
        self.beside: dict[tuple[str, str], list[int]] = {}
        self.doubled: dict[tuple[int, str], None] = {}
        self.todo: deque[tuple[int, State]] = deque()
        self.stopped = ""
        self.circled = False
        self.shared: dict[Passed, Passed] = {}

    def run(self) -> Behaviour:
        """Explore until nothing is new or a bound is reached."""
        self._keep(0, self._branches(None, None))
        gone = 0
        while self.todo and not self.stopped:
            number, state = self.todo.popleft()
            self._expand(number, state)
            gone += 1
            if self.progress and gone % 100 == 0:
                self.progress(gone, len(self.rests))
            if time.thread_time() - self.busy > self.question.seconds_at_most:
                self.stopped = f"it took longer than {self.question.seconds_at_most:g} seconds"
            if len(self.rests) > self.question.states_at_most:
                self.stopped = f"there are more than {self.question.states_at_most} states"
        return Behaviour(
            procedure_id=self.abstraction.procedure.procedure_id,
            rests=tuple(self.rests),
            moves=tuple(self.moves),
            whole=not self.stopped,
            stopped=self.stopped,
            doubled=tuple(self.doubled),
            beside=tuple((number, *pair) for pair, numbers in self.beside.items() for number in numbers),
            unsure=tuple(self.judge.unsure),
            seconds=time.monotonic() - self.begun,
        )

    def _expand(self, number: int, state: State) -> None:
        tree, _ = tree_of(self.abstraction, state)
        possible = happenings(self.abstraction, tree)
        for token in tree.all_tokens():
            if is_quiet(self.abstraction, tree, token):
                own = [each for each in possible if each.holder == token.number and not each.of_scope]
                found = [branch for each in own for branch in self._branches(state, each)]
                if found and all(self._nothing_asked(branch[0]) for branch in found):
                    self._keep(number, iter(found))
                    return
        for each in possible:
            self._keep(number, self._branches(state, each))

    def _nothing_asked(self, move: Move) -> bool:
        visible = self.question.visible
        return not any(passed.element_id in visible or passed.what is What.ENDED for passed in move.passed)

    def _branches(self, state: State | None, what: Happening | None) -> Iterator[Branch]:
        """Yield every way that something can happen. What goes in circles whatever is chosen is held, as the engine does."""
        self.circled, count = False, 0
        for patient in (False, True):
            for found in self._all(state, what, patient=patient):
                count += 1
                yield found
            if count or not self.circled:
                return

    def _all(self, state: State | None, what: Happening | None, *, patient: bool) -> Iterator[Branch]:
        todo: list[tuple[int, ...]] = [()]
        count = 0
        while todo:
            chooser = Chooser(todo.pop())
            found = self._branch(state, what, chooser, patient=patient)
            todo.extend(chooser.others())
            count += 1
            if count > BRANCHES_AT_MOST:
                self.stopped = f"more than {BRANCHES_AT_MOST} ways lead on from one step"
                return
            if found is not None:
                yield found

    def _branch(self, state: State | None, what: Happening | None, chooser: Chooser, *, patient: bool) -> Branch | None:
        tree, memory = tree_of(self.abstraction, state) if state is not None else fresh(self.abstraction.procedure)
        self.judge.begin(chooser, assumptions(state) if state is not None else {})
        run = ExploringRun(self.abstraction, tree, memory, chooser, self.judge, self.tables, patient=patient)
        try:
            if what is None:
                begin(run)
            else:
                happen(run, what)
        except Nowhere as nowhere:
            self.circled = self.circled or isinstance(nowhere, Circle)
            return None
        if tree.empty:
            run.passed.append(Passed(What.ENDED, memory["end"] or run.procedure.procedure_id))
        move = Move(
            0,
            0,
            what.cause if what else Cause.START,
            what.at if what else tree.spec.start_id,
            tuple(self.shared.setdefault(each, each) for each in run.passed),
            tuple((element_id, name, value) for (element_id, name), value in self.judge.decided.items() if element_id[:1] != "="),
            what.code if what else None,
        )
        after = None
        if not tree.empty:
            after = Freezer(self.abstraction, self.judge.known).state(tree, memory, self.judge.assumed)
        return move, after, tree, tuple(run.beside)

    # ---- keeping

    def _keep(self, source: int, branches: Iterator[Branch]) -> None:
        seen: set[Any] = set()
        for move, state, tree, beside in branches:
            target = self._number(state, tree)
            key = (target, move.cause, move.element_id, move.code, move.passed)
            if key not in seen:
                seen.add(key)
                for pair in beside:
                    known = self.beside.setdefault(pair, [])
                    if len(known) < EXAMPLES:
                        known.append(len(self.moves))
                self.moves.append(Move(source, target, move.cause, move.element_id, move.passed, move.answers, move.code))

    def _number(self, state: State | None, tree: CaseTree) -> int:
        key: Any = state if state is not None else "ended"
        found = self.numbers.get(key)
        if found is not None:
            return found
        number = self.numbers[key] = len(self.rests)
        if state is None:
            self.rests.append(Rest(ended=True))
            return number
        self.rests.append(Rest(waiting=_waiting(tree)))
        crowded = False
        for scope in tree.scopes():
            for name, count in _twice(self.abstraction, scope).items():
                self.doubled[number, name] = None
                crowded = crowded or count >= CROWD
        if crowded:
            self.stopped = self.stopped or f"one step can be active {CROWD} times at once, and perhaps without end"
        else:
            self.todo.append((number, state))
        return number


def _waiting(tree: CaseTree) -> tuple[tuple[str, int], ...]:
    found = Counter(token.node.name for token in tree.all_tokens() if tree.inside(token) is None and not token.instances)
    return tuple(sorted(found.items()))


def _twice(abstraction: Abstraction, scope: Scope) -> dict[str, int]:
    """Return the elements of a scope that several tokens stand on at once, apart from what an event repeats by itself."""
    counts: Counter[tuple[str, str]] = Counter()
    for token in scope.tokens():
        if token.body is None:
            counts[token.node.name, token.memory.get("via", "") if token.node.counts_arrivals else ""] += 1
    repeated = abstraction.repeated.get(scope.spec.key, frozenset())
    return {name: count for (name, _), count in counts.items() if count > 1 and name not in repeated}
