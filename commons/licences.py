"""The open licences a commons may carry: one place says their name, their address and their notice."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    CC_BY_SA_4 = "CC-BY-SA-4.0", _("Creative Commons Attribution – Partage dans les mêmes conditions 4.0")
    CC_BY_4 = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
    CC0_1 = "CC0-1.0", _("Creative Commons Zéro 1.0 (domaine public)")

    @property
    def url(self) -> str:
        return {
            "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
            "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/deed.fr",
            "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
        }[self.value]

    @property
    def short(self) -> str:
        return {"CC-BY-SA-4.0": "CC BY-SA 4.0", "CC-BY-4.0": "CC BY 4.0", "CC0-1.0": "CC0 1.0"}[self.value]

    @property
    def notice(self) -> str:
        """One sentence saying what a reader may do, printed in every output."""
        return {
            "CC-BY-SA-4.0": gettext(
                "Vous pouvez partager et adapter ce texte, y compris à des fins commerciales, "
                "à condition d’en citer les auteurs et de diffuser vos adaptations sous la même licence."
            ),
            "CC-BY-4.0": gettext(
                "Vous pouvez partager et adapter ce texte, y compris à des fins commerciales, "
                "à condition d’en citer les auteurs."
            ),
            "CC0-1.0": gettext("Vous pouvez copier, modifier et diffuser ce texte sans demander d’autorisation."),
        }[self.value]
