import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interviews", "0007_fill_terms")]

    operations = [
        migrations.RemoveField(
            model_name="consent",
            name="terms_version",
        ),
        migrations.AlterField(
            model_name="consent",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="interviews.terms",
                verbose_name="notice d’information remise",
            ),
        ),
    ]
