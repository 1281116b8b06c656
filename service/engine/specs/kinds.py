"""One class for every kind of flow node that the engine executes."""

from __future__ import annotations

from service.engine.specs.activities import DecisionTask, JobTask, PassTask, PersonTask, ReceiveTask, ScriptTask
from service.engine.specs.events import BoundaryEvent, CatchEvent, EndEvent, StartEvent, ThrowEvent
from service.engine.specs.gateways import EventBasedGateway, ExclusiveGateway, InclusiveGateway, ParallelGateway
from service.engine.specs.node import Node
from service.engine.specs.subprocesses import CallActivity, EventSubProcess, SubProcess

NODE_CLASSES: dict[str, type[Node]] = {
    "task": PassTask,
    "userTask": PersonTask,
    "manualTask": PersonTask,
    "serviceTask": JobTask,
    "sendTask": JobTask,
    "receiveTask": ReceiveTask,
    "scriptTask": ScriptTask,
    "businessRuleTask": DecisionTask,
    "subProcess": SubProcess,
    "eventSubProcess": EventSubProcess,
    "callActivity": CallActivity,
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "eventBasedGateway": EventBasedGateway,
    "startEvent": StartEvent,
    "endEvent": EndEvent,
    "intermediateCatchEvent": CatchEvent,
    "intermediateThrowEvent": ThrowEvent,
    "boundaryEvent": BoundaryEvent,
}
