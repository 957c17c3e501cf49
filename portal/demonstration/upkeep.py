"""One invented correction that waits, so that the partner has something to examine. It says that it is invented."""

from accounts.models import User
from actors import actions
from actors.models import Correction, Organisation

MESSAGE = "Proposition fictive, pour l’exemple : l’agence suit peut-être d’autres communes depuis 2016. À vérifier auprès d’elle."
SERVICES = "Conseil en énergie partagé pour les communes, accompagnement des ménages ; périmètre de 2016, à confirmer."


def build(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    agency, expert = organisations["alec-ouest-essonne"], people["expert"]
    if not Correction.objects.filter(organisation=agency, author=expert).exists():
        actions.propose(Correction(organisation=agency, facts={"services": SERVICES}, message=MESSAGE), by=expert)
