import re
from datetime import timedelta
from typing import Any

import pytest

from commons.models import JournalEntry, Membership, OutgoingMail, Role
from reviews import actions
from reviews.models import Reader
from tests import factories
from tests.reviews import building

pytestmark = pytest.mark.django_db


def invite(as_user: Any, case: building.Case, typed: str) -> Any:
    return as_user(case.writer).post(f"/relecture/{case.round.pk}/lecteurs/", {"guests": typed})


@pytest.mark.pair
def test_each_guest_gets_a_link_of_their_own_by_mail_and_on_screen(as_user: Any) -> None:
    case = building.case()
    coordinator = factories.user("Coordinatrice")
    Membership.objects.create(user=coordinator, commons=case.deliverable.commons, role=Role.COORDINATOR)
    page = invite(
        as_user, case, "Ada Lovelace <Ada@Exemple.fr>\r\n\r\n  Mary Shelley   <mary@exemple.fr>"
    ).content.decode()
    mails = {mail.to[0]: mail for mail in OutgoingMail.objects.all()}
    assert set(mails) == {"ada@exemple.fr", "mary@exemple.fr"}
    mail = mails["ada@exemple.fr"]
    assert mail.sender.startswith("Chercheuse <")
    assert mail.reply_to == [coordinator.email]
    assert "Bonjour Ada Lovelace" in mail.body
    assert "minutes" in mail.body
    assert "Jusqu’à quand : jusqu’au" in mail.body
    assert case.deliverable.title not in mail.subject + mail.body
    link = re.search(r"http://\S+/relecture/lien/(\S+)/", mail.body)
    assert link
    assert link[0] in page
    assert case.token not in page
    token = link[1]
    assert not Reader.objects.filter(token_digest=token).exists()
    assert as_user(None).get(f"/relecture/lien/{token}/").status_code == 302
    assert JournalEntry.objects.filter(verb="reader_invited").count() == 2
    made = Reader.objects.get(email="ada@exemple.fr")
    assert made.expires_at == case.round.closes_at + timedelta(days=30)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ada", "Ligne 2"),
        ("ada@exemple.fr", "écrivez « Prénom Nom"),
        ("Ada <pas une adresse>", "Ligne 2"),
        ("Ada <ada(at)exemple.fr>", "pas une adresse e-mail"),
        ("<ada@exemple.fr>", "Ligne 2"),
        ("Ada <bonne@exemple.fr>", "déjà plus haut dans la liste"),
        ("Ada <" + "a" * 260 + "@exemple.fr>", "Ligne 2"),
    ],
)
def test_one_bad_line_refuses_all_says_why_and_loses_nothing(as_user: Any, line: str, said: str) -> None:
    case = building.case()
    response = invite(as_user, case, f"Bonne Ligne <bonne@exemple.fr>\n{line}")
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "Bonne Ligne &lt;bonne@exemple.fr&gt;" in page
    assert Reader.objects.count() == 1
    assert not OutgoingMail.objects.exists()


@pytest.mark.pair
def test_whoever_has_a_link_in_this_round_gets_no_second_one_and_may_be_given_a_new_one(as_user: Any) -> None:
    case = building.case()
    renewal = f'action="/relecture/lecteurs/{case.reader.pk}/nouveau-lien/"'
    page = invite(as_user, case, f"Elle <{case.reader.email.upper()}>").content.decode()
    assert "Ces personnes sont déjà invitées" in page
    assert case.reader.name in page
    assert renewal in page
    assert not OutgoingMail.objects.exists()
    page = invite(as_user, case, f"Elle <{case.reader.email}>\nAda <ada@exemple.fr>").content.decode()
    assert "Les invitations partent par courriel" in page
    assert renewal in page
    assert page.count("/nouveau-lien/") == page.count("/relecture/lien/") == 1
    as_user(case.writer).post(f"/relecture/lecteurs/{case.reader.pk}/annuler/")
    page = invite(as_user, case, f"Elle <{case.reader.email}>").content.decode()
    assert "Déjà invitées" not in page
    assert "/nouveau-lien/" not in page


def test_invitations_sent_twice_say_who_already_has_a_link(as_user: Any) -> None:
    case = building.case()
    typed = "Ada <ada@exemple.fr>\nMary <mary@exemple.fr>"
    invite(as_user, case, typed)
    page = invite(as_user, case, typed).content.decode()
    assert OutgoingMail.objects.count() == 2
    for said in ("Ces personnes sont déjà invitées", "ada@exemple.fr", "mary@exemple.fr", "lien envoyé le"):
        assert said in page
    assert page.count("/nouveau-lien/") == 2


@pytest.mark.pair
def test_two_writers_inviting_the_same_person_make_one_link() -> None:
    case = building.case()
    guest = actions.Guest("Ada", "ada@exemple.fr")
    assert len(actions.invite(case.round, [guest, guest], by=case.writer)) == 1
    assert actions.invite(case.round, [guest], by=case.writer) == []
    assert OutgoingMail.objects.count() == 1


def test_an_invited_account_enters_without_the_link(as_user: Any) -> None:
    case = building.case()
    expert = factories.user()
    invite(as_user, case, f"Experte <{expert.email}>")
    assert as_user(expert).get(f"/relecture/{case.round.pk}/lire/").status_code == 200


def test_a_new_link_closes_the_old_one(as_user: Any) -> None:
    case = building.case()
    page = as_user(case.writer).post(f"/relecture/lecteurs/{case.reader.pk}/nouveau-lien/").content.decode()
    token = re.search(r"/relecture/lien/([^/<]+)/", page)
    assert token
    assert as_user(None).get(f"/relecture/lien/{token[1]}/").status_code == 302
    assert as_user(None).get(f"/relecture/lien/{case.token}/").status_code == 404


def test_revoking_keeps_the_remarks_and_writes_the_journal(as_user: Any) -> None:
    case = building.case()
    building.remark(case.chapter, case.reader)
    as_user(case.writer).post(f"/relecture/lecteurs/{case.reader.pk}/annuler/")
    case.reader.refresh_from_db()
    assert case.reader.revoked_at
    assert case.reader.remarks.count() == 1
    assert JournalEntry.objects.get(verb="reader_revoked").by == case.writer


def test_a_closed_round_invites_nobody(as_user: Any) -> None:
    case = building.case()
    building.close(case.round)
    assert invite(as_user, case, "Ada <ada@exemple.fr>").status_code == 302
    assert Reader.objects.count() == 1
