"""Enter or change a person and the roles they hold."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Matter, Permission
from service.commands.gate import Context, Verb, nothing
from service.domain.errors import Invalid, NotFound
from service.domain.identity import Person, system_actor


@dataclass(frozen=True)
class PutPerson:
    """Insert or replace a person with all their grants."""

    person: Person


def handle(request: PutPerson, matter: Matter, context: Context) -> None:
    """Raises: Invalid for the id of the service itself or a role that the council's pack does not know."""
    person = request.person
    if person.person_id == system_actor(context.council).actor_id:
        raise Invalid("This id belongs to the service itself")
    unknown = sorted({grant.role for grant in person.grants if context.resources.pack(grant.council).role(grant.role) is None})
    if unknown:
        raise Invalid(f"The policy pack has no role {', '.join(unknown)}")
    if known(context, person) == person:
        return
    context.unit.people.put(person)
    roles = " ".join(sorted(f"{grant.council}:{grant.role}" for grant in person.grants))
    context.audit(object_id=person.person_id, facts={"active": person.active, "roles": roles})


def known(context: Context, person: Person) -> Person | None:
    """Return the person as they are kept now, or None."""
    try:
        return context.unit.people.get(person.person_id)
    except NotFound:
        return None


VERB = Verb(request=PutPerson, permission=Permission.MANAGE_PEOPLE, audit="person_changed", load=nothing, handle=handle)
