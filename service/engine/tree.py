"""The token tree: SpiffWorkflow's workflow and task classes, cut down to live tokens and given types.

Two departures from the library, both measured: nothing is predicted, and a finished task leaves the tree at once, so that a
snapshot is as small after 300 rounds as after one and joins never have to guess rounds from ancestry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from service.engine.run import Run
    from service.engine.specs.node import Node

ROOT = -1
READY: int = TaskState.READY
STARTED: int = TaskState.STARTED
COMPLETED: int = TaskState.COMPLETED


class NoScripts:
    """The script engine given to SpiffWorkflow: it refuses everything, so that no text of a diagram can reach Python."""

    environment = None

    def __getattr__(self, name: str) -> Any:
        raise PermissionError(f"SpiffWorkflow asked for {name}: expressions are FEEL and never go through its script engine")


class TaskSpec(BpmnTaskSpec):  # type: ignore[misc]  # the library has no types
    """SpiffWorkflow's task specification without predictions."""

    def _predict(self, my_task: Any, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        return None


class ScopeSpec(BpmnProcessSpec):  # type: ignore[misc]  # the library has no types
    """A process or embedded sub-process. ``key`` is unique in a procedure: ``process`` or ``process#subProcess``."""

    def __init__(self, key: str, process_id: str) -> None:
        super().__init__(name=key)
        self.key = key
        self.process_id = process_id
        self.is_process = key == process_id
        self.start_id = ""
        self.event_subs: tuple[str, ...] = ()
        self.links: dict[str, str] = {}

    def node(self, element_id: str) -> Node:
        """Return a flow node. Raises KeyError when the diagram has none of this id."""
        return cast("Node", self.task_specs[element_id])


class Token(Task):  # type: ignore[misc]  # the library has no types
    """A token at a flow node. ``number`` counts tokens of the case; ``memory`` is what the snapshot keeps of it."""

    def __init__(
        self, scope: Scope, node: Node, *, number: int, body: Token | None = None, memory: dict[str, Any] | None = None
    ) -> None:
        super().__init__(scope, node, parent=body or scope.task_tree, state=READY, id=number)
        self.internal_data = memory if memory is not None else {}

    def _set_state(self, value: int) -> None:
        self._state = value

    @property
    def number(self) -> int:
        return cast(int, self.id)

    @property
    def memory(self) -> dict[str, Any]:
        found: dict[str, Any] = self.internal_data
        return found

    @property
    def node(self) -> Node:
        return cast("Node", self.task_spec)

    @property
    def scope(self) -> Scope:
        return cast("Scope", self.workflow)

    @property
    def local(self) -> dict[str, Any]:
        """Variables of this activity alone; a sub-process shares them with what runs inside it."""
        found: dict[str, Any] = self.memory.setdefault("local", {})
        return found

    @property
    def body(self) -> Token | None:
        """The multi-instance body this token is an instance of, or None."""
        return cast("Token", self.parent) if self._parent != ROOT else None

    @property
    def instances(self) -> list[Token]:
        """The instances of a multi-instance body, in order."""
        return cast("list[Token]", self.children)

    @property
    def alive(self) -> bool:
        """Say whether the token is still in the tree."""
        return self.scope.tasks.get(self.number) is self and self.scope.alive

    @property
    def run_(self) -> Run:
        """The advance under way."""
        return self.scope.tree.run


class Scope:
    """What a case and its running sub-processes have in common."""

    spec: ScopeSpec
    tasks: dict[int, Any]
    data: dict[str, Any]
    task_tree: Any

    def plant(self) -> None:
        """Put in the root that tokens hang from."""
        self.task_tree = Task(self, self.spec.start, state=COMPLETED, id=ROOT)

    def _task_completed_notify(self, task: Any) -> None:
        return None

    @property
    def tree(self) -> CaseTree:
        return cast("CaseTree", self.top_workflow)  # type: ignore[attr-defined]  # given by the library's class

    @property
    def host(self) -> Token | None:
        """The token whose activity this scope is the inside of; None for the case itself."""
        raise NotImplementedError

    @property
    def alive(self) -> bool:
        raise NotImplementedError

    @property
    def variables(self) -> dict[str, Any]:
        """Variables of this scope: a process has its own, an embedded sub-process those of its activity."""
        host = self.host
        if host is None or self.spec.is_process:
            return cast(dict[str, Any], self.data.setdefault("variables", {}))
        return host.local

    @property
    def watches(self) -> list[dict[str, Any]]:
        """What the event sub-processes of this scope wait for."""
        return cast(list[dict[str, Any]], self.data.setdefault("watches", []))

    def tokens(self) -> list[Token]:
        """Return live tokens, oldest first."""
        return [task for number, task in self.tasks.items() if number != ROOT]

    @property
    def empty(self) -> bool:
        return len(self.tasks) == 1


class CaseTree(Scope, BpmnWorkflow):  # type: ignore[misc]  # the library has no types
    """A case: the top scope, and every running sub-process by the number of its host."""

    run: Run

    def __init__(self, spec: ScopeSpec, specs: dict[str, ScopeSpec]) -> None:
        BpmnWorkflow.__init__(self, spec, specs, script_engine=NoScripts(), deserializing=True)
        self.plant()

    @property
    def host(self) -> Token | None:
        return None

    @property
    def alive(self) -> bool:
        return True

    def inside(self, token: Token) -> InnerScope | None:
        """Return the running inside of a sub-process or call activity, or None."""
        return cast("InnerScope | None", self.subprocesses.get(token.number))

    def open_inside(self, token: Token, key: str) -> InnerScope:
        """Create the inside of a sub-process or call activity."""
        inner = InnerScope(self, self.subprocess_specs[key], token)
        self.subprocesses[token.number] = inner
        return inner

    def scopes(self) -> list[Scope]:
        """Return the case and every running sub-process, in order of creation."""
        return [self, *self.subprocesses.values()]

    def all_tokens(self) -> Iterator[Token]:
        """Return every live token of the case."""
        for scope in self.scopes():
            yield from scope.tokens()


class InnerScope(Scope, BpmnSubWorkflow):  # type: ignore[misc]  # the library has no types
    """The running inside of a sub-process, event sub-process or call activity."""

    def __init__(self, tree: CaseTree, spec: ScopeSpec, host: Token) -> None:
        self._host = host
        BpmnSubWorkflow.__init__(self, spec, host.number, tree, deserializing=True)
        self.plant()

    def _calculate_depth(self) -> int:
        depth = 1
        scope = self._host.scope
        while scope.host is not None:
            depth, scope = depth + 1, scope.host.scope
        return depth

    @property
    def host(self) -> Token | None:
        return self._host

    @property
    def alive(self) -> bool:
        return self.tree.subprocesses.get(self._host.number) is self and self._host.alive
