from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actors import actions
from actors.models import Engagement, Organisation, Participation, Relation
from commons.models import JournalEntry
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def verbs() -> list[str]:
    return sorted(JournalEntry.objects.values_list("verb", flat=True))


def test_an_organisation_is_created_then_completed_then_left_alone() -> None:
    person = factories.user()
    actions.record_organisation("Archi Possible", kind="cooperative", by=person)
    made = actions.record_organisation("Archi Possible", kind="cooperative", legal_form="SCIC", by=person)
    actions.record_organisation("Archi Possible", kind="cooperative", legal_form="SCIC", by=person)
    assert Organisation.objects.get().legal_form == "SCIC"
    assert made.slug == "archi-possible"
    assert verbs() == ["organisation_edited"] * 2


def test_two_organisations_of_one_short_name_have_two_addresses() -> None:
    first = actions.record_organisation("Agence du Nord", short_name="ALEC", kind="other", by=None)
    second = actions.record_organisation("Agence du Sud", short_name="ALEC", kind="other", by=None)
    third = actions.record_organisation("……", kind="other", by=None)
    assert (first.slug, second.slug, third.slug) == ("alec", "alec-2", "organisation")


def test_what_cannot_be_is_refused_and_leaves_no_trace() -> None:
    with pytest.raises(ValidationError):
        actions.record_organisation("Archi Possible", kind="banque", by=None)
    assert not Organisation.objects.exists()
    assert verbs() == []


def test_an_engagement_is_recorded_once() -> None:
    organisation, commons = factories.organisation(), factories.commons()
    for role in ("pilote", "pilote", "copilote"):
        actions.engage(organisation, commons=commons, circle="operational", role=role, since=date(2026, 1, 1), by=None)
    assert Engagement.objects.get().role == "copilote"
    assert verbs() == ["engagement_edited"] * 2


def test_participations_are_recorded_once_and_several_kinds_may_be_sought() -> None:
    ecosystem, organisation = factories.ecosystem(factories.commons()), factories.organisation()
    for state in ("to_approach", "met", "met"):
        actions.record_participation(ecosystem, organisation=organisation, state=state, role="anime", by=None)
    for sought in ("Banques", "Artisans", "Banques"):
        actions.record_participation(ecosystem, sought=sought, state="sought", by=None)
    assert Participation.objects.get(organisation=organisation).state == "met"
    assert set(ecosystem.participations.filter(organisation=None).values_list("sought", flat=True)) == {
        "Banques",
        "Artisans",
    }
    assert verbs() == ["participation_edited"] * 4
    with pytest.raises(ValidationError, match="recherché"):
        actions.record_participation(ecosystem, state="sought", by=None)


def test_a_relation_is_recorded_once_for_a_kind_and_a_period() -> None:
    ecosystem = factories.ecosystem(factories.commons())
    source, target = factories.organisation(), factories.organisation()

    def record(**fields: Any) -> Relation:
        return actions.record_relation(
            ecosystem,
            **{
                "source": source,
                "target": target,
                "kind": "funds",
                "nature": "monetary",
                "confidence": "stated",
                "source_document": "Chronique",
                "by": None,
                **fields,
            },
        )

    record()
    record(confidence="confirmed")
    record(period="2023")
    assert Relation.objects.count() == 2
    assert verbs() == ["relation_edited"] * 3
    with pytest.raises(ValidationError, match="d’une organisation à une autre"):
        record(target=source)
