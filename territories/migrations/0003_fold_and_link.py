from django.db import migrations

from commons.names import folded


def fold_and_link(apps, schema_editor):
    """What existing rows need: names to search by, and the EPCI as a zone."""
    commune, zone = apps.get_model("territories", "Commune"), apps.get_model("territories", "Zone")
    named = commune.objects.exclude(epci_code="").order_by("epci_code").values_list("epci_code", "epci_name").distinct()
    zone.objects.bulk_create(
        [
            zone(id=f"epci-{code}", kind="epci", code=code, name=name, folded_name=folded(name))
            for code, name in dict(named).items()
        ]
    )
    rows = []
    for row in commune.objects.order_by("pk").only("pk", "name", "epci_code"):
        row.folded_name = folded(row.name)
        row.epci_id = f"epci-{row.epci_code}" if row.epci_code else None
        rows.append(row)
    commune.objects.bulk_update(rows, ["folded_name", "epci"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("territories", "0002_directory")]

    operations = [migrations.RunPython(fold_and_link, migrations.RunPython.noop, elidable=True)]
