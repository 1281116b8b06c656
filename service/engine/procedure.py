"""A compiled procedure: diagrams parsed once per content hash, shared by all threads and never changed after."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.domain.bundle import Bundle
from service.domain.errors import Invalid, Unfit
from service.domain.execution import CaseFacts, Description, Doer
from service.domain.findings import Finding, errors
from service.engine.describe import describe_procedure
from service.engine.dialect.parser import DialectParser
from service.engine.dialect.refusals import check_trees, read_trees
from service.engine.dialect.settings import feel, is_feel
from service.engine.language import Decisions, Language
from service.engine.scopes import fixed
from service.engine.timers import NotATime, add, moment
from service.engine.tree import ScopeSpec
from service.engine.wiring import decisions_of, feel_language

KEPT = 64
_lock = threading.Lock()
_compiled: OrderedDict[str, Procedure] = OrderedDict()


@dataclass(frozen=True, kw_only=True, eq=False)
class Procedure:
    """One version, ready to run. ``properties`` are those of the process; ``start_form_id`` is the start event's form."""

    bundle: Bundle
    description: Description
    properties: Mapping[str, str]
    start_form_id: str | None
    scope_spec: ScopeSpec
    scope_specs: dict[str, ScopeSpec]
    language: Language
    decisions: Any
    decide: Decisions

    @property
    def procedure_id(self) -> str:
        """The id of the main process."""
        return self.bundle.procedure_id


def compile_procedure(bundle: Bundle) -> Procedure:
    """Return a bundle ready to run, from memory where it was compiled before. Raises Unfit with every error found."""
    with _lock:
        found = _compiled.get(bundle.content_hash)
        if found is not None:
            _compiled.move_to_end(bundle.content_hash)
            return found
    made = build(bundle)
    with _lock:
        found = _compiled.setdefault(bundle.content_hash, made)
        while len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return found


def check_diagrams(bundle: Bundle) -> list[Finding]:
    """Return what the engine cannot or should not run in the diagrams of a bundle, file by file in document order."""
    trees, findings = read_trees(bundle)
    return findings + check_trees(trees, bundle, feel_language())


def build(bundle: Bundle, *, language: Language | None = None, decide: Decisions | None = None) -> Procedure:
    """Compile a bundle, by default with FEEL and its own decision tables. Raises Unfit."""
    words = language or feel_language()
    trees, findings = read_trees(bundle)
    findings += check_trees(trees, bundle, words)
    if errors(findings):
        count = len(errors(findings))
        raise Unfit(f"{bundle.procedure_id} cannot be run: {count} error{'s' if count > 1 else ''}.", findings=errors(findings))
    parser = DialectParser()
    for file, tree in trees.items():
        parser.add_bpmn_xml(tree, filename=file)
    specs = parser.scope_specs()
    main = specs[bundle.procedure_id]
    about = parser.about(bundle.procedure_id)
    models = None if decide is not None else decisions_of(bundle)
    return Procedure(
        bundle=bundle,
        description=describe_procedure(specs, bundle.procedure_id, about, parser.lanes(bundle.procedure_id)),
        properties=about[2],
        start_form_id=main.node(main.start_id).settings.form_id,
        scope_spec=main,
        scope_specs=specs,
        language=words,
        decisions=models,
        decide=decide if decide is not None else decisions_of(bundle),
    )


def describe(procedure: Procedure) -> Description:
    """Return a procedure in words, for pages and checks."""
    return procedure.description


def start_context(
    procedure: Procedure, facts: CaseFacts, doer: Doer | None, now: datetime, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the start form and the process's properties see before the case has begun."""
    return {**variables, **fixed(facts, doer, now), "answers": {}, "doers": {}, "visit": 1}


def start_timer(procedure: Procedure, variables: Mapping[str, Any], *, facts: CaseFacts, now: datetime) -> datetime | None:
    """Return when a case of a procedure with a timer start is due, given its variables; None for any other start.

    Raises Invalid when the start event's time cannot be told from the variables."""
    main = procedure.scope_spec
    start = main.node(main.start_id)
    trigger = start.settings.trigger
    if trigger.kind != "timer":
        return None
    value: Any = trigger.value
    if is_feel(value):
        value = procedure.language.evaluate_all([feel(value)], start_context(procedure, facts, None, now, variables))[0]
    try:
        return add(now, value) if trigger.timer == "duration" and isinstance(value, str) else moment(value)
    except NotATime as error:
        raise Invalid(f"“{start.label or start.name}” has no time to start at: {error}") from error
