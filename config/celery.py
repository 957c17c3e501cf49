"""The Celery application: Redis in production, a folder of files otherwise."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # noqa: TID251 - Celery's own entry point

app = Celery("communs")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
