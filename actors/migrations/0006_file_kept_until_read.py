"""A file given to import is kept until the worker has read it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actors", "0005_organisations_in_order")]

    operations = [
        migrations.AddField("importbatch", "file", models.FileField(blank=True, upload_to="imports/")),
        migrations.AddField("importbatch", "document", models.CharField(blank=True, max_length=300)),
        migrations.AddField("importbatch", "choices", models.JSONField(blank=True, default=dict)),
        migrations.AlterField(
            "importbatch",
            "state",
            models.CharField(
                choices=[
                    ("reading", "en lecture"),
                    ("unreadable", "illisible"),
                    ("previewed", "en attente de confirmation"),
                    ("applied", "importé"),
                    ("undone", "annulé"),
                ],
                default="previewed",
                max_length=20,
                verbose_name="état",
            ),
        ),
    ]
