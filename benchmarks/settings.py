"""The site's settings, with one more address: a view that does nothing, behind the same middleware."""

from config.records import LOGGING
from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
WHITENOISE_AUTOREFRESH = False
LOGGING["loggers"]["django"]["level"] = "ERROR"  # a page asked for before it is made is no news
