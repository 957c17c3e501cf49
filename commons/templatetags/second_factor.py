from django import template

register = template.Library()


@register.filter
def in_fours(secret: str) -> str:
    """``ABCDEFGH`` → ``ABCD EFGH``, as a key is read aloud and typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
