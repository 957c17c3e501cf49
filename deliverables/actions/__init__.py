"""Everything that changes a deliverable, its drafts, its editions and its files."""

from deliverables.actions.drafting import (
    Conflict,
    NotEmpty,
    add_chapter,
    create,
    describe,
    move_chapter,
    remove_chapter,
    save_chapter,
)
from deliverables.actions.publishing import NotPublishable, publish, remake_lost, request_rendition, withdraw_edition
from deliverables.actions.renditions import make_rendition

__all__ = [
    "Conflict",
    "NotEmpty",
    "NotPublishable",
    "add_chapter",
    "create",
    "describe",
    "make_rendition",
    "move_chapter",
    "publish",
    "remake_lost",
    "remove_chapter",
    "request_rendition",
    "save_chapter",
    "withdraw_edition",
]
