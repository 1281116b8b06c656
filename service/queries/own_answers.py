"""What somebody wrote in a case that is hidden from them: their own answers, and nothing that came after."""

from __future__ import annotations

from service import engine
from service.authz.need_to_know import NO_SUCH_CASE
from service.authz.permissions import is_hidden
from service.domain.errors import NotFound
from service.queries.history import history
from service.queries.reading import Reading
from service.queries.views import OwnAnswers


def own_answers(reading: Reading, *, number: str) -> OwnAnswers:
    """Return the actor's own answers in a case that is hidden from them, and record the look.

    Raises: NotFound when there is no such case, it is not hidden from this actor, or they answered nothing in it.
    """
    case = reading.unit.cases.get(number)
    if case.council != reading.council or not is_hidden(reading.who, case):
        raise NotFound(NO_SUCH_CASE)
    own = [event for event in reading.unit.records.events(case.case_id) if event.by == reading.actor_id and event.answers]
    if not own:
        raise NotFound(NO_SUCH_CASE)
    opened = reading.opened(case.version_id)
    variables = engine.variables(opened.procedure, case.snapshot)
    reading.looked_at(case, "Read their own answers")
    return OwnAnswers(
        number=case.number,
        procedure_name=case.procedure_name,
        answers=history(reading, case, opened, own, variables=variables, content=True),
    )
