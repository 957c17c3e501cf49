"""Organisations the public texts name, with their circles. Only sourced facts: an empty field is one not verified."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from actors import actions
from actors.models import Engagement, Organisation
from commons.models import Commons
from portal.demonstration import places
from portal.demonstration.card import SOURCE
from territories.models import Commune, Zone

CHRONICLE = "Archi Possible, chronique « Coop’Ter (happy) #2 », janvier 2023"
Kind = Organisation.Kind
Circle = Engagement.Circle


@dataclass(frozen=True)
class Fact:
    key: str
    name: str
    kind: Kind
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    legal_form: str = ""
    siren: str = ""
    seat: str = ""
    #: Where it is to be found, when its seat is not verified.
    site: str = ""
    #: Codes of the communes where it acts.
    area: str = ""
    #: Keys of the zones where it acts.
    zones: tuple[str, ...] = ()
    nationwide: bool = False
    website: str = ""
    services: str = ""
    brings: str = ""
    seeks: str = ""
    source: str = SOURCE
    themes: tuple[str, ...] = ()
    circles: dict[Circle, str] = field(default_factory=dict)


FACTS = (
    Fact(
        "club-terres-efc-idf",
        "Club Terres d’EFC Île-de-France",
        Kind.NETWORK,
        aliases=("Club Terres EFC Île-de-France", "Terres EFC IDF"),
        legal_form="association loi 1901",
        circles={
            Circle.OPERATIONAL: "co-pilote, portage administratif",
            Circle.DISSEMINATION: "",
            Circle.INTERESTED: "",
        },
        zones=("region-11",),
        themes=("Économie de la fonctionnalité et de la coopération",),
    ),
    Fact(
        "club-inne",
        "Club Inné",
        Kind.NETWORK,
        aliases=("Club INNE", "Club inne"),
        legal_form="association",
        website="https://www.club-inne.online",
        services="Club normand de l’économie de la fonctionnalité et de la coopération.",
        circles={Circle.OPERATIONAL: "co-pilote", Circle.DISSEMINATION: "", Circle.INTERESTED: ""},
        zones=("region-28",),
        themes=("Économie de la fonctionnalité et de la coopération",),
    ),
    Fact(
        "labo-de-l-ess",
        "Le Labo de l’ESS",
        Kind.NETWORK,
        short_name="Labo de l’ESS",
        legal_form="association",
        website="https://www.lelabo-ess.org",
        circles={Circle.OPERATIONAL: "co-pilote", Circle.DISSEMINATION: ""},
        nationwide=True,
        themes=("Économie sociale et solidaire",),
    ),
    Fact(
        "rtes",
        "Réseau des collectivités territoriales pour une économie solidaire",
        Kind.NETWORK,
        short_name="RTES",
        legal_form="association",
        seat="59350",
        website="https://www.rtes.fr",
        circles={Circle.OPERATIONAL: "co-pilote", Circle.DISSEMINATION: ""},
        nationwide=True,
        themes=("Économie sociale et solidaire", "Coopération territoriale"),
    ),
    Fact(
        "atemis",
        "ATEMIS",
        Kind.RESEARCH,
        aliases=("Analyse du travail et des mutations dans l’industrie et les services",),
        website="https://atemis-lir.fr",
        services="Laboratoire d’intervention et de recherche.",
        circles={Circle.EXPERTISE: "", Circle.DISSEMINATION: ""},
        themes=("Économie de la fonctionnalité et de la coopération", "Recherche"),
    ),
    Fact(
        "quadrant-conseil",
        "Quadrant Conseil",
        Kind.RESEARCH,
        legal_form="SCOP",
        circles={Circle.EXPERTISE: "", Circle.DISSEMINATION: "", Circle.INTERESTED: ""},
        themes=("Évaluation",),
    ),
    Fact(
        "27e-region",
        "La 27e Région",
        Kind.ASSOCIATION,
        aliases=("27ème Région", "27eme Région"),
        legal_form="association",
        website="https://www.la27eregion.fr",
        circles={Circle.EXPERTISE: "", Circle.DISSEMINATION: "", Circle.INTERESTED: ""},
        themes=("Transformation publique",),
    ),
    Fact(
        "fabrique-des-transitions",
        "La Fabrique des transitions",
        Kind.NETWORK,
        aliases=("Association de promotion de la Fabrique des transitions",),
        legal_form="association de promotion",
        website="https://fabriquedestransitions.net",
        circles={Circle.DISSEMINATION: "association de promotion", Circle.INTERESTED: ""},
        nationwide=True,
        themes=("Coopération territoriale",),
    ),
    Fact(
        "ie-efc",
        "Institut européen de l’économie de la fonctionnalité et de la coopération",
        Kind.NETWORK,
        short_name="IE-EFC",
        legal_form="association loi 1901",
        website="https://www.ieefc.eu",
        circles={Circle.DISSEMINATION: "", Circle.INTERESTED: ""},
        themes=("Économie de la fonctionnalité et de la coopération",),
    ),
    Fact(
        "cerdd",
        "Centre ressource du développement durable",
        Kind.PUBLIC_BODY,
        short_name="CERDD",
        legal_form="groupement d’intérêt public",
        seat="62528",
        website="https://www.cerdd.org",
        circles={Circle.INTERESTED: ""},
        themes=("Coopération territoriale",),
    ),
    Fact(
        "alec-mve",
        "Agence locale de l’énergie et du climat de l’est parisien – Maîtrisez votre énergie",
        Kind.ENERGY_AGENCY,
        short_name="ALEC-MVE",
        aliases=("ALEC MVE", "Agence locale de l’énergie et du climat de l’est parisien"),
        legal_form="association",
        site="93048",
        services="Agence fondée en 1999 à l’initiative de Montreuil et de Vincennes.",
        circles={Circle.INTERESTED: "terrain intéressé"},
        area=f"{places.EST_ENSEMBLE} {places.PARIS_EST_MARNE_ET_BOIS}",
        themes=("Conseil en énergie", "Rénovation"),
    ),
    Fact(
        "alec-ouest-essonne",
        "Agence locale de l’énergie et du climat Ouest Essonne",
        Kind.ENERGY_AGENCY,
        short_name="ALEC Ouest Essonne",
        seat="91471",
        website="https://www.alec-ouest-essonne.fr",
        services="Conseil en énergie partagé pour les communes, accompagnement des ménages.",
        circles={Circle.INTERESTED: "terrain intéressé"},
        area=f"{places.SHARED_ENERGY_ADVICE} {places.ETAMPOIS_SUD_ESSONNE}",
        themes=("Conseil en énergie", "Rénovation"),
    ),
    Fact(
        "anah",
        "Agence nationale de l’habitat",
        Kind.PUBLIC_BODY,
        "ANAH",
        nationwide=True,
        services="Pilote France Rénov’ et le réseau Mon Accompagnateur Rénov’.",
        themes=("Rénovation",),
        circles={Circle.TO_APPROACH: ""},
    ),
    Fact(
        "flame",
        "Fédération des agences locales de l’énergie et du climat",
        Kind.NETWORK,
        "FLAME",
        website="https://www.federation-flame.org",
        nationwide=True,
        themes=("Conseil en énergie",),
        circles={Circle.TO_APPROACH: ""},
    ),
    Fact("cler", "CLER", Kind.NETWORK, circles={Circle.TO_APPROACH: ""}),
    Fact("ekopolis", "EKOPOLIS", Kind.NETWORK, circles={Circle.TO_APPROACH: ""}),
    Fact("cah", "Club de l’amélioration de l’habitat", Kind.NETWORK, "CAH", circles={Circle.TO_APPROACH: ""}),
    Fact(
        "metropole-grand-paris",
        "Métropole du Grand Paris",
        Kind.LOCAL_AUTHORITY,
        legal_form="métropole",
        siren="200054781",
        website="https://www.metropolegrandparis.fr",
        zones=("epci-200054781",),
    ),
    Fact(
        "archi-possible",
        "Archi Possible",
        Kind.COOPERATIVE,
        legal_form="SCIC",
        seat="91021",
        website="https://archipossible.fr",
        services="Accompagnement à l’autorénovation et à l’autoconstruction ; programme de neuf mois pour les ménages.",
        source=f"{CHRONICLE} ; archipossible.fr pour la forme juridique",
        themes=("Autorénovation", "Entraide", "Rénovation"),
        brings="Neuf mois de stage et d’accompagnement pour chaque ménage, l’habitude des chantiers partagés.",
        seeks="Des solutions de financement pour les ménages ; des diagnostics utiles avant travaux ; des partenaires bancaires.",
    ),
    Fact(
        "alec-sud",
        "ALEC Sud",
        Kind.ENERGY_AGENCY,
        source=CHRONICLE,
        themes=("Conseil en énergie",),
    ),
    Fact(
        "fedac",
        "Fédération des accompagnateurs à l’autoproduction et à l’entraide dans le bâtiment",
        Kind.NETWORK,
        "FédAc",
        aliases=("FedAc",),
        legal_form="association",
        website="https://fedac.fr",
        source=CHRONICLE,
        nationwide=True,
        themes=("Autorénovation", "Entraide"),
    ),
    Fact("terra-originalis", "Terra Originalis", Kind.OTHER, source=CHRONICLE),
    Fact("archivalo", "Archivalo", Kind.OTHER, source=CHRONICLE),
    Fact(
        "ca-paris-saclay",
        "Communauté d’agglomération Paris-Saclay",
        Kind.LOCAL_AUTHORITY,
        aliases=("Communauté Paris-Saclay", "CPS"),
        legal_form="communauté d’agglomération",
        siren="200056232",
        seat="91471",
        website="https://www.paris-saclay.com",
        source=CHRONICLE,
        zones=("epci-200056232",),
    ),
    Fact(
        "pnr-haute-vallee-de-chevreuse",
        "Parc naturel régional de la Haute Vallée de Chevreuse",
        Kind.LOCAL_AUTHORITY,
        legal_form="syndicat mixte",
        site="78160",
        website="https://parc-naturel-chevreuse.fr",
        source=CHRONICLE,
        area=places.REGIONAL_PARK,
    ),
    Fact(
        "departement-de-l-essonne",
        "Département de l’Essonne",
        Kind.LOCAL_AUTHORITY,
        siren="229102280",
        seat="91228",
        website="https://www.essonne.fr",
        source=CHRONICLE,
        zones=("departement-91",),
    ),
    Fact(
        "commune-de-pussay",
        "Commune de Pussay",
        Kind.LOCAL_AUTHORITY,
        siren="219105111",
        seat="91511",
        website="https://www.mairie-pussay.fr",
        source=CHRONICLE,
        area="91511",
    ),
    Fact(
        "commune-de-limours",
        "Commune de Limours",
        Kind.LOCAL_AUTHORITY,
        siren="219103389",
        seat="91338",
        website="https://www.mairie-limours.fr",
        source=CHRONICLE,
        area="91338",
    ),
    Fact(
        "commune-des-molieres",
        "Commune des Molières",
        Kind.LOCAL_AUTHORITY,
        siren="219104114",
        seat="91411",
        website="https://www.lesmolieres.fr",
        source=CHRONICLE,
        area="91411",
    ),
)


def build(facts: Iterable[Fact], commons: Commons, *, by: User) -> dict[str, Organisation]:
    """Every organisation by key, engaged in its circles."""
    return {fact.key: _organisation(fact, commons, by=by) for fact in facts}


def _organisation(fact: Fact, commons: Commons, *, by: User) -> Organisation:
    organisation = actions.record_organisation(
        fact.name,
        short_name=fact.short_name,
        aliases=list(fact.aliases),
        kind=fact.kind,
        legal_form=fact.legal_form,
        siren=fact.siren,
        seat=Commune.objects.filter(code=fact.seat).first(),
        site=Commune.objects.filter(code=fact.site).first(),
        area_communes=Commune.objects.filter(code__in=fact.area.split()).order_by("pk"),
        area_zones=Zone.objects.filter(pk__in=fact.zones).order_by("pk"),
        nationwide=fact.nationwide,
        website=fact.website,
        services=fact.services,
        brings=fact.brings,
        seeks=fact.seeks,
        source=fact.source,
        themes=fact.themes,
        by=by,
    )
    for circle, role in fact.circles.items():
        actions.engage(organisation, commons=commons, circle=circle, role=role, by=by)
    return organisation
