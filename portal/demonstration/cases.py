"""Ecosystems that public texts describe elsewhere: read, not studied on the ground. Facts restated, each with its source."""

from dataclasses import dataclass, field

from accounts.models import User
from actors import actions
from actors.models import Ecosystem, Organisation, Participation, Relation
from commons.models import Commons
from portal.demonstration.card import SOURCE
from portal.demonstration.cited import CASE_SHEET, MINUTES, PAPER
from territories.models import Territory

Kind = Relation.Kind
Nature = Relation.Nature
NOT_A_FIELD = "<p>Ce cas vient d’un texte public. Ce n’est pas un terrain du commun : personne n’y a été rencontré par l’équipe.</p>"


@dataclass(frozen=True)
class Tie:
    """What ``source`` does to ``target``; ``said`` is where, within the source document, it is said."""

    source: str
    kind: Kind
    target: str
    period: str = ""
    nature: Nature = Nature.NON_MONETARY
    said: str = ""


@dataclass(frozen=True)
class Case:
    slug: str
    name: str
    theme: str
    territory: str
    presentation: str
    document: str
    period: str = ""
    part_of: str = ""
    #: Organisation → what it does there.
    roles: dict[str, str] = field(default_factory=dict)
    ties: tuple[Tie, ...] = ()
    #: Kind of organisation → how many, named or not.
    headcounts: dict[str, int] = field(default_factory=dict)


AIR_BASE, PAS_DE_CALAIS = "ancienne-base-aerienne-112", "pas-de-calais"
LANDLORDS = ("neotoa", "archipel-habitat", "logirep", "optivo", "clarion", "radian")

CASES = (
    Case(
        "renovation-est-parisien",
        "Rénovation et réemploi dans l’est parisien",
        "Rénovation énergétique et écologique, réemploi des matériaux",
        "est-parisien-alec-mve",
        "<p>Le terrain métropolitain en préparation. L’agence locale s’est dite intéressée ; les autres acteurs restent à "
        "identifier avec elle.</p>",
        SOURCE,
        roles={
            "alec-mve": "agence locale, terrain intéressé",
            "metropole-grand-paris": "collectivité sur le territoire de laquelle l’agence travaille",
        },
        ties=(Tie("alec-mve", Kind.LOCATED_IN, "metropole-grand-paris"),),
    ),
    Case(
        "coopaxis",
        "CoopAxis, pôle territorial de coopération économique",
        "Numérique, emploi et coopération économique",
        "tours-metropole",
        f"{NOT_A_FIELD}<p>Des structures de Tours et de son agglomération mettent le numérique au service de l’emploi et de "
        "la vie sociale du bassin, avec les habitants et les entreprises. Leur démarche croise le projet de ville "
        "numérique de l’agglomération. Le texte en donne la composition en chiffres, sans nommer les membres.</p>"
        "<p>CoopAxis est présenté le 3 juin 2014 à un collectif qui prépare un pôle solidaire de construction écologique. "
        "Ce collectif adopte ce jour-là sa note de principes par consentement, sous réserve de l’accord par courriel de "
        "toutes les personnes intéressées. Il envisage une SCIC, sans la tenir pour acquise, et un outil qui avancerait le "
        "coût des études de faisabilité et de conception.</p>",
        MINUTES,
        period="2014",
        roles={
            "coopaxis": "pôle de 22 structures",
            "tours-metropole": "agglomération, projet de ville numérique",
            "pole-construction-ecologique": "collectif qui reçoit la présentation",
        },
        ties=(
            Tie("coopaxis", Kind.OTHER, "tours-metropole", "2014", said="point d’information"),
            Tie(
                "coopaxis", Kind.PRESENTS_TO, "pole-construction-ecologique", "3 juin 2014", said="point d’information"
            ),
        ),
        headcounts={"company": 9, "local_authority": 4, "association": 8, "research": 1},
    ),
    Case(
        "alliance-sens-economie",
        "Plateforme Alliance Sens & Économie",
        "Incubation de coopératives foncières et de services communs",
        AIR_BASE,
        f"{NOT_A_FIELD}<p>Une SCIC créée en 2017 incube des coopératives foncières et les sociétés qui leur rendent des "
        "services communs : ingénieries immobilière, financière, numérique, formation. Elle porte le programme "
        "« Microville durable », qui vise à contribuer aux 17 objectifs de développement durable.</p>",
        CASE_SHEET,
        period="depuis 2017",
        roles={
            "alliance-sens-economie": "plateforme d’incubation, porte le programme « Microville durable »",
            "cerema": "mobilisé par le programme",
            "sba": "mobilisé par le programme",
            "le-rameau": "mobilisé par le programme ; anime le Réseau des pionniers des alliances en territoire",
            "france-clusters": "mobilisé par le programme",
            "anct": "a identifié la solution dans son guide 2020-2021",
        },
        ties=(
            *(
                Tie("alliance-sens-economie", Kind.MOBILISES, key, said="accompagner les SCIC foncières")
                for key in ("cerema", "sba", "le-rameau", "france-clusters")
            ),
            Tie("alliance-sens-economie", Kind.WORKS_WITH, "le-rameau", said="catalyseur pionnier de son réseau"),
            Tie("anct", Kind.IDENTIFIES, "alliance-sens-economie", "2020-2021", said="guide du Forum des solutions"),
        ),
    ),
    Case(
        "microville-durable",
        "Réseau des foncières « Microville durable »",
        "Coopératives foncières de redynamisation",
        AIR_BASE,
        f"{NOT_A_FIELD}<p>Chaque microville durable est une SCIC foncière franchisée, où collectivités et société civile "
        "décident ensemble. La location du patrimoine paie l’animation ; le retour attendu est financier et sociétal. Cinq "
        "pratiques y aident : un cadre écrit tôt, un portage politique, une place pour chacun, une taille critique, et des "
        "acteurs qui se connaissent.</p>",
        CASE_SHEET,
        part_of="alliance-sens-economie",
        roles={
            "alliance-sens-economie": "franchiseur, incube les foncières",
            "scic-microville-112": "première foncière franchisée citée",
        },
        ties=(
            Tie("alliance-sens-economie", Kind.INCUBATES, "scic-microville-112", said="projet pilote"),
            Tie(
                "scic-microville-112", Kind.FRANCHISE_OF, "alliance-sens-economie", said="programme Microville durable"
            ),
        ),
    ),
    Case(
        "microville-112",
        "Microville 112",
        "Reconversion d’une base aérienne : éco-rénovation, activités, logements",
        AIR_BASE,
        f"{NOT_A_FIELD}<p>Près de Reims, la base vie d’une base aérienne fermée en 2011 devient le pilote du programme. Ses "
        "bâtiments datent, pour ceux que le texte cite, de 1930 (ateliers) et de 1973 (mess). Le projet naît en 2016 ; la "
        "SCIC est créée en décembre 2021 ; une occupation transitoire est prévue pour trois ans.</p>"
        "<p>Cinq thèmes sont prioritaires : éco-rénovation et réseaux du site, résilience alimentaire, recherche et "
        "formation, activités productives et récréatives, logements intergénérationnels.</p>",
        CASE_SHEET,
        period="depuis 2016",
        part_of="microville-durable",
        roles={
            "scic-microville-112": "foncière coopérative, créée en décembre 2021",
            "commune-de-courcy": "commune d’accueil, à l’initiative du projet",
            "alliance-sens-economie": "à l’initiative du projet, l’accompagne",
            "ministere-des-armees": "ancien propriétaire de la base",
            "commune-de-brimont": "commune de l’ancienne base, en articulation",
            "grand-reims": "intercommunalité, en articulation",
            "terrasolis": "acteur de l’ancienne base, en articulation",
        },
        ties=(
            Tie("commune-de-courcy", Kind.INITIATED, "scic-microville-112", "2016"),
            Tie("alliance-sens-economie", Kind.INITIATED, "scic-microville-112", "2016"),
            Tie(
                "ministere-des-armees",
                Kind.TRANSFERS_TO,
                "commune-de-courcy",
                "entre 2011 et 2021",
                said="friche cédée",
            ),
            Tie(
                "commune-de-courcy",
                Kind.CONTRIBUTES_TO,
                "scic-microville-112",
                "décembre 2021",
                said="apport en nature : la friche",
            ),
            Tie("scic-microville-112", Kind.WORKS_WITH, "grand-reims", said="en articulation"),
            Tie("scic-microville-112", Kind.WORKS_WITH, "commune-de-brimont", said="en articulation"),
            Tie("scic-microville-112", Kind.WORKS_WITH, "terrasolis", said="en articulation"),
        ),
    ),
    Case(
        "habitat-contributif",
        "Habitat contributif",
        "Gestion locative sociale, énergie et services entre locataires",
        PAS_DE_CALAIS,
        f"{NOT_A_FIELD}<p>Depuis 2017, un bailleur social essaie sur cinq sites un modèle où les locataires deviennent "
        "contributeurs : ils prennent part à la maîtrise de l’énergie et à la conception de services. Le bailleur devient "
        "producteur d’énergie et animateur du territoire. Une quinzaine de partenaires forment un consortium "
        "d’innovation : industriels, économistes, sociologues, architectes.</p>"
        "<p>Les métiers de proximité changent : gardiens et agents d’entretien volontaires deviennent ambassadeurs auprès "
        "des habitants. Les auteurs jugent pourtant les premiers résultats insuffisants au regard des enjeux. Le texte lu "
        "est abîmé : des mots et un schéma y manquent ; les sites ne sont pas nommés.</p>"
        "<p>Dans une enquête Smiile et YouGov de 2018 qu’il cite, 77 % des bailleurs jugent que le logement social doit se "
        "réinventer et 64 % s’attendent à devoir innover davantage ; ils pensent d’abord au mieux vivre (35 %), puis aux "
        "modèles économiques (28 %) et aux procédés ou matériaux (21 %). La TVA du logement social neuf est passée de "
        "5,5 % à 10 %.</p>",
        PAPER,
        period="depuis 2017",
        roles={
            "pas-de-calais-habitat": "bailleur, conduit l’expérimentation sur cinq sites",
            "bescb": "co-auteur de l’étude",
            "clerse": "co-auteur de l’étude",
            "grideq": "publie l’étude",
            "uqar": "accueille le colloque où elle est présentée",
        },
        ties=(
            Tie("bescb", Kind.WORKS_WITH, "pas-de-calais-habitat", "2019", said="étude cosignée"),
            Tie("clerse", Kind.WORKS_WITH, "pas-de-calais-habitat", "2019", said="étude cosignée"),
            Tie("pas-de-calais-habitat", Kind.PRESENTS_TO, "uqar", "22-25 mai 2019", said="colloque"),
        ),
        headcounts={"other": 15},
    ),
    Case(
        "ifore",
        "Programme IFORE (Innovation for Renewal)",
        "Réhabilitation énergétique de logements sociaux, de part et d’autre de la Manche",
        PAS_DE_CALAIS,
        f"{NOT_A_FIELD}<p>Programme européen Interreg. Deux cents logements équipés de systèmes d’énergie renouvelable ; "
        "des agents de proximité volontaires y deviennent ambassadeurs.</p>",
        PAPER,
        period="2011-2014",
        part_of="habitat-contributif",
        roles={"pas-de-calais-habitat": "bailleur porteur en France"},
    ),
    Case(
        "energycoach",
        "Projet ICT EnergyCoach",
        "Suivi numérique des consommations d’énergie des ménages",
        PAS_DE_CALAIS,
        f"{NOT_A_FIELD}<p>Deux bailleurs français équipent 800 logements collectifs d’un suivi numérique, pour que le "
        "ménage maîtrise ce qu’il consomme. Le nom du second bailleur manque dans le texte lu.</p>",
        PAPER,
        period="2012-2014",
        part_of="habitat-contributif",
        roles={"pas-de-calais-habitat": "l’un des deux bailleurs"},
        headcounts={"landlord": 2},
    ),
    Case(
        "increase",
        "Projet INCREASE Valorisation sociale",
        "Services à la personne et lutte contre la précarité dans l’habitat social",
        PAS_DE_CALAIS,
        f"{NOT_A_FIELD}<p>Sept bailleurs sociaux, en France et en Angleterre, cherchent avec les habitants, les "
        "associations et les collectivités un modèle économique de services de proximité.</p>",
        PAPER,
        period="2017-2020",
        part_of="habitat-contributif",
        roles={"pas-de-calais-habitat": "bailleur partenaire", **dict.fromkeys(LANDLORDS, "bailleur partenaire")},
        ties=tuple(Tie(key, Kind.WORKS_WITH, "pas-de-calais-habitat", "2017-2020", said="note 1") for key in LANDLORDS),
        headcounts={"landlord": 7},
    ),
)


def build(
    commons: Commons, territories: dict[str, Territory], organisations: dict[str, Organisation], *, by: User
) -> dict[str, Ecosystem]:
    """The ecosystems by slug, the larger ones first."""
    made: dict[str, Ecosystem] = {}
    for case in CASES:
        made[case.slug] = _ecosystem(case, commons, territories[case.territory], made.get(case.part_of), by=by)
        _members(case, made[case.slug], organisations, by=by)
    return made


def _ecosystem(case: Case, commons: Commons, territory: Territory, part_of: Ecosystem | None, *, by: User) -> Ecosystem:
    found = Ecosystem.objects.filter(slug=case.slug).first()
    return found or actions.edit_ecosystem(
        Ecosystem(slug=case.slug, commons=commons, territory=territory),
        name=case.name,
        theme=case.theme,
        period=case.period,
        part_of=part_of,
        presentation=case.presentation,
        by=by,
    )


def _members(case: Case, ecosystem: Ecosystem, organisations: dict[str, Organisation], *, by: User) -> None:
    state = Participation.State.TO_APPROACH
    for key, role in case.roles.items():
        actions.record_participation(
            ecosystem, organisation=organisations[key], role=role, state=state, source=case.document, by=by
        )
    for tie in case.ties:
        actions.record_relation(
            ecosystem,
            source=organisations[tie.source],
            target=organisations[tie.target],
            kind=tie.kind,
            nature=tie.nature,
            period=tie.period,
            source_document=f"{case.document} ({tie.said})" if tie.said else case.document,
            by=by,
        )
    counts = {kind: (count, case.document) for kind, count in case.headcounts.items()}
    if counts:
        actions.record_headcounts(ecosystem, counts, by=by)
