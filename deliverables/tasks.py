"""Long work of deliverables."""

from commons import jobs
from commons.jobs import Progress
from deliverables import actions
from deliverables.models import Rendition


@jobs.work("deliverables.tasks.render")
def render(progress: Progress, rendition: Rendition) -> None:
    actions.make_rendition(rendition, progress=progress)
