"""The domain's registers as operations in the transaction of the case; those of one register stand together in a file of theirs."""

from __future__ import annotations

from connectors import register_calls as calls
from connectors.accounts import ACCOUNT_OPERATIONS
from connectors.authorisations import AUTHORISATION_OPERATIONS
from connectors.disclosure import DISCLOSURE_OPERATIONS
from connectors.entries import ENTRY_OPERATIONS
from connectors.incidents import INCIDENT_OPERATIONS
from connectors.protocol import Operation
from connectors.register_operation import operation
from connectors.reports import REPORT_OPERATIONS
from connectors.surveys import SURVEY_REGISTER_OPERATIONS


class Register:
    """The connector ``register``. A refusal of a register reaches the diagram as a BPMN error with its code."""

    name = "register"

    def operations(self) -> tuple[Operation, ...]:
        """Return every register operation."""
        return OPERATIONS


OPERATIONS = (
    operation(
        "prior_sessions",
        "Count earlier looks at these subjects",
        calls.prior_sessions,
        needs="reference",
        may_have="subjects subject",
        gives="priorSessionsEpisode priorSessions12m",
    ),
    operation(
        "check_subjects",
        "Look the subjects of a request up: age, earlier looks, other open requests",
        calls.check_subjects,
        needs="reference subjects",
        gives="underAge youngestAge searchedBefore openElsewhere unnamedThin priorSessionsEpisode priorSessions12m",
    ),
    operation(
        "access_workers",
        "List the access workers and who of them may be offered a search",
        calls.access_workers,
        may_have="excluding subjects reference",
        gives="workers candidates activeCount",
    ),
    operation(
        "nominate",
        "Look somebody up who is to become an access worker",
        calls.nominate,
        needs="person",
        gives="activeCount registered openMisuse",
    ),
    operation(
        "worker_sessions",
        "Count the looks of one person",
        calls.worker_sessions,
        needs="person",
        may_have="from",
        gives="sessionCount",
    ),
    operation(
        "grant_access",
        "Make somebody an active access worker, within the limit",
        calls.grant_access,
        needs="person",
        may_have="until trainedOn",
        gives="accessWorkerStatus activeCount",
        errors="LIMIT_REACHED",
    ),
    operation(
        "suspend_access",
        "Suspend an access worker while misuse is looked into, and offer what they hold to others",
        calls.change_access("suspended", misuse=True),
        needs="person",
        may_have="reason",
        gives="accessWorkerStatus tasksKept",
    ),
    operation(
        "restore_access",
        "Lift the suspension of an access worker",
        calls.change_access("active", misuse=False),
        needs="person",
        may_have="reason",
        gives="accessWorkerStatus tasksKept",
    ),
    operation(
        "revoke_access",
        "End somebody's being an access worker, and offer what they hold to others",
        calls.change_access("revoked"),
        needs="person",
        may_have="reason",
        gives="accessWorkerStatus tasksKept",
    ),
    operation(
        "declare_link",
        "Note that somebody knows these subjects",
        calls.declare_link,
        needs="person subjects",
        may_have="reference",
        gives="linkDeclared",
    ),
    operation(
        "open_session",
        "Check an official account out to one person for one look",
        calls.open_session,
        needs="person subjects reference",
        may_have="account platform maxSessions validUntil urn",
        gives="accountSessionId sessionOpenedAt sessionNumber account",
        errors="ACCOUNT_BUSY APPROVAL_EXPIRED SESSION_LIMIT WORKER_SUSPENDED NO_ACCOUNT",
    ),
    operation(
        "close_session",
        "Give the account back and say how long the look took",
        calls.close_session,
        needs="accountSessionId",
        may_have="details",
        gives="searchMinutes sessionClosedAt",
    ),
    operation(
        "store_usefulness",
        "Keep the answers of a usefulness review",
        calls.store("store_usefulness"),
        needs="values",
        may_have="accountSessionId reference",
        gives="stored",
    ),
    operation(
        "store_feedback",
        "Keep the feedback on a search",
        calls.store("store_feedback"),
        needs="values",
        may_have="accountSessionId reference",
        gives="stored",
    ),
    operation("measures", "Compute the measures of a period", calls.measures, may_have="from to", gives="measures"),
    operation(
        "person_active",
        "Say whether somebody still works here, and who holds a role instead",
        calls.person_active,
        needs="person",
        may_have="role",
        gives="personActive replacement",
    ),
    operation(
        "role_holders",
        "List who holds a role",
        calls.role_holders,
        needs="role",
        may_have="excluding",
        gives="holders",
    ),
    operation(
        "documents_of",
        "List the documents that somebody added to cases",
        calls.documents_of,
        needs="person",
        may_have="reference",
        gives="documents",
    ),
    operation(
        "mark_documents",
        "Mark documents as usable or not",
        calls.mark_documents,
        needs="status",
        may_have="documents person",
        gives="marked",
    ),
    *ACCOUNT_OPERATIONS,
    *AUTHORISATION_OPERATIONS,
    *INCIDENT_OPERATIONS,
    *DISCLOSURE_OPERATIONS,
    *ENTRY_OPERATIONS,
    *REPORT_OPERATIONS,
    *SURVEY_REGISTER_OPERATIONS,
)
