"""The domain's registers, in the transaction of the case. What must hold under a race (one open session per account, a limit of
active access workers, sessions counted per case) is held by constraints and row locks, not by reading first. Every method takes
keywords only, and its refusals are RegisterRefused with the code that a diagram handles."""

from service.store.registers.accounts import Accounts
from service.store.registers.authorisations import Authorisations
from service.store.registers.entries import Entries
from service.store.registers.evidence import Evidence
from service.store.registers.foi import FoiRequests
from service.store.registers.incidents import OnlineIncidents
from service.store.registers.measures import Measures
from service.store.registers.misuse import Misuse
from service.store.registers.reporting import Reporting
from service.store.registers.sar import SubjectAccess
from service.store.registers.sessions import Sessions
from service.store.registers.subjects import Subjects
from service.store.registers.surveys import Surveys
from service.store.registers.workers import AccessWorkers


class Registers(
    AccessWorkers,
    Accounts,
    Authorisations,
    Entries,
    Evidence,
    FoiRequests,
    Measures,
    Misuse,
    OnlineIncidents,
    Reporting,
    Sessions,
    SubjectAccess,
    Subjects,
    Surveys,
):
    """All registers over one connection."""


__all__ = ["Registers"]
