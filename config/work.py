"""Settings of long work: the broker, what beat starts, when a job is taken for dead."""

from typing import Any

from celery.schedules import crontab

from config import env

REDIS_URL = env.required("REDIS_URL")
#: Set apart what several installations, or a test run, put in one Redis.
REDIS_PREFIX = env.text("REDIS_PREFIX", "communs")

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = f"{REDIS_PREFIX}.work"
CELERY_TIMEZONE = "Europe/Paris"
#: Publishing without a broker must fail fast: the job row waits, the reaper sends it again.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_BROKER_TRANSPORT: str | None = None
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "global_keyprefix": f"{REDIS_PREFIX}.",
        "socket_connect_timeout": 3,
    }
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "config.folder:Transport"
    queue, control = env.folder(env.VAR / "queue" / "messages"), env.folder(env.VAR / "queue" / "control")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
    }
#: A running job without a heartbeat for this long (seconds) is taken for dead and sent again.
JOB_STALE_AFTER = env.number("JOB_STALE_AFTER", 30)
JOB_MAX_ATTEMPTS = 5
REAPER_EVERY = env.number("REAPER_EVERY", 15)
CELERY_BEAT_SCHEDULE = {
    "reaper": {
        "task": "commons.tasks.reap_jobs",
        "schedule": REAPER_EVERY,
        "options": {"expires": REAPER_EVERY},
    },
    "outbox": {"task": "commons.tasks.send_waiting_mails", "schedule": 60, "options": {"expires": 60}},
    "still_true": {
        "task": "actors.tasks.ask_if_still_true",
        "schedule": crontab(hour=9, minute=30),
        "options": {"expires": 6 * 3600},
    },
    "unread_notes": {
        "task": "interviews.tasks.sweep_imports",
        "schedule": crontab(hour=4, minute=40),
        "options": {"expires": 6 * 3600},
    },
    "erasures": {
        "task": "interviews.tasks.erase_expired",
        "schedule": crontab(hour=4, minute=50),
        "options": {"expires": 6 * 3600},
    },
    "unread_imports": {
        "task": "actors.tasks.sweep_imports",
        "schedule": crontab(hour=4, minute=20),
        "options": {"expires": 6 * 3600},
    },
}
#: Organisations asked « toujours exact ? » at most in a day: a few replies for the coordination to read.
FACT_CHECKS_A_DAY = env.number("FACT_CHECKS_A_DAY", 20)
CELERY_BEAT_SCHEDULE_FILENAME = str(env.VAR / "celerybeat-schedule")
