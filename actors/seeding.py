"""A fictional directory of the size of a région, to measure with: the same one each time."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history
from taggit.models import Tag

from actors.models import Ecosystem, Organisation, Participation, Relation
from commons.models import Commons, CommonsTag
from territories.actions import compose
from territories.models import Commune, Territory

WORKS = ("Atelier du réemploi", "Régie de quartier", "Compagnons bâtisseurs", "Ressourcerie", "Chantier d’insertion")
THEMES = (
    "réemploi",
    "rénovation énergétique",
    "matériaux biosourcés",
    "habitat participatif",
    "formation",
    "précarité",
)
ROLES = ("accompagne", "finance", "forme", "fournit", "oriente", "diagnostique")
SOURCE = "Donnée fictive, produite pour mesurer"
#: Organisations at work in one ecosystem, and territories that share the ecosystems.
A_SYSTEM, TERRITORIES = 300, 4
BATCH = 1000


@transaction.atomic
def seed(*, organisations: int, relations: int, departement: str) -> Territory:
    """``organisations`` of which three in ten sit in ``departement``, in ecosystems that share ``relations``.

    The ecosystems are spread over a few territories, a département each. Returns the territory made of
    ``departement``. Raises ``ValueError`` when none of its communes is known.
    """
    chance = random.Random(2026)  # noqa: S311 - the same directory each time, nothing to keep secret
    communes = list(Commune.objects.order_by("code").only("code", "name", "departement"))
    near = [commune for commune in communes if commune.departement == departement]
    if not near:
        raise ValueError(departement)
    others = sorted({commune.departement for commune in communes} - {departement})[: TERRITORIES - 1]
    territories = [
        _territory([commune for commune in communes if commune.departement == code], code)
        for code in (departement, *others)
    ]
    rows = [
        _organisation(number, chance.choice(near if number % 10 < 3 else communes), chance)
        for number in range(organisations)
    ]
    bulk_create_with_history(rows, Organisation, batch_size=BATCH)
    _tag(rows, chance)
    _relate(rows, relations, territories, chance)
    return territories[0]


def _territory(communes: Sequence[Commune], departement: str) -> Territory:
    territory = Territory.objects.create(
        name=f"Territoire mesuré ({departement})",
        slug=f"mesure-{departement.lower()}",
        kind=Territory.Kind.PERI_URBAN,
        certainty=Territory.Certainty.PARTIAL,
        justification=SOURCE,
    )
    compose(territory, communes=communes, by=None)
    return territory


def _organisation(number: int, commune: Commune, chance: random.Random) -> Organisation:
    name = f"{chance.choice(WORKS)} de {commune.name} {number}"
    made = Organisation(
        name=name,
        short_name=f"AR{number}",
        slug=slugify(f"mesure-{number}-{commune.name}")[:80],
        aliases=[f"{commune.name} réemploi {number}"],
        kind=chance.choice(Organisation.Kind.values),
        seat_id=commune.code,
        services="Accompagne les chantiers, prête des outils et trie les matériaux de la déconstruction.",
        source=SOURCE,
        checked_on=date(2026, 1, 1) + timedelta(days=chance.randrange(300)),
    )
    made.fold()
    return made


def _tag(rows: Sequence[Organisation], chance: random.Random) -> None:
    tags = [Tag.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0] for name in THEMES]
    kind = ContentType.objects.get_for_model(Organisation)
    CommonsTag.objects.bulk_create(
        [
            CommonsTag(tag=tag, content_type=kind, object_id=row.pk)
            for row in rows
            for tag in chance.sample(tags, chance.randrange(3))
        ],
        batch_size=BATCH,
    )


def _relate(
    rows: Sequence[Organisation], relations: int, territories: Sequence[Territory], chance: random.Random
) -> None:
    """Ecosystems of ``A_SYSTEM`` organisations each, one after the other, with an equal share of the relations."""
    commons, _made = Commons.objects.get_or_create(slug="mesure", defaults={"title": "Commun mesuré"})
    groups = [rows[start : start + A_SYSTEM] for start in range(0, len(rows), A_SYSTEM)]
    groups = [group for group in groups if len(group) > 1]
    share, more = divmod(relations, len(groups))
    for number, group in enumerate(groups):
        ecosystem = Ecosystem.objects.create(
            commons=commons,
            territory=territories[number % len(territories)],
            name=f"Écosystème mesuré {number}",
            slug=f"mesure-{number}",
            theme="Réemploi des matériaux",
        )
        Participation.objects.bulk_create(
            [
                Participation(
                    ecosystem=ecosystem,
                    organisation=row,
                    role=chance.choice(ROLES),
                    state=chance.choice(("met", "to_approach")),
                    source=SOURCE,
                )
                for row in group
            ]
        )
        Relation.objects.bulk_create(
            [_relation(ecosystem, group, chance) for _ in range(share + (number < more))], batch_size=BATCH
        )


def _relation(ecosystem: Ecosystem, group: Sequence[Organisation], chance: random.Random) -> Relation:
    source, target = chance.sample(group, 2)
    return Relation(
        ecosystem=ecosystem,
        source=source,
        target=target,
        kind=chance.choice(Relation.Kind.values),
        nature=chance.choice(Relation.Nature.values),
        confidence=Relation.Confidence.STATED,
        source_document=SOURCE,
    )
