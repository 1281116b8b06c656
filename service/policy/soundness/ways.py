"""The graph of a behaviour, walked: shortest ways from the start, what can still lead to where, what goes round for ever.

Everything is linear in the number of rests and moves."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from service.domain.behaviour import Behaviour, Cause, Move


class Ways:
    """The moves of a behaviour by where they start and end, and the shortest way to every rest.

    A step that fails with an error that nothing catches stands still as an incident until an administrator tries it again: then it is
    where it was before, so such moves are left out."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.count = len(behaviour.rests)
        self.leaving: list[list[Move]] = [[] for _ in range(self.count)]
        self._entering: list[list[Move]] = [[] for _ in range(self.count)]
        for move in behaviour.moves:
            if move.cause is Cause.ERROR and not move.passed:
                continue
            self.leaving[move.source].append(move)
            self._entering[move.target].append(move)
        self._first: dict[int, Move | None] = {0: None}
        self.order: list[int] = [0]
        for state in self.order:
            for move in self.leaving[state]:
                if move.target not in self._first:
                    self._first[move.target] = move
                    self.order.append(move.target)
        self.rank = {state: rank for rank, state in enumerate(self.order)}

    def to(self, state: int) -> tuple[Move, ...]:
        """Return a shortest way from the start to a rest."""
        moves: list[Move] = []
        move = self._first[state]
        while move is not None:
            moves.append(move)
            move = self._first[move.source]
        return tuple(reversed(moves))

    def nearest(self, states: Iterable[int]) -> int:
        """Return the state that the fewest moves lead to."""
        return min(states, key=self.rank.__getitem__)

    def leading_to(self, targets: Iterable[int], *, by: Callable[[Move], bool] = lambda move: True) -> bytearray:
        """Mark every state from which one of the targets can be reached by moves of a kind, the targets included."""
        marked = bytearray(self.count)
        todo = deque(targets)
        for state in todo:
            marked[state] = 1
        while todo:
            for move in self._entering[todo.pop()]:
                if not marked[move.source] and by(move):
                    marked[move.source] = 1
                    todo.append(move.source)
        return marked

    def rounds(self, states: Iterable[int]) -> Iterator[list[int]]:
        """Yield the sets of states among these which, once in, a case never leaves and goes round in."""
        among = set(states)
        for component in self._components(among):
            held = set(component)
            if all(move.target in held for state in component for move in self.leaving[state]):
                yield component

    def _components(self, among: set[int]) -> Iterator[list[int]]:
        """Yield strongly connected components: Tarjan's walk, without recursion."""
        index: dict[int, int] = {}
        low: dict[int, int] = {}
        stack: list[int] = []
        on_stack: set[int] = set()
        work: list[tuple[int, Iterator[Move]]] = []

        def enter(state: int) -> None:
            index[state] = low[state] = len(index)
            stack.append(state)
            on_stack.add(state)
            work.append((state, iter(self.leaving[state])))

        for root in sorted(among):
            if root in index:
                continue
            enter(root)
            while work:
                state, rest = work[-1]
                target = next((move.target for move in rest if move.target in among and move.target not in index), None)
                if target is not None:
                    enter(target)
                    continue
                work.pop()
                low[state] = min([low[state], *(low[move.target] for move in self.leaving[state] if move.target in on_stack)])
                if low[state] == index[state]:
                    component: list[int] = []
                    while not component or component[-1] != state:
                        component.append(stack.pop())
                    on_stack.difference_update(component)
                    yield component
