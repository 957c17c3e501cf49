"""The identity card, the programme and the budget: facts of the commons' public card, in our words."""

from decimal import Decimal

from django.core.management.base import CommandError

from commons.models import Commons, ResearchQuestion
from cooperation.models import BudgetLine, ExpectedDeliverable, Phase
from deliverables.models import Deliverable

SOURCE = "Fiche « Bien (re) bâtir, Bien habiter », wiki Résilience des territoires, CC BY-SA 4.0"
SLUG = "bien-re-batir-bien-habiter"

STATEMENT = """
<p>Réussir la transition vers la sobriété suppose de changer de modèle économique, au service d’un autre développement
des territoires. La fiche du commun le dit ainsi : « il n’y aura pas de transition réussie vers la sobriété sans un
changement de modèle économique ».</p>
<p>Un modèle économique ne se réduit pas à l’argent. Trois dimensions se tiennent :</p>
<ul>
<li><strong>monétaire</strong> : ce que l’on appelle d’ordinaire le modèle d’affaires ;</li>
<li><strong>réelle</strong> : le travail, son organisation, la relation aux bénéficiaires et au territoire, le pilotage ;</li>
<li><strong>institutionnelle</strong> : les contrats, les normes, le droit qui cadrent l’activité.</li>
</ul>
"""

DESCRIPTION = """
<p>Le commun prolonge un chantier des Alliés de la Fabrique des transitions mené d’avril 2022 à juin 2023, à l’initiative
d’ATEMIS et co-animé avec l’IE-EFC. Neuf membres (le Labo de l’ESS, la 27e Région, le RTES, le CERDD, Zoein France,
l’association de promotion de la Fabrique des transitions, Quadrant Conseil, ATEMIS et l’IE-EFC) y ont mis en commun leurs
vues sur les modèles économiques de la transition. Les rapprochements théoriques ayant montré leurs limites, le collectif veut maintenant éprouver ses
concepts sur des terrains.</p>
<p>Le sujet retenu est le patrimoine bâti, sous deux enjeux que l’on traite d’ordinaire séparément : la
<strong>rénovation énergétique et écologique</strong> des bâtiments, et le <strong>réemploi des matériaux</strong>. Le
bâtiment pèse 44 % de l’énergie consommée en France, 23 % des émissions de gaz à effet de serre et 76 % des déchets
des activités économiques (ministère de la Transition énergétique, 2021 ; ADEME, 2023).</p>
<p>Des binômes croisant économie de la fonctionnalité et de la coopération (EFC) et économie sociale et solidaire (ESS)
enquêtent sur trois territoires : métropolitain, péri-urbain et rural. Les personnes rencontrées sont associées en
amont au fond, aux effets attendus et à la forme du commun. Deux groupes miroirs, qui n’ont pas pris part à
l’élaboration, en relisent les textes : des accompagnateurs de transition d’un côté ; des élus, agents, acteurs
socio-économiques et services de l’État de l’autre. Une évaluation transversale regarde ce que le travail en commun
produit pour les personnes, les organisations et leurs écosystèmes.</p>
"""

QUESTIONS = (
    "La coopération des acteurs locaux aide-t-elle les territoires à réussir une transition écologique juste, sobre et "
    "résiliente ? Comment, et à quelles conditions ?",
    "En quoi coopérer bouscule-t-il le modèle économique de chacune des parties prenantes ?",
    "Quel modèle économique à plusieurs acteurs déploient-elles, ou cherchent-elles à déployer ?",
)

TAGS = (
    "Coopération multi-acteurs",
    "ESS",
    "EFC",
    "Nouveaux modèles économiques",
    "Transition écologique et solidaire",
    "Lutte contre la précarité énergétique",
    "Efficacité énergétique",
    "Rénovation",
    "Rénovation thermique",
    "Matériaux biosourcés",
    "Réemploi",
    "Ressources immatérielles",
    "Auto-construction",
    "Résilience territoriale",
    "Innovation sociale",
    "Transformation",
    "Approche systémique",
    "Changement systémique",
)

#: Title, months, objectives, expected deliverables.
PHASES = (
    (
        "Cadrer et préciser les questions économiques à instruire",
        3,
        [
            "Choisir les terrains et identifier les acteurs pressentis.",
            "Partager avec les acteurs, les experts EFC et ESS et les parties prenantes le périmètre des questions et "
            "ce que l’on attend du commun.",
            "Mobiliser le comité d’experts-ressources, comme à chaque phase.",
        ],
        [
            "Note de cadrage et ressources mobilisables",
            "Méthodologie et grille d’entretien",
            "Cartographie des territoires et des systèmes d’acteurs pré-identifiés",
        ],
    ),
    (
        "Enquêter, revenir vers les acteurs, produire",
        7,
        [
            "Mener les entretiens et observer les terrains.",
            "Produire les analyses et partager les premiers enseignements, entre acteurs de la transition et par "
            "territoire.",
            "Écrire le ou les communs.",
        ],
        [
            "Restitution de l’enquête – terrain métropolitain",
            "Restitution de l’enquête – terrain péri-urbain",
            "Restitution de l’enquête – terrain rural",
            "Première version du commun, sur les trois enquêtes et l’analyse croisée EFC et ESS",
        ],
    ),
    (
        "Restituer, valoriser, capitaliser",
        2,
        [
            "Partager les enseignements et les confronter avec les groupes miroirs.",
            "Valoriser le travail et le commun produit.",
            "Préparer la suite et l’appropriation par les réseaux et les acteurs de terrain.",
        ],
        ["Comptes rendus des deux groupes miroirs", "Une journée réunissant l’ensemble des parties prenantes"],
    ),
)

BUDGET = (
    ("Enquêtes, analyse et production des documents (temps de travail)", 48_000),
    ("Préparation et animation du travail avec les acteurs de terrain (temps de travail)", 22_000),
    ("Pilotage, coordination, évaluation", 10_000),
    ("Déplacements, repas, location de salles", 9_000),
    ("Mise en page du commun produit", 2_000),
)
TOTAL, RATE = 91_000, Decimal("0.70")


def build() -> Commons:
    commons, _ = Commons.objects.get_or_create(
        slug=SLUG,
        defaults={
            "title": "Bien (re) bâtir, Bien habiter",
            "subtitle": "Transition écologique juste et coopération territoriale dans le secteur du bâtiment : quelles "
            "valeurs pour quels modèles économiques ?",
            "summary": "Comprendre, sur trois territoires, comment coopérer autour de la rénovation et du réemploi fait "
            "naître d’autres modèles économiques.",
            "statement": STATEMENT,
            "description": DESCRIPTION,
            "challenges": ["4 – Modèle économique", "F – Bâtiment"],
            "themes": [
                "Général : modèles",
                "Général : approches",
                "Général : enjeux",
                "Facteurs de résilience : gouvernance",
                "Facteurs de résilience : économie",
                "Anticipation : prospective",
                "Régénération : reconstruction",
                "Régénération : innovation",
            ],
            "near_commons": [
                "Programme de rééquilibrage territorial des bassins de vie en Île-de-France d’ici à 2050",
                "Protocole de coopération des biens communs territorialisés",
                "Connaissances et pratiques des comptabilités socio-environnementales (méthode C.A.R.E.)",
            ],
            "wanted_resources": ["Financement"],
            "referents": ["Brigitte Corinthios"],
            "source": SOURCE,
            "aid_requested": TOTAL * RATE,
        },
    )
    if not commons.tags.exists():
        commons.tags.add(*TAGS)
    for number, text in enumerate(QUESTIONS, start=1):
        ResearchQuestion.objects.get_or_create(commons=commons, number=number, defaults={"text": text})
    _programme(commons)
    return commons


def _programme(commons: Commons) -> None:
    for number, (title, months, objectives, expected) in enumerate(PHASES, start=1):
        phase, _ = Phase.objects.get_or_create(
            commons=commons, number=number, defaults={"title": title, "months": months, "objectives": objectives}
        )
        for position, promise in enumerate(expected, start=1):
            ExpectedDeliverable.objects.get_or_create(phase=phase, position=position, defaults={"title": promise})
    for position, (label, amount) in enumerate(BUDGET, start=1):
        BudgetLine.objects.get_or_create(
            commons=commons, position=position, defaults={"label": label, "amount": Decimal(amount)}
        )
    total = BudgetLine.objects.filter(commons=commons).total()
    if total != TOTAL or commons.aid_requested != total * RATE:
        raise CommandError(f"Le budget de la démonstration ne tombe pas juste : {total} €.")


def promise(commons: Commons, title: str) -> ExpectedDeliverable:
    """The expected deliverable whose title begins so."""
    return ExpectedDeliverable.objects.get(phase__commons=commons, title__startswith=title)


def kept(promised: ExpectedDeliverable) -> Deliverable:
    """The deliverable of a promise that has been begun."""
    if promised.deliverable is None:
        raise CommandError(f"Le livrable « {promised} » de la démonstration n’a pas été commencé.")
    return promised.deliverable
