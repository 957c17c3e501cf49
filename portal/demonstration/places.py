"""The three territories, as sets of communes, with what is known of each perimeter."""

from dataclasses import dataclass

from django.core.management import call_command

from accounts.models import User
from commons.models import Commons
from territories import actions
from territories.models import Commune, Terrain, Territory

#: What the demonstration needs: Paris and its suburbs for seats, and the départements of the three territories.
DEPARTEMENTS = ("59", "61", "62", "75", "78", "91", "93", "94")

EST_ENSEMBLE = "93006 93008 93010 93045 93048 93053 93055 93061 93063"
PARIS_EST_MARNE_ET_BOIS = "94015 94017 94018 94033 94042 94046 94052 94058 94067 94068 94069 94079 94080"
SHARED_ENERGY_ADVICE = "91275 91122 91679 91312 91538 91243 91319 91560 91338 91634 91017"
ETAMPOIS_SUD_ESSONNE = (
    "91223 91433 91016 91390 91511 91533 91109 91130 91469 91294 91081 91100 91393 91629 91079 91547 91544 91098 91556 "
    "91131 91414 91035 91137 91001 91495 91508 91374 91613 91399 91240 91248 91112 91022 91067 91526 91075 91145"
)
TERRES_D_ARGENTAN = (
    "61006 61474 61153 61494 61375 61462 61344 61194 61314 61023 61055 61303 61472 61298 61237 61490 61473 61283 61328 "
    "61014 61210 61358 61020 61123 61170 61505 61503 61352 61390 61479 61349 61114 61276 61197 61371 61413 61302 61212 "
    "61171 61316 61152 61238 61062 61291 61120 61399 61190 61217 61289"
)


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    kind: Territory.Kind
    codes: str
    certainty: Territory.Certainty
    justification: str
    presentation: str
    state: Terrain.State
    note: str


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
)


def build(commons: Commons, *, by: User, verbosity: int = 1) -> dict[str, Territory]:
    """The territories by slug, their communes imported first when they are missing."""
    missing = [code for code in DEPARTEMENTS if not Commune.objects.filter(departement=code).exists()]
    if missing:
        call_command("import_communes", departement=missing, verbosity=verbosity)
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
        actions.compose(territory, communes=Commune.objects.filter(code__in=place.codes.split()), by=by)
    Terrain.objects.get_or_create(
        commons=commons, territory=territory, defaults={"state": place.state, "note": place.note}
    )
    return territory
