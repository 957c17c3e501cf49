"""Days as French says them: the first of a month is an ordinal, « 1er septembre », the others are not."""

import re
from datetime import date

from django.utils import formats

_DAY_OF_MONTH = re.compile(r"(?<!\\)j(?=.F)", re.DOTALL)


def date_format(value: date, wording: str = "j F Y") -> str:
    """As ``django.utils.formats.date_format``, a datetime in its own zone."""
    said = formats.get_format(wording)
    if isinstance(value, date) and value.day == 1:
        said = _DAY_OF_MONTH.sub(r"1\\e\\r", said)
    return formats.date_format(value, said)
