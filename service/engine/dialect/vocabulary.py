"""The words of the dialect: which elements, attributes and extension elements are executed, and which only drawn."""

from __future__ import annotations

from typing import Final

from service.engine.dialect.names import ACTIVITIES, EVENTS, GATEWAYS, TASKS

DRAWN_ONLY: Final = frozenset(
    {
        "documentation", "extensionElements", "incoming", "outgoing", "laneSet", "lane", "childLaneSet", "flowNodeRef", "textAnnotation", "text",
        "association", "group", "category", "categoryValue", "dataObject", "dataObjectReference", "dataStoreReference", "dataStore", "property",
        "dataInputAssociation", "dataOutputAssociation", "sourceRef", "targetRef", "collaboration", "participant", "messageFlow", "dataState",
    }
)  # fmt: skip
CARRIERS: Final = frozenset(
    {
        "definitions", "process", "message", "signal", "error", "escalation", "sequenceFlow", "conditionExpression",
        "multiInstanceLoopCharacteristics", "completionCondition", "timeDate", "timeDuration", "timeCycle",
        "timerEventDefinition", "messageEventDefinition", "signalEventDefinition", "errorEventDefinition", "escalationEventDefinition",
        "terminateEventDefinition", "linkEventDefinition",
    }
)  # fmt: skip
KNOWN: Final = DRAWN_ONLY | CARRIERS | ACTIVITIES | GATEWAYS | EVENTS

WHY_NOT: Final = {
    "adHocSubProcess": "Ad-hoc sub-processes are not executed: draw the order of the steps.",
    "transaction": "Transactions are not executed: use a sub-process with boundary events.",
    "complexGateway": "Complex gateways are not executed: use an inclusive or parallel one.",
    "choreographyTask": "Choreography tasks are not executed.",
    "compensateEventDefinition": "Compensation is not executed: draw the steps that undo the work.",
    "cancelEventDefinition": "Cancel events are not executed: use an error or a message.",
    "conditionalEventDefinition": "Conditional events are not executed: use a message, a signal or a timer.",
    "standardLoopCharacteristics": "Standard loops are not executed: draw the loop with a gateway.",
    "loopCardinality": "A multi-instance goes through a list (inputCollection), not through a number.",
    "callConversation": "Conversations are not executed.",
    "script": "Scripts are FEEL expressions of zeebe:script.",
    "correlationProperty": "Correlation is the correlationKey of the message's zeebe:subscription.",
}  # fmt: skip

PRESENTATION: Final = frozenset(
    {
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
        "http://www.omg.org/spec/DD/20100524/DI",
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://camunda.org/schema/modeler/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    }
)
TEMPLATE: Final = frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})
BINDING: Final = frozenset({"bindingType"})

ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "formDefinition": frozenset({"formId"}) | BINDING,
    "assignmentDefinition": frozenset({"assignee", "candidateUsers", "candidateGroups"}),
    "taskSchedule": frozenset({"dueDate", "followUpDate"}),
    "priorityDefinition": frozenset({"priority"}),
    "taskDefinition": frozenset({"type", "retries"}),
    "taskHeaders": frozenset(),
    "header": frozenset({"key", "value"}),
    "calledDecision": frozenset({"decisionId", "resultVariable"}) | BINDING,
    "calledElement": frozenset({"processId", "propagateAllChildVariables", "propagateAllParentVariables"}) | BINDING,
    "script": frozenset({"expression", "resultVariable"}),
    "ioMapping": frozenset(),
    "input": frozenset({"source", "target"}),
    "output": frozenset({"source", "target"}),
    "properties": frozenset(),
    "property": frozenset({"name", "value"}),
    "loopCharacteristics": frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"}),
    "subscription": frozenset({"correlationKey"}),
    "userTask": frozenset(),
    "versionTag": frozenset({"value"}),
}
_PERSON = frozenset(
    {"formDefinition", "assignmentDefinition", "taskSchedule", "priorityDefinition", "ioMapping", "properties", "userTask"}
)
_JOB = frozenset({"taskDefinition", "taskHeaders", "ioMapping", "properties"})
_PLAIN = frozenset({"ioMapping", "properties"})
CARRIED: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(TASKS | EVENTS | {"subProcess"}, _PLAIN),
    **{tag: frozenset({"properties"}) for tag in GATEWAYS},
    "userTask": _PERSON,
    "manualTask": _PERSON,
    "serviceTask": _JOB,
    "sendTask": _JOB,
    "scriptTask": _JOB | {"script"},
    "businessRuleTask": _JOB | {"calledDecision"},
    "callActivity": _PLAIN | {"calledElement"},
    "startEvent": _PLAIN | {"formDefinition"},
    "endEvent": _JOB,
    "intermediateThrowEvent": _JOB,
    "multiInstanceLoopCharacteristics": frozenset({"loopCharacteristics"}),
    "message": frozenset({"subscription"}),
    "process": frozenset({"properties", "versionTag"}),
    "participant": frozenset({"properties"}),
}
INSIDE: Final = {"taskHeaders": "header", "ioMapping": "input output", "properties": "property"}

PROCESS_PROPERTIES: Final = frozenset(
    {"numberPrefix", "caseReference", "caseTitle", "caseSummary", "readers", "startedBy", "hiddenFrom", "flagged", "urgent"}
)
TASK_PROPERTIES: Final = frozenset({"differentFrom", "guidance", "performer"})
EVENT_PROPERTIES: Final = frozenset({"raisedBy"})
PROPERTIES: Final[dict[str, frozenset[str]]] = {
    "process": PROCESS_PROPERTIES,
    "participant": PROCESS_PROPERTIES,
    "userTask": TASK_PROPERTIES,
    "manualTask": TASK_PROPERTIES,
    "startEvent": EVENT_PROPERTIES | {"guidance"},
    "boundaryEvent": EVENT_PROPERTIES,
    "intermediateCatchEvent": EVENT_PROPERTIES,
    "receiveTask": EVENT_PROPERTIES,
}
BPMN_ATTRIBUTES: Final = frozenset(
    {
        "id", "name", "default", "attachedToRef", "cancelActivity", "isInterrupting", "triggeredByEvent", "messageRef", "signalRef", "errorRef",
        "escalationRef", "errorCode", "escalationCode", "isSequential", "isExecutable", "processType", "isClosed", "gatewayDirection",
        "eventGatewayType", "sourceRef", "targetRef", "processRef", "targetNamespace", "exporter", "exporterVersion", "expressionLanguage",
        "typeLanguage", "textFormat", "associationDirection", "dataObjectRef", "dataStoreRef", "itemSubjectRef", "isCollection", "value",
        "categoryValueRef", "implementation", "language", "capacity", "isUnlimited", "partitionElementRef", "isImmediate",
    }
)  # fmt: skip
HARMLESS: Final = {
    "instantiate": "false",
    "isForCompensation": "false",
    "parallelMultiple": "false",
    "startQuantity": "1",
    "completionQuantity": "1",
    "behavior": "All",
    "scriptFormat": "feel",
}
RESERVED_IDS: Final = frozenset({"Start", "End"})
