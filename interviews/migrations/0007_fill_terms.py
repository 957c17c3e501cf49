from django.db import migrations
from django.utils import timezone
from django.utils.html import escape

#: Until now only a label was kept: the wording itself was handed over outside the site.
UNKNOWN = (
    "<p>La notice remise sous le nom « {label} » n’a pas été gardée sur ce site. Demandez-la à la coordination.</p>"
)


def name_versions(apps, schema_editor):
    """Each label that a consent of a commons bears becomes a version of its sheet, in the order of the labels."""
    Consent, Terms = apps.get_model("interviews", "Consent"), apps.get_model("interviews", "Terms")
    known = {}
    rows = Consent.objects.order_by("interviewee__interview__commons", "terms_version", "given_on")
    for consent in rows.select_related("interviewee__interview"):
        commons, label = consent.interviewee.interview.commons_id, consent.terms_version
        if (commons, label) not in known:
            version = 1 + sum(1 for each, _label in known if each == commons)
            known[commons, label] = Terms.objects.create(
                commons_id=commons,
                version=version,
                body=UNKNOWN.format(label=escape(label or "sans version")),
                since=consent.given_on or timezone.localdate(),
            )
        consent.terms = known[commons, label]
        consent.save(update_fields=["terms"])


class Migration(migrations.Migration):
    dependencies = [("interviews", "0006_terms_and_validation")]
    operations = [migrations.RunPython(name_versions, migrations.RunPython.noop)]
