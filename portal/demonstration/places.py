"""The territories, as sets of communes, with what is known of each perimeter: three fields, three read about."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command
from django.db.models import Q, QuerySet

from accounts.models import User
from commons.models import Commons
from territories import actions
from territories.models import Commune, Indicator, Terrain, Territory

#: INSEE, table d’appartenance géographique des communes 2025, zonage en aires d’attraction des villes 2020 (Licence
#: Ouverte 2.0): the lines of the communes of these territories, from which their kind is proposed.
ZONING = Path(__file__).with_name("zoning.csv")
#: What the demonstration needs: Paris and its suburbs for seats, and the départements of the territories.
DEPARTEMENTS = ("37", "51", "59", "61", "62", "75", "78", "91", "93", "94")

EST_ENSEMBLE = "93006 93008 93010 93045 93048 93053 93055 93061 93063"
PARIS_EST_MARNE_ET_BOIS = "94015 94017 94018 94033 94042 94046 94052 94058 94067 94068 94069 94079 94080"
SHARED_ENERGY_ADVICE = "91275 91122 91679 91312 91538 91243 91319 91560 91338 91634 91017"
ETAMPOIS_SUD_ESSONNE = (
    "91223 91433 91016 91390 91511 91533 91109 91130 91469 91294 91081 91100 91393 91629 91079 91547 91544 91098 91556 "
    "91131 91414 91035 91137 91001 91495 91508 91374 91613 91399 91240 91248 91112 91022 91067 91526 91075 91145"
)
#: As classified in 2011, and the communes that joined in 2019 and 2022.
REGIONAL_PARK = (
    "78030 78050 78087 78108 78120 78125 78128 78143 78160 78162 78164 78193 78220 78262 78263 78264 78289 78307 78321 "
    "78334 78349 78356 78366 78389 78397 78398 78406 78420 78486 78497 78513 78516 78522 78548 78561 78562 78575 78576 "
    "78590 78601 78623 78655 91093 91186 91243 91249 91274 91319 78517 91272 91560 91634 91411 91482 78302"
)
TOURS = (
    "37261 37122 37214 37233 37208 37050 37109 37195 37018 37139 37172 37054 37243 37151 37203 37179 37152 37217 37272 "
    "37219 37099 37025"
)
TERRES_D_ARGENTAN = (
    "61006 61474 61153 61494 61375 61462 61344 61194 61314 61023 61055 61303 61472 61298 61237 61490 61473 61283 61328 "
    "61014 61210 61358 61020 61123 61170 61505 61503 61352 61390 61479 61349 61114 61276 61197 61371 61413 61302 61212 "
    "61171 61316 61152 61238 61062 61291 61120 61399 61190 61217 61289"
)

READ_ABOUT = "<p>Territoire d’un cas publié ailleurs ; ce n’est pas un terrain du commun.</p>"
_SHEET = "Fiche de cas « Projet en coopération – Alliance Sens et Économie » (sans date, après décembre 2021)"
_PAPER = "« Le modèle Économique et Social d’Habitat Contributif », UQAR, 2019"


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    kind: Territory.Kind
    #: Codes of communes, or that of a whole département.
    codes: str
    certainty: Territory.Certainty
    justification: str
    presentation: str
    #: How far the commons is with this field; nothing for a territory that is only read about.
    state: Terrain.State | None = None
    note: str = ""
    #: Name, value, unit, year, source.
    figures: tuple[tuple[str, str, str, int, str], ...] = ()


PLACES = (
    Place(
        "est-parisien-alec-mve",
        "Est parisien (ALEC-MVE)",
        Territory.Kind.METROPOLITAN,
        f"{EST_ENSEMBLE} {PARIS_EST_MARNE_ET_BOIS}",
        Territory.Certainty.PROBABLE,
        "Périmètre déclaré en 2019 : les établissements publics territoriaux Est Ensemble et Paris Est Marne et Bois "
        "(94.citoyens.com, 11 avril 2019 ; composition au 1er janvier 2025). D’autres communes étaient couvertes en "
        "2018 sans être nommées. À confirmer auprès de l’agence.",
        "<p>Le territoire d’action de l’agence locale de l’énergie et du climat de l’est parisien, dans la Métropole du "
        "Grand Paris : 22 communes denses, où dominent les copropriétés et l’habitat collectif.</p>",
        Terrain.State.CONTACTED,
        "L’agence s’est montrée intéressée.",
    ),
    Place(
        "ouest-essonne",
        "Ouest et sud Essonne (ALEC Ouest Essonne)",
        Territory.Kind.PERI_URBAN,
        f"{SHARED_ENERGY_ADVICE} {ETAMPOIS_SUD_ESSONNE}",
        Territory.Certainty.PARTIAL,
        "Situation de 2016 : onze des treize communes suivies en conseil en énergie partagé, et la communauté "
        "d’agglomération de l’Étampois Sud Essonne, alors sous convention (synthèse 2016 de l’agence ; composition au "
        "1er janvier 2026). À confirmer auprès de l’agence.",
        "<p>Des vallées de l’Yvette et de la Rémarde aux plateaux de l’Étampois, un territoire pavillonnaire et agricole "
        "aux portes de l’agglomération parisienne. L’autorénovation accompagnée y est portée par Archi Possible, avec "
        "les agences, les communes et le parc naturel régional.</p>",
        Terrain.State.CONTACTED,
        "L’agence s’est montrée intéressée.",
    ),
    Place(
        "pays-d-argentan",
        "Pays d’Argentan (Orne)",
        Territory.Kind.RURAL,
        TERRES_D_ARGENTAN,
        Territory.Certainty.CERTAIN,
        "Communes de l’intercommunalité Terres d’Argentan Interco au 1er janvier 2026 (DGCL et INSEE). Le périmètre est "
        "certain ; le choix de ce terrain ne l’est pas.",
        "<p><strong>Hypothèse de travail.</strong> Le collectif annonce un terrain rural sans le désigner. Nous proposons "
        "ici une intercommunalité normande que le Club Inné cite parmi ses territoires, pour montrer à quoi "
        "ressemblerait le terrain.</p>",
        Terrain.State.HYPOTHESIS,
        "Hypothèse : le terrain rural n’est pas encore désigné.",
    ),
    Place(
        "tours-metropole",
        "Tours et son agglomération",
        Territory.Kind.METROPOLITAN,
        TOURS,
        Territory.Certainty.PROBABLE,
        "Composition de Tours Métropole Val de Loire au 1er janvier 2026 (DGCL), qui succède à Tour(s)plus. Celle de 2014, "
        "date du texte, n’a pas été vérifiée.",
        f"{READ_ABOUT}<p>Le bassin d’emploi où CoopAxis réunit entreprises, collectivités, associations et "
        "recherche.</p>",
    ),
    Place(
        "ancienne-base-aerienne-112",
        "Ancienne base aérienne 112 (Grand Reims)",
        Territory.Kind.PERI_URBAN,
        "51183 51088 51055",
        Territory.Certainty.PROBABLE,
        "Courcy et Brimont sont nommées par la fiche de cas ; Bétheny est probable (smartugreen.eu parle de trois communes, "
        "dans un extrait coupé). Toutes trois sont dans le Grand Reims.",
        f"{READ_ABOUT}<p>Aux portes de Reims, l’ancienne base militaire où se construit Microville 112.</p>",
        figures=(
            ("Surface de Microville 112", "65", "ha", 2021, _SHEET),
            ("Bâtiments vacants de Microville 112", "55000", "m²", 2021, _SHEET),
            ("Objectifs de développement durable visés par le programme", "17", "objectifs", 2021, _SHEET),
            ("Occupation transitoire prévue", "3", "ans", 2021, _SHEET),
        ),
    ),
    Place(
        "pas-de-calais",
        "Département du Pas-de-Calais",
        Territory.Kind.PERI_URBAN,
        "62",
        Territory.Certainty.CERTAIN,
        "Toutes les communes du département, où Pas-de-Calais habitat loge des ménages dans 210 d’entre elles, que le texte "
        "ne nomme pas (code officiel géographique 2026).",
        f"{READ_ABOUT}<p>Un département marqué par la désindustrialisation, où un bailleur social essaie l’habitat "
        "contributif.</p>",
        figures=(
            ("Logements de Pas-de-Calais habitat (plus de)", "40000", "logements", 2019, _PAPER),
            ("Communes où loge Pas-de-Calais habitat", "210", "communes", 2019, _PAPER),
            ("Locataires de Pas-de-Calais habitat (environ)", "100000", "personnes", 2019, _PAPER),
            ("Sites pilotes de l’habitat contributif", "5", "sites", 2019, _PAPER),
            ("Logements équipés par IFORE", "200", "logements", 2014, _PAPER),
            ("Logements équipés par EnergyCoach", "800", "logements", 2014, _PAPER),
            ("Taux de chômage des Hauts-de-France", "11", "%", 2018, f"INSEE, cité par {_PAPER}"),
            (
                "Taux de chômage, point de comparaison du texte",
                "8.5",
                "%",
                2018,
                f"INSEE, cité par {_PAPER}. Des mots manquent dans le texte lu : le champ n’est pas dit.",
            ),
            ("Locataires en âge de travailler qui ont un emploi", "29", "%", 2017, _PAPER),
            (
                "Ménages sous le seuil de pauvreté, zones les plus défavorisées",
                "90",
                "%",
                2019,
                f"{_PAPER} (année de publication)",
            ),
        ),
    ),
)
#: The fields of study.
FIELDS = tuple(place for place in PLACES if place.state)


def build(commons: Commons, *, by: User, verbosity: int = 1) -> dict[str, Territory]:
    """The territories by slug, their communes imported first when they are missing."""
    missing = [code for code in DEPARTEMENTS if not Commune.objects.filter(departement=code).exists()]
    if missing:
        call_command("import_communes", departement=missing, verbosity=verbosity)
    call_command("import_zoning", str(ZONING), verbosity=0)
    return {place.slug: _place(place, commons, by=by) for place in PLACES}


def _place(place: Place, commons: Commons, *, by: User) -> Territory:
    territory, created = Territory.objects.get_or_create(
        slug=place.slug,
        defaults={
            "name": place.name,
            "kind": place.kind,
            "certainty": place.certainty,
            "justification": place.justification,
            "presentation": place.presentation,
        },
    )
    if created:
        actions.compose(territory, communes=communes_of(place).order_by("pk"), by=by)
    if place.state:
        Terrain.objects.get_or_create(
            commons=commons, territory=territory, defaults={"state": place.state, "note": place.note}
        )
    for name, value, unit, year, source in place.figures:
        known = Indicator.objects.filter(territory=territory, name=name, year=year).first()
        figure = known or Indicator(
            territory=territory, name=name, value=Decimal(value), unit=unit, year=year, source=source
        )
        actions.record_indicator(figure, by=by)
    return territory


def communes_of(place: Place) -> QuerySet[Commune]:
    """Two figures name a département; five, a commune."""
    codes = place.codes.split()
    return Commune.objects.filter(Q(code__in=codes) | Q(departement__in=codes))
