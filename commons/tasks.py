"""Tasks of the ground: the reaper and the postman. Ids in, safe to run twice."""

from celery import shared_task
from django.db import transaction

from commons import jobs, outbox
from commons.models import OutgoingMail


@shared_task(name="commons.tasks.reap_jobs")
def reap_jobs() -> int:
    return jobs.reap()


@shared_task(name="commons.tasks.send_mail")
def send_mail(mail_id: str) -> None:
    with transaction.atomic():
        # The lock keeps two workers from sending one message twice (SQLite has one writer anyway).
        mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id, sent_at=None).first()
        if mail is not None:
            outbox.deliver(mail)


@shared_task(name="commons.tasks.send_waiting_mails")
def send_waiting_mails() -> None:
    for mail_id in OutgoingMail.objects.waiting().order_by("created_at").values_list("pk", flat=True)[:100]:
        send_mail(str(mail_id))
