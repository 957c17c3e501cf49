"""The wiring of the site: settings, addresses, Celery. It holds no rule of the domain."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
