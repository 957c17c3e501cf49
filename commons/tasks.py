"""Tasks of the ground: the reaper and the postman. Ids in, safe to run twice."""

from celery import shared_task

from commons import jobs, outbox
from commons.models import OutgoingMail


@shared_task(name="commons.tasks.reap_jobs")
def reap_jobs() -> int:
    return jobs.reap()


@shared_task(name="commons.tasks.send_mail")
def send_mail(mail_id: str) -> None:
    if (mail := outbox.claim(mail_id)) is not None:
        outbox.deliver(mail)


@shared_task(name="commons.tasks.send_waiting_mails")
def send_waiting_mails() -> None:
    for mail_id in OutgoingMail.objects.waiting().order_by("created_at").values_list("pk", flat=True)[:100]:
        send_mail(str(mail_id))
