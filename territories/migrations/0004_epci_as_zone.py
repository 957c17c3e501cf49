from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("territories", "0003_fold_and_link")]

    operations = [
        migrations.RemoveField(
            model_name="commune",
            name="epci_code",
        ),
        migrations.RemoveField(
            model_name="commune",
            name="epci_name",
        ),
    ]
