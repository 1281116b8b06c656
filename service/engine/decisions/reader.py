"""Reads DMN 1.1 to 1.5 into the model. What cannot be run is refused here with a finding, never ignored."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.engine import xml
from service.engine.decisions.model import Aggregation, Decision, DecisionModel, DecisionTable, HitPolicy, Input, Output, Rule

_NAMESPACE = re.compile(r"(https://www\.omg\.org/spec/DMN/\d{8}/MODEL/|http://www\.omg\.org/spec/DMN/\d{8}/(MODEL/|dmn\.xsd))")
_FEEL = re.compile(r"(|feel|https?://www\.omg\.org/spec/(DMN|FEEL)/.*)", re.IGNORECASE)
_POLICIES = {policy.name.replace("_", " "): policy for policy in HitPolicy}


def load(content: bytes, *, file: str) -> DecisionModel:
    """Return the decisions of a DMN file.

    Raises: Unfit with one finding for each table that cannot be run: unknown hit policy or aggregation, no output, a rule
    with missing cells, a required decision that is missing or goes round in a circle, logic other than table and expression.
    """
    return _Reader(xml.parse(content, file=file), file).model()


class _Reader:
    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
        self.findings: list[Finding] = []
        name = etree.QName(root)
        if name.localname != "definitions" or not _NAMESPACE.fullmatch(name.namespace or ""):
            self.refuse("decision-model", "This is not a DMN file of version 1.1 to 1.5")
            self.stop_if_refused()
        self.prefix = f"{{{name.namespace}}}"

    def model(self) -> DecisionModel:
        decisions = {decision.decision_id: decision for decision in map(self.decision, self.children(self.root, "decision"))}
        if not decisions:
            self.refuse("decision-model", "The file has no decision")
        self.require_known(decisions)
        self.stop_if_refused()
        inputs = tuple(data.get("name", "") for data in self.children(self.root, "inputData"))
        return DecisionModel(file=self.file, name=self.root.get("name", ""), decisions=decisions, inputs=inputs)

    def decision(self, element: etree._Element) -> Decision:
        decision_id = element.get("id", "")
        if not decision_id:
            self.refuse("decision-model", f"The decision “{element.get('name', '')}” has no id")
        variable = self.child(element, "variable")
        table = self.child(element, "decisionTable")
        literal = self.child(element, "literalExpression")
        if table is None and literal is None:
            self.refuse("decision-logic", "The decision needs a decision table or a literal expression", decision_id)
        return Decision(
            decision_id=decision_id,
            name=element.get("name", decision_id),
            variable=element.get("name", decision_id) if variable is None else variable.get("name", ""),
            required=tuple(self.required(element)),
            table=None if table is None else self.table(table, decision_id),
            expression="" if literal is None else self.with_functions(element, self.literal(literal, decision_id), decision_id),
        )

    def required(self, element: etree._Element) -> Iterator[str]:
        for requirement in self.children(element, "informationRequirement"):
            for required in self.children(requirement, "requiredDecision"):
                yield required.get("href", "").rpartition("#")[2]

    def literal(self, element: etree._Element, decision_id: str) -> str:
        text = self.text(element)
        if not text:
            self.refuse("decision-logic", "The literal expression is empty", decision_id)
        self.require_feel(element, decision_id)
        return text

    def with_functions(self, element: etree._Element, expression: str, decision_id: str) -> str:
        """Put the business knowledge that a decision requires before its expression, as FEEL functions of the same names."""
        functions: dict[str, str] = {}
        self.functions(element, decision_id, functions)
        entries = "".join(f"{name}: {function}, " for name, function in functions.items())
        return f"{{{entries}result: {expression}}}.result" if functions else expression

    def functions(self, element: etree._Element, decision_id: str, found: dict[str, str]) -> None:
        models = {each.get("id", ""): each for each in self.children(self.root, "businessKnowledgeModel")}
        for requirement in self.children(element, "knowledgeRequirement"):
            for required in self.children(requirement, "requiredKnowledge"):
                model = models.get(required.get("href", "").rpartition("#")[2])
                logic = None if model is None else self.child(model, "encapsulatedLogic")
                literal = None if logic is None else self.child(logic, "literalExpression")
                if model is None or logic is None or literal is None:
                    self.refuse(
                        "decision-logic", "Business knowledge is run only as a literal expression in this file", decision_id
                    )
                elif model.get("name", "") not in found:
                    found[model.get("name", "")] = ""  # its place is taken first, so that a circle ends
                    self.functions(model, decision_id, found)
                    parameters = ", ".join(each.get("name", "") for each in self.children(logic, "formalParameter"))
                    del found[model.get("name", "")]
                    found[model.get("name", "")] = f"function({parameters}) {self.literal(literal, decision_id)}"

    def table(self, element: etree._Element, decision_id: str) -> DecisionTable:
        policy = _POLICIES.get(element.get("hitPolicy", "UNIQUE"))
        if policy is None:
            self.refuse("hit-policy", f"There is no hit policy “{element.get('hitPolicy')}”", decision_id)
        inputs = tuple(self.input(each, decision_id) for each in self.children(element, "input"))
        outputs = tuple(self.output(each) for each in self.children(element, "output"))
        if not outputs:
            self.refuse("output", "The table has no output", decision_id)
        elif len(outputs) > 1 and (any(not each.name for each in outputs) or len({each.name for each in outputs}) < len(outputs)):
            self.refuse("output", "Each output of a table with several outputs needs a name of its own", decision_id)
        rules = tuple(self.rules(element, decision_id, len(inputs), len(outputs)))
        aggregation = self.aggregation(element, decision_id, policy, len(outputs))
        return DecisionTable(
            hit_policy=policy or HitPolicy.UNIQUE, inputs=inputs, outputs=outputs, rules=rules, aggregation=aggregation
        )

    def aggregation(
        self, element: etree._Element, decision_id: str, policy: HitPolicy | None, outputs: int
    ) -> Aggregation | None:
        name = element.get("aggregation")
        if name is None:
            return None
        if policy is not HitPolicy.COLLECT:
            self.refuse("hit-policy", "Only a COLLECT table can be aggregated", decision_id)
        elif name not in list(Aggregation):
            self.refuse("hit-policy", f"There is no aggregation “{name}”", decision_id)
        elif outputs > 1:
            self.refuse("hit-policy", "A table with several outputs cannot be aggregated", decision_id)
        else:
            return Aggregation(name)
        return None

    def input(self, element: etree._Element, decision_id: str) -> Input:
        inner = self.child(element, "inputExpression")
        expression = "" if inner is None else self.text(inner)
        if not expression:
            self.refuse("input", "An input of the table has no expression", decision_id)
        if inner is not None:
            self.require_feel(inner, decision_id)
        return Input(
            label=element.get("label") or expression,
            expression=expression,
            allowed=self.text(self.child(element, "inputValues")),
            type_ref="" if inner is None else inner.get("typeRef", ""),
        )

    def output(self, element: etree._Element) -> Output:
        return Output(
            name=element.get("name", ""),
            label=element.get("label", element.get("name", "")),
            allowed=self.text(self.child(element, "outputValues")),
            default=self.text(self.child(element, "defaultOutputEntry")),
        )

    def rules(self, table: etree._Element, decision_id: str, inputs: int, outputs: int) -> Iterator[Rule]:
        for number, element in enumerate(self.children(table, "rule"), start=1):
            tests = tuple(self.text(each) or "-" for each in self.children(element, "inputEntry"))
            results = tuple(self.text(each) or "null" for each in self.children(element, "outputEntry"))
            if len(tests) != inputs or len(results) != outputs:
                self.refuse("rule-cells", f"Rule {number} does not have a cell for each input and output", decision_id)
            for entry in (*self.children(element, "inputEntry"), *self.children(element, "outputEntry")):
                self.require_feel(entry, decision_id)
            notes = [self.text(self.child(element, "description"))]
            notes += [self.text(each) for each in self.children(element, "annotationEntry")]
            yield Rule(
                number=number,
                rule_id=element.get("id", str(number)),
                tests=tests,
                outputs=results,
                annotation=" · ".join(dict.fromkeys(filter(None, notes))),
            )

    def require_known(self, decisions: dict[str, Decision]) -> None:
        for decision in decisions.values():
            for required in decision.required:
                if required not in decisions:
                    self.refuse(
                        "required-decision", f"The required decision “{required}” is not in this file", decision.decision_id
                    )
        if not self.findings:
            for decision_id in decisions:
                if self.reaches(decision_id, decision_id, decisions, set()):
                    self.refuse("required-decision", "The decision requires itself", decision_id)

    def reaches(self, start: str, goal: str, decisions: dict[str, Decision], seen: set[str]) -> bool:
        for required in decisions[start].required:
            if required == goal:
                return True
            if required not in seen:
                seen.add(required)
                if self.reaches(required, goal, decisions, seen):
                    return True
        return False

    def require_feel(self, element: etree._Element, decision_id: str) -> None:
        language = element.get("expressionLanguage", self.root.get("expressionLanguage", ""))
        if not _FEEL.fullmatch(language):
            self.refuse("expression-language", f"Expressions are FEEL; “{language}” is not run", decision_id)

    def children(self, element: etree._Element, name: str) -> list[etree._Element]:
        return element.findall(f"{self.prefix}{name}")

    def child(self, element: etree._Element, name: str) -> etree._Element | None:
        return element.find(f"{self.prefix}{name}")

    def text(self, element: etree._Element | None) -> str:
        if element is None:
            return ""
        if element.tag == f"{self.prefix}description":
            return " ".join((element.text or "").split())
        text = self.child(element, "text")
        return "" if text is None else (text.text or "").strip()

    def refuse(self, rule: str, message: str, element_id: str | None = None) -> None:
        self.findings.append(Finding(rule=rule, file=self.file, message=message, element_id=element_id or None))

    def stop_if_refused(self) -> None:
        if self.findings:
            raise Unfit(f"{self.file}: {self.findings[0].message}", findings=self.findings)
