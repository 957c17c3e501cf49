from django.db import migrations

from commons.names import folded


def fold(apps, schema_editor):
    """What lists sort by and searches look in, for the organisations already there."""
    organisation = apps.get_model("actors", "Organisation")
    rows = []
    for row in organisation.objects.order_by("pk"):
        row.folded_name = folded(row.name)
        row.folded_names = " / ".join(folded(name) for name in (row.name, row.short_name, *row.aliases) if name)
        rows.append(row)
    organisation.objects.bulk_update(rows, ["folded_name", "folded_names"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("actors", "0003_directory")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop, elidable=True)]
