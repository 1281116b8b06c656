"""Enter or change a person and the roles they hold. What somebody who leaves or loses a role has in hand is offered to the others
who may do it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.authz.permissions import Matter, Permission
from service.authz.roles import effective
from service.commands.gate import Context, Verb, nothing
from service.commands.handing_over import hand_over, hand_over_of_roles
from service.domain.errors import Invalid, NotFound
from service.domain.identity import Person, system_actor


@dataclass(frozen=True)
class PutPerson:
    """Insert or replace a person with all their grants in the council. What they hold in others stays as it is."""

    person: Person


def handle(request: PutPerson, matter: Matter, context: Context) -> None:
    """Raises: Invalid for the id of the service itself, a role that the council's pack does not know, a role of another council, or
    other facts about somebody who works for another council too."""
    person = request.person
    if person.person_id == system_actor(context.council).actor_id:
        raise Invalid("This id belongs to the service itself")
    if any(grant.council != context.council for grant in person.grants):
        raise Invalid("A council gives roles of its own only")
    unknown = sorted({grant.role for grant in person.grants if context.resources.pack(grant.council).role(grant.role) is None})
    if unknown:
        raise Invalid(f"The policy pack has no role {', '.join(unknown)}")
    before = known(context, person)
    elsewhere = frozenset(grant for grant in before.grants if grant.council != context.council) if before else frozenset()
    if before and elsewhere and replace(person, grants=before.grants) != before:
        raise Invalid(
            "This id is somebody's who works for another council too: give or take roles here, and leave name, address and the rest as they are"
        )
    after = replace(person, grants=person.grants | elsewhere)
    if after == before:
        return
    context.unit.people.put(after)
    roles = " ".join(sorted(f"{grant.council}:{grant.role}" for grant in person.grants))
    context.audit(object_id=person.person_id, facts={"active": person.active, "roles": roles})
    if before and before.active:
        pass_on(context, before, after)


def pass_on(context: Context, before: Person, after: Person) -> None:
    """Offer to others what somebody who was here may do no longer: everything of whoever left or has no role here any more, otherwise
    what needs a role that was taken from them."""
    held, holds = roles_here(context, before), roles_here(context, after)
    if not after.active or (held and not holds):
        hand_over(context, after.person_id)
    else:
        hand_over_of_roles(context, after.person_id, before=held, after=holds)


def roles_here(context: Context, person: Person) -> frozenset[str]:
    """Return the role keys that a person holds in the council, included ones too."""
    given = {grant.role for grant in person.grants if grant.council == context.council}
    return effective(context.resources.pack(context.council), given)


def known(context: Context, person: Person) -> Person | None:
    """Return the person as they are kept now, or None."""
    try:
        return context.unit.people.get(person.person_id)
    except NotFound:
        return None


VERB = Verb(request=PutPerson, permission=Permission.MANAGE_PEOPLE, audit="person_changed", load=nothing, handle=handle)
