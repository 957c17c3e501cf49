"""Who put an organisation in an ecosystem is said when it is put, and no longer asked of accounts that may be gone."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def say(apps, schema_editor):
    lines = apps.get_model("actors", "HistoricalParticipation").objects
    team = apps.get_model("commons", "Membership").objects.filter(role__in=["researcher", "coordinator"])
    users = team.order_by().values("user")
    same = lines.filter(id=OuterRef("id"), organisation=OuterRef("organisation"), history_id__lt=OuterRef("history_id"))
    before = same.filter(Q(history_user=None) | Q(history_user__in=users))
    said = lines.filter(history_user__isnull=False, organisation__isnull=False).exclude(history_user__in=users)
    others = list(said.filter(~Exists(before)).order_by().values_list("id", flat=True).distinct())
    apps.get_model("actors", "Participation").objects.filter(pk__in=others).update(placed_by_team=False)
    lines.filter(id__in=others).update(placed_by_team=False)


class Migration(migrations.Migration):
    dependencies = [("actors", "0007_relation_wording"), ("commons", "0001_initial")]

    operations = [
        migrations.AddField("participation", "placed_by_team", models.BooleanField(default=True, editable=False)),
        migrations.AddField(
            "historicalparticipation", "placed_by_team", models.BooleanField(default=True, editable=False)
        ),
        migrations.RunPython(say, migrations.RunPython.noop),
    ]
