from accounts.models.audit import AuditEvent
from accounts.models.changes import Change, ChangeSeal
from accounts.models.filters import SavedFilter
from accounts.models.jobs import PeriodicJob
from accounts.models.mail import OutgoingMail
from accounts.models.notifications import Notification
from accounts.models.once import OnceKey
from accounts.models.saved import SavedInput
from accounts.models.user import User

__all__ = [
    "AuditEvent",
    "Change",
    "ChangeSeal",
    "Notification",
    "OnceKey",
    "OutgoingMail",
    "PeriodicJob",
    "SavedFilter",
    "SavedInput",
    "User",
]
