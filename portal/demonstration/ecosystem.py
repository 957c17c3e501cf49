"""The Essonne ecosystem: who the chronicle of January 2023 says was met, and who is still sought."""

from accounts.models import User
from actors import actions
from actors.models import Ecosystem, Organisation, Participation, Relation
from commons.models import Commons
from portal.demonstration.card import SOURCE
from portal.demonstration.organisations import CHRONICLE
from territories.models import Territory

SLUG = "autorenovation-sud-essonne"
PRESENTATION = """
<p>Autour d’Archi Possible, des collectivités, des agences et des professionnels cherchent à mieux accompagner les ménages
qui rénovent ou construisent eux-mêmes. L’état des lieux de l’automne 2022 a fait ressortir des enjeux mêlés : santé et
qualité de vie, précarité, offre de logements, attractivité, filières biosourcées, métiers du bâtiment.</p>
<p>Trois chantiers sont ouverts : inventer des solutions de financement ; produire, avant les travaux, des diagnostics
vraiment utiles ; organiser les travaux à plusieurs, avec de l’entraide encadrée. Des acteurs bancaires sont recherchés
pour le premier. Trois ateliers sont annoncés en 2023 : sur le diagnostic, le 3 mars ; sur le financement, le 24 mars et
le 2 juin.</p>
"""
#: Organisation, what it brings to the ecosystem; met by Archi Possible at the time of the chronicle.
MET = {
    "alec-ouest-essonne": "conseil énergie aux ménages et aux communes",
    "alec-sud": "conseil énergie",
    "ca-paris-saclay": "collectivité partenaire",
    "pnr-haute-vallee-de-chevreuse": "parc naturel régional",
    "departement-de-l-essonne": "collectivité partenaire",
    "commune-de-pussay": "commune de l’Essonne",
    "commune-de-limours": "commune de l’Essonne",
    "commune-des-molieres": "commune de l’Essonne",
}
WORKING_GROUP = {
    "terra-originalis": "a pris part à la séance de travail sur le modèle économique",
    "archivalo": "a pris part à la séance de travail sur le modèle économique",
}


def build(commons: Commons, territory: Territory, organisations: dict[str, Organisation], *, by: User) -> Ecosystem:
    ecosystem, _ = Ecosystem.objects.get_or_create(
        slug=SLUG,
        defaults={
            "commons": commons,
            "territory": territory,
            "name": "Autorénovation accompagnée en sud Essonne",
            "theme": "Rénovation énergétique et écologique, autorénovation",
            "presentation": PRESENTATION,
        },
    )
    _participations(ecosystem, organisations, by=by)
    _relations(ecosystem, organisations, by=by)
    return ecosystem


def _participations(ecosystem: Ecosystem, organisations: dict[str, Organisation], *, by: User) -> None:
    roles = {"archi-possible": "porte la démarche Coop’Ter", "fedac": "fédération nationale"} | MET | WORKING_GROUP
    for key, role in roles.items():
        state = Participation.State.TO_APPROACH if key == "fedac" else Participation.State.MET
        actions.record_participation(
            ecosystem, organisation=organisations[key], role=role, state=state, source=CHRONICLE, by=by
        )
    actions.record_participation(
        ecosystem,
        organisation=organisations["ademe"],
        role="soutient le programme Coop’Ter",
        state=Participation.State.TO_APPROACH,
        source=SOURCE,
        by=by,
    )
    actions.record_participation(
        ecosystem,
        sought="Acteurs bancaires",
        role="prêts ou fonds pour les ménages qui autorénovent",
        state=Participation.State.SOUGHT,
        source=CHRONICLE,
        by=by,
    )


def _relations(ecosystem: Ecosystem, organisations: dict[str, Organisation], *, by: User) -> None:
    carrier = organisations["archi-possible"]
    kinds = Relation.Kind
    told = [(carrier, organisations[key], kinds.MET_WITH, "janvier 2023") for key in MET]
    told += [(organisations[key], carrier, kinds.TAKES_PART, "novembre 2022") for key in WORKING_GROUP]
    told.append((carrier, organisations["fedac"], kinds.INQUIRED_WITH, "été 2022"))
    said = [(*tie, CHRONICLE) for tie in told]
    agency, departement = organisations["alec-ouest-essonne"], organisations["departement-de-l-essonne"]
    said.append((agency, departement, kinds.LOCATED_IN, "", SOURCE))
    for source, target, kind, period, document in said:
        actions.record_relation(
            ecosystem,
            source=source,
            target=target,
            kind=kind,
            nature=Relation.Nature.NON_MONETARY,
            period=period,
            confidence=Relation.Confidence.STATED,
            source_document=document,
            by=by,
        )
