"""A grid pasted from a word processor: its lines, what each is, and the parts and questions they make. Pure."""

from interviews.pasting.lines import Line, read
from interviews.pasting.marks import marks
from interviews.pasting.planning import PlannedPart, PlannedQuestion, plan
from interviews.pasting.roles import Role, roles

__all__ = ["Line", "PlannedPart", "PlannedQuestion", "Role", "marks", "plan", "read", "roles"]
