"""What happens to organisations and ecosystems."""

from actors.actions.directory import edit, engage, record_organisation
from actors.actions.ecosystem import record_participation, record_relation

__all__ = ["edit", "engage", "record_organisation", "record_participation", "record_relation"]
