"""What is typed about territories."""

from territories.forms.mandates import MandateForm, partners_for

__all__ = ["MandateForm", "partners_for"]
