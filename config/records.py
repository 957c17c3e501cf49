"""What the processes write of what they do, on standard error."""

import logging
import re
from typing import Any

from config import env

#: Addresses that are worth a signature: whoever reads one in a record could use it.
_SECRETS = re.compile(
    r"((?:/|%2F)(?:consentement|invitation|toujours-exact|entretiens(?:/|%2F)agenda|relecture(?:/|%2F)lien"
    r"|password(?:/|%2F)reset(?:/|%2F)key)(?:/|%2F))"
    r"""[^/\s"'?]+?(?=/|%2F|[\s"'?]|$)""",
    re.IGNORECASE,
)


class DiscreetFormatter(logging.Formatter):
    """Writes no one-purpose link, neither in a message nor in a trace."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRETS.sub(r"\1…", super().format(record))


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": DiscreetFormatter, "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own handlers write addresses as they are.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "kombu.connection": {"level": "ERROR"},
    },
}
