"""Who may what with deliverables. Drafts one may not see are a 404, before any of these rules."""

from commons.policies import Person, is_coordinator, is_writer, writes_somewhere
from deliverables.models import Deliverable


def can_see_drafts(user: Person) -> bool:
    """Whoever writes in a commons has a page of drafts."""
    return writes_somewhere(user)


def can_write(user: Person, deliverable: Deliverable) -> bool:
    """Researchers and coordinators of its commons write a deliverable."""
    return is_writer(user, deliverable.commons_id)


def can_publish(user: Person, deliverable: Deliverable) -> bool:
    """Only the coordination publishes, withdraws and asks for files again."""
    return is_coordinator(user, deliverable.commons_id)
