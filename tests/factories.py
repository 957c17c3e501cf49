"""Builders of the cast and of things, with sensible defaults: name only what the test is about."""

import os
from datetime import date, timedelta
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User
from actors.models import Correction, Ecosystem, Organisation
from analysis.models import Excerpt
from commons import richtext, tokens
from commons.models import Commons, Invitation, Membership, ResearchQuestion, Role
from deliverables.models import Chapter, ChapterRevision, Deliverable
from interviews import actions
from interviews.models import (
    AccountComment,
    Consent,
    Grid,
    GridRevision,
    Identity,
    Interview,
    Interviewee,
    Interviewer,
    Note,
    NoteRevision,
    Question,
    Section,
    Validation,
)
from reviews.models import MirrorGroup, Reader, ReviewRound, RoundChapter
from territories.models import Commune, Mandate, Terrain, Territory

_numbers = count(1)
PASSWORD = "un mot de passe assez long"

SQUARE = {"type": "Polygon", "coordinates": [[[2.0, 48.0], [2.1, 48.0], [2.1, 48.1], [2.0, 48.1], [2.0, 48.0]]]}


def user(name: str = "", **fields: Any) -> User:
    number = next(_numbers)
    fields.setdefault("email", f"personne{number}@exemple.fr")
    made = User.objects.create_user(name=name or f"Personne {number}", password=PASSWORD, **fields)
    made.emailaddress_set.create(email=made.email, verified=True, primary=True)
    return made


def application(of: User) -> str:
    """A second factor by application, with its recovery codes; returns the secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(of, secret)
    RecoveryCodes.activate(of)
    return secret


def passkey(of: User, name: str = "Téléphone") -> Authenticator:
    """A passkey as a browser would have made it; nobody holds its other half."""
    identifier = os.urandom(16)
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    data = AuthenticatorData.create(b"\0" * 32, 0x41, 0, AttestedCredentialData.create(b"\0" * 16, identifier, public))
    response = {
        "clientDataJSON": websafe_encode(b'{"type": "webauthn.create", "challenge": "", "origin": "http://localhost"}'),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    raw = websafe_encode(identifier)
    credential = {"id": raw, "rawId": raw, "type": "public-key", "response": response, "clientExtensionResults": {}}
    return WebAuthn.add(of, name, credential).instance


def commons(**fields: Any) -> Commons:
    number = next(_numbers)
    return Commons.objects.create(**{"title": f"Commun {number}", "slug": f"commun-{number}", **fields})


def member(role: Role, of: Commons, name: str = "") -> User:
    made = user(name)
    Membership.objects.create(user=made, commons=of, role=role)
    return made


def invitation(to: Commons, by: User, **fields: Any) -> tuple[Invitation, str]:
    """An invitation and the token of its link."""
    token, digest = tokens.issue(tokens.Purpose.INVITATION)
    made = Invitation.objects.create(
        **{
            "commons": to,
            "email": f"invitee{next(_numbers)}@exemple.fr",
            "role": Role.EXPERT,
            "token_digest": digest,
            "invited_by": by,
            "expires_at": timezone.now() + timedelta(days=14),
            **fields,
        }
    )
    return made, token


def commune(code: str = "", **fields: Any) -> Commune:
    number = next(_numbers)
    # Of no département there is: however many tests ran before, it is no code that a test writes.
    code = code or f"{('96', '00')[number // 1000 % 2]}{number % 1000:03}"
    return Commune.objects.create(
        **{
            "code": code,
            "name": f"Commune {number}",
            "departement": code[:2],
            "outline": SQUARE,
            "outline_source": "essai",
            "longitude": 2.05,
            "latitude": 48.05,
            "population": 1200,
            **fields,
        }
    )


def territory(*communes: Commune, **fields: Any) -> Territory:
    number = next(_numbers)
    made = Territory.objects.create(
        **{
            "name": f"Territoire {number}",
            "slug": f"territoire-{number}",
            "kind": Territory.Kind.RURAL,
            "certainty": Territory.Certainty.CERTAIN,
            "justification": "Source d’essai.",
            "outline": SQUARE,
            **fields,
        }
    )
    made.communes.set(communes or [commune()])
    return made


def terrain(of: Commons, at: Territory, **fields: Any) -> Terrain:
    return Terrain.objects.create(commons=of, territory=at, **fields)


def partner(of: Commons, at: Territory, name: str = "") -> User:
    made = member(Role.PARTNER, of, name)
    Mandate.objects.create(membership=made.memberships.get(), territory=at)
    return made


def organisation(name: str = "", **fields: Any) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(
        **{
            "name": name or f"Organisation {number}",
            "slug": f"organisation-{number}",
            "kind": Organisation.Kind.ASSOCIATION,
            **fields,
        }
    )


def correction(of: Organisation | None = None, **fields: Any) -> Correction:
    return Correction.objects.create(**{"organisation": of, "facts": {"services": "Réemploi de portes."}, **fields})


def ecosystem(of: Commons, at: Territory | None = None, **fields: Any) -> Ecosystem:
    number = next(_numbers)
    return Ecosystem.objects.create(
        **{
            "commons": of,
            "territory": at or territory(),
            "name": f"Écosystème {number}",
            "slug": f"ecosysteme-{number}",
            "theme": "Rénovation énergétique",
            **fields,
        }
    )


def grid_revision(of: Commons) -> GridRevision:
    grid = Grid.objects.create(commons=of, title="Grille d’entretien")
    revision = GridRevision.objects.create(grid=grid, number=1)
    section = Section.objects.create(revision=revision, key="cooperer", position=1, title="Coopérer")
    asked = ResearchQuestion.objects.get_or_create(commons=of, number=1, defaults={"text": "Comment coopérer ?"})[0]
    Question.objects.create(
        section=section, key="cooperer", position=1, text="Avec qui travaillez-vous ?", research_question=asked
    )
    return revision


def interview(of: Ecosystem, *pair: User, **fields: Any) -> Interview:
    made = Interview.objects.create(
        **{
            "commons": of.commons,
            "ecosystem": of,
            "revision": grid_revision(of.commons),
            "held_on": date(2026, 3, 12),
            **fields,
        }
    )
    made.organisations.set([organisation()])
    for person, approach in zip(pair, ("efc", "ess"), strict=False):
        Interviewer.objects.create(interview=made, user=person, approach=approach)
    return made


def interviewee(at: Interview, **fields: Any) -> Interviewee:
    """A person met, and who they are; ``identity="…"`` is their name, empty for nothing noted."""
    number = next(_numbers)
    name = fields.pop("identity", "Nom Confidentiel, 06 00 00 00 00")
    made = Interviewee.objects.create(
        **{"interview": at, "pseudonym": f"Camille {number}", "function": "conseillère", **fields}
    )
    if name:
        Identity.objects.create(interviewee=made, name=name)
    return made


def consent(of: Interviewee, level: str = Consent.Level.PSEUDONYMISED, **fields: Any) -> Consent:
    return Consent.objects.create(
        **{
            "interviewee": of,
            "terms": actions.standing_terms(of.interview.commons),
            "level": level,
            "given_on": date(2026, 3, 12),
            "proof_note": "Accord donné à l’oral, noté par le binôme.",
            **fields,
        }
    )


def note(at: Interview, by: User, body: str = "<p>On partage les chantiers.</p>", shared: bool = False) -> NoteRevision:
    made = Note.objects.get_or_create(interview=at, author=None if shared else by)[0]
    return NoteRevision.objects.create(note=made, number=made.revisions.count() + 1, body=body, by=by)


def validation(of: Interviewee, revision: NoteRevision, **fields: Any) -> Validation:
    return Validation.objects.create(**{"interviewee": of, "revision": revision, "asked_by": revision.by, **fields})


def account_comment(of: Validation, **fields: Any) -> AccountComment:
    return AccountComment.objects.create(**{"validation": of, "text": "Ce n’est pas tout à fait cela.", **fields})


def excerpt(of: NoteRevision, **fields: Any) -> Excerpt:
    text = richtext.plain_text(of.body)
    return Excerpt.objects.create(
        **{
            "revision": of,
            "start": 0,
            "end": len(text),
            "quote": text,
            "public_wording": text,
            "by": of.by,
            **fields,
        }
    )


def deliverable(of: Commons, **fields: Any) -> Deliverable:
    number = next(_numbers)
    return Deliverable.objects.create(
        **{
            "commons": of,
            "kind": Deliverable.Kind.COMMONS,
            "title": f"Livrable {number}",
            "slug": f"livrable-{number}",
            **fields,
        }
    )


def chapter(of: Deliverable, by: User, body: str = "<p>Un premier paragraphe.</p>", **fields: Any) -> Chapter:
    number = of.chapters.count() + 1
    made = Chapter.objects.create(**{"deliverable": of, "position": number, "title": f"Chapitre {number}", **fields})
    ChapterRevision.objects.create(chapter=made, number=1, title=made.title, body=body, by=by)
    return made


def review_round(of: Deliverable, **fields: Any) -> ReviewRound:
    group = MirrorGroup.objects.create(
        commons=of.commons, kind=MirrorGroup.Kind.PRACTITIONERS, name="Groupe miroir des accompagnateurs"
    )
    now = timezone.now()
    made = ReviewRound.objects.create(
        **{
            "group": group,
            "deliverable": of,
            "opens_at": now - timedelta(days=1),
            "closes_at": now + timedelta(days=14),
            **fields,
        }
    )
    for draft in of.chapters.order_by("position"):
        latest = draft.latest()
        assert latest is not None
        RoundChapter.objects.create(round=made, revision=latest, position=draft.position, html=latest.body)
    return made


def reader(of: ReviewRound, **fields: Any) -> tuple[Reader, str]:
    """A reader and the token of their link."""
    token, digest = tokens.issue(tokens.Purpose.READER)
    number = next(_numbers)
    made = Reader.objects.create(
        **{
            "round": of,
            "name": f"Lectrice {number}",
            "email": f"lectrice{number}@exemple.fr",
            "token_digest": digest,
            "expires_at": of.closes_at,
            **fields,
        }
    )
    return made, token
