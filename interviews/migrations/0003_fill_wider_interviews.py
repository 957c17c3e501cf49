from django.db import migrations

FILL = """
UPDATE interviews_interview
SET commons_id = (SELECT commons_id FROM actors_ecosystem WHERE actors_ecosystem.id = interviews_interview.ecosystem_id)
"""
#: Encrypted values are moved as they are: no key is needed.
APART = """
INSERT INTO interviews_identity (interviewee_id, name, email, phone, more)
SELECT id, '', '', '', identity FROM interviews_interviewee WHERE identity <> ''
"""
KEYS = "UPDATE interviews_section SET key = 'partie-' || position"


class Migration(migrations.Migration):
    dependencies = [("interviews", "0002_wider_interviews")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
    ]
