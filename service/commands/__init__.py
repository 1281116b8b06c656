"""One state-changing verb per file behind one gate, the runner. Nothing else in the product writes."""

from service.commands.add_document import AddDocument
from service.commands.answer_survey import AnswerSurvey
from service.commands.begin_case import BeginCase
from service.commands.claim_task import ClaimTask
from service.commands.complete_job import CompleteJob
from service.commands.complete_task import CompleteTask
from service.commands.deliver_thrown import DeliverThrown
from service.commands.deploy_version import DeployVersion
from service.commands.fail_job import FailJob
from service.commands.fire_timers import FireTimers
from service.commands.keep_document import KeepDocument
from service.commands.propose_change import ProposeChange
from service.commands.publish_change import PublishChange
from service.commands.put_person import PutPerson
from service.commands.raise_event import RaiseEvent
from service.commands.release_task import ReleaseTask
from service.commands.retry_incident import RetryIncident
from service.commands.run_case_job import RunCaseJob
from service.commands.runner import Runner
from service.commands.save_draft import SaveDraft
from service.commands.save_start_draft import SaveStartDraft
from service.commands.send_message import SendMessage
from service.commands.start_case import StartCase
from service.commands.start_due import StartDue
from service.commands.throw_error import ThrowError

__all__ = [
    "AddDocument",
    "AnswerSurvey",
    "BeginCase",
    "ClaimTask",
    "CompleteJob",
    "CompleteTask",
    "DeliverThrown",
    "DeployVersion",
    "FailJob",
    "FireTimers",
    "KeepDocument",
    "ProposeChange",
    "PublishChange",
    "PutPerson",
    "RaiseEvent",
    "ReleaseTask",
    "RetryIncident",
    "RunCaseJob",
    "Runner",
    "SaveDraft",
    "SaveStartDraft",
    "SendMessage",
    "StartCase",
    "StartDue",
    "ThrowError",
]
