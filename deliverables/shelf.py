"""What everyone may take from the shelf: the latest editions, and how far the file of one is."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from commons.models import Job
from deliverables import boards
from deliverables.models import Edition, Rendition


@dataclass(frozen=True)
class PdfState:
    """The PDF of an edition: the file once ready, else the work that makes it."""

    rendition: Rendition | None
    job: Job | None

    @property
    def is_ready(self) -> bool:
        return self.rendition is not None and self.rendition.state == Rendition.State.READY

    @property
    def has_failed(self) -> bool:
        return not self.is_ready and (self.job is None or self.job.is_finished)

    @property
    def waits_for_worker(self) -> bool:
        return self.job is not None and self.job.waits_for_worker

    @property
    def mark(self) -> str:
        """Changes whenever a page would say something else."""
        if self.is_ready or self.has_failed or self.job is None:
            return "fin"
        return f"{self.job.state}-{self.job.progress}-{int(self.waits_for_worker)}"


def pdf_of(edition: Edition) -> PdfState:
    rendition = Rendition.objects.filter(edition=edition, format=Rendition.Format.PDF).first()
    if rendition is None:
        return PdfState(None, None)
    return PdfState(rendition, boards.latest_jobs([rendition]).get(str(rendition.pk)))


def latest_editions() -> list[Edition]:
    """The latest edition still served of each deliverable, newest first."""
    served = Edition.objects.served()
    newer = served.filter(deliverable=OuterRef("deliverable"), published_at__gt=OuterRef("published_at"))
    latest = served.filter(~Exists(newer)).select_related("deliverable__territory", "deliverable__commons")
    return list(latest.defer("html").newest_first())
