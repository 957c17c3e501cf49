"""Who gets what at the addresses of commons (``tests/access.py`` says how to read a line)."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from commons.models import Job
from tests import factories
from tests.access import WRITERS, Line, only
from tests.scene import Scene


def of_commons(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.commons.slug}


def with_partner(scene: Scene) -> dict[str, Any]:
    membership = scene.people["partner"].memberships.get()
    return {"slug": scene.commons.slug, "pk": membership.pk}


def with_invitation(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.commons.slug, "pk": scene.invitation.pk}


def prepare_invitation(scene: Scene) -> None:
    """For the address of the person whom the design calls the stranger."""
    invitation, token = factories.invitation(
        scene.commons, scene.people["coordinator"], email=scene.people["stranger"].email
    )
    scene.things |= {"invitation": invitation, "invitation_token": token}


def prepare_factor(scene: Scene) -> None:
    """Whoever requires a second factor has one."""
    for name in ("coordinator", "researcher", "foreigner"):
        factories.application(scene.people[name])


def prepare_job(scene: Scene) -> None:
    scene.things["job"] = Job.objects.create(
        kind="commons.tasks.essai",
        target_type=ContentType.objects.get_for_model(scene.commons),
        target_id=str(scene.commons.pk),
        by=scene.people["researcher"],
    )


CARD = {"title": "Commun", "maturity": "idea", "tags": ""}

LINES = [
    Line("commons_edit", "GET", 403, only(200, *WRITERS), of_commons),
    Line("commons_edit", "POST", 403, only(302, *WRITERS), of_commons, lambda scene: CARD),
    Line("team", "GET", 403, only(200, *WRITERS, "partner", "expert"), of_commons),
    Line(
        "team",
        "POST",
        403,
        only(302, "coordinator"),
        of_commons,
        lambda scene: {"email": "nouvelle@exemple.fr", "role": "expert"},
    ),
    Line("second_factor", "POST", 403, only(302, "coordinator"), of_commons, prepare=prepare_factor),
    Line("member_role", "GET", 403, only(200, "coordinator"), with_partner),
    Line("member_role", "POST", 403, only(302, "coordinator"), with_partner, lambda scene: {"role": "expert"}),
    Line("member_remove", "GET", 403, only(200, "coordinator"), with_partner),
    Line("member_remove", "POST", 403, only(302, "coordinator"), with_partner),
    Line("invitation_resend", "POST", 403, only(302, "coordinator"), with_invitation, prepare=prepare_invitation),
    Line("invitation_revoke", "POST", 403, only(302, "coordinator"), with_invitation, prepare=prepare_invitation),
    Line(
        "invitation_accept",
        "GET",
        200,
        {},
        lambda scene: {"token": scene.invitation_token},
        prepare=prepare_invitation,
        note="link opened by anyone",
    ),
    Line(
        "invitation_accept",
        "POST",
        403,
        # Signed out: an account exists for this address, so the page only offers to sign in.
        only(302, "stranger", anonymous=200),
        lambda scene: {"token": scene.invitation_token},
        prepare=prepare_invitation,
        note="place taken by the invited address only",
    ),
    Line("job_progress", "GET", 404, only(200, "researcher"), lambda scene: {"pk": scene.job.pk}, prepare=prepare_job),
]
