from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from portal.demonstration import (
    accounts,
    card,
    cases,
    cited,
    documents,
    ecosystem,
    fieldwork,
    organisations,
    places,
    review,
    upkeep,
)
from territories.models import Mandate


class Command(BaseCommand):
    help = "Construit la démonstration, par les mêmes actions que les pages. Peut être relancée sans rien défaire."

    def handle(self, *args: Any, **options: Any) -> None:
        say = self.stdout.write if options["verbosity"] else lambda sentence: None
        say(_("Le commun, son équipe et son programme…"))
        commons = card.build()
        people = accounts.build(commons)
        by = people["coordinator"]
        say(_("Les communes et les territoires…"))
        territories = places.build(commons, by=by, verbosity=options["verbosity"])
        with transaction.atomic():
            essonne = territories["ouest-essonne"]
            partnership = people["partner"].memberships.get(commons=commons)
            Mandate.objects.get_or_create(membership=partnership, territory=essonne)
            say(_("Les organisations et l’écosystème de l’Essonne…"))
            known = organisations.build((*organisations.FACTS, *cited.FACTS), commons, by=by)
            system = ecosystem.build(commons, essonne, known, by=by)
            say(_("Les cas que d’autres textes publics décrivent…"))
            cases.build(commons, territories, known, by=by)
            upkeep.build(known, people)
            say(_("Les entretiens fictifs, les verbatims et les livrables…"))
            field = fieldwork.build(system, known, people)
            documents.framing_note(commons, people)
            draft = documents.first_version(commons, essonne, field.excerpts, people)
            accounts.keep([review.build(draft, people), field.consent_link])
        say(_("La démonstration est prête."))
