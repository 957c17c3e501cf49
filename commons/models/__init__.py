"""The ground: the commons and its team, the journal, long work, mail."""

from commons.models.base import Identified
from commons.models.commons import Commons, CommonsTag, ResearchQuestion
from commons.models.job import Job
from commons.models.journal import JournalEntry
from commons.models.mail import OutgoingMail
from commons.models.team import Invitation, Membership, Role

__all__ = [
    "Commons",
    "CommonsTag",
    "Identified",
    "Invitation",
    "Job",
    "JournalEntry",
    "Membership",
    "OutgoingMail",
    "ResearchQuestion",
    "Role",
]
