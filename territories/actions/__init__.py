"""What happens to territories."""

from territories.actions.composition import compose, redraw_territories_with
from territories.actions.mandates import mandate

__all__ = ["compose", "mandate", "redraw_territories_with"]
