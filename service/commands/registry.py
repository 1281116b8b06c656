"""Every command by the type of its request. A command that is not here cannot run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from service.commands import (
    add_document,
    answer_survey,
    begin_case,
    claim_task,
    complete_job,
    complete_task,
    deliver_thrown,
    deploy_version,
    fail_job,
    fire_timers,
    keep_document,
    propose_change,
    publish_change,
    put_person,
    raise_event,
    release_task,
    retry_incident,
    run_case_job,
    save_draft,
    save_start_draft,
    send_message,
    start_case,
    start_due,
    throw_error,
)
from service.commands.gate import Verb


def by_request(verbs: Iterable[Verb[Any]]) -> Mapping[type, Verb[Any]]:
    """Return the verbs by request. Raises: ValueError when two take the same one or one leaves no audit verb."""
    found: dict[type, Verb[Any]] = {}
    for verb in verbs:
        if verb.request in found or not verb.audit:
            raise ValueError(f"The command {verb.request.__name__} is registered twice or leaves no audit verb")
        found[verb.request] = verb
    return found


VERBS: Mapping[type, Verb[Any]] = by_request(
    (
        add_document.VERB,
        answer_survey.VERB,
        begin_case.VERB,
        claim_task.VERB,
        complete_job.VERB,
        complete_task.VERB,
        deliver_thrown.VERB,
        deploy_version.VERB,
        fail_job.VERB,
        fire_timers.VERB,
        keep_document.VERB,
        propose_change.VERB,
        publish_change.VERB,
        put_person.VERB,
        raise_event.VERB,
        release_task.VERB,
        retry_incident.VERB,
        run_case_job.VERB,
        save_draft.VERB,
        save_start_draft.VERB,
        send_message.VERB,
        start_case.VERB,
        start_due.VERB,
        throw_error.VERB,
    )
)
