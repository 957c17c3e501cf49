import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """For a ``data-`` attribute, which escapes it: an inline script, even of data, would need a nonce."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def in_fours(secret: str) -> str:
    """``ABCDEFGH`` → ``ABCD EFGH``, as a key is read aloud and typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
