import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interviews", "0003_fill_wider_interviews")]

    operations = [
        migrations.RemoveField(
            model_name="interviewee",
            name="identity",
        ),
        migrations.AlterField(
            model_name="interview",
            name="commons",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interviews",
                to="commons.commons",
                verbose_name="commun",
            ),
        ),
        migrations.AlterField(
            model_name="section",
            name="key",
            field=models.SlugField(max_length=60, verbose_name="clé"),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(fields=("revision", "key"), name="section_key_once"),
        ),
    ]
