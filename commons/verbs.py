"""The closed vocabulary of the journal: every action names one of these."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    CARD_EDITED = "card_edited", _("a modifié la fiche")
    MEMBER_INVITED = "member_invited", _("a invité une personne")
    INVITATION_REVOKED = "invitation_revoked", _("a annulé une invitation")
    INVITATION_ACCEPTED = "invitation_accepted", _("a rejoint l’équipe")
    ROLE_CHANGED = "role_changed", _("a changé le rôle d’une personne")
    MEMBER_REMOVED = "member_removed", _("a retiré une personne de l’équipe")
    MANDATES_CHANGED = "mandates_changed", _("a changé les mandats d’un territoire")
    TERRITORY_COMPOSED = "territory_composed", _("a composé un territoire")
    TERRITORY_EDITED = "territory_edited", _("a modifié un territoire")
    TERRITORY_TYPED = "territory_typed", _("a décidé le type d’un territoire")
    INDICATOR_EDITED = "indicator_edited", _("a modifié un indicateur")
    INDICATOR_REMOVED = "indicator_removed", _("a retiré un indicateur")
    ORGANISATION_EDITED = "organisation_edited", _("a modifié une organisation")
    ORGANISATION_CHECKED = "organisation_checked", _("a confirmé une fiche")
    ORGANISATIONS_IMPORTED = "organisations_imported", _("a importé des organisations")
    IMPORT_UNDONE = "import_undone", _("a annulé un import")
    ORGANISATIONS_MERGED = "organisations_merged", _("a fusionné deux fiches")
    MERGE_UNDONE = "merge_undone", _("a séparé deux fiches fusionnées")
    DUPLICATE_DISMISSED = "duplicate_dismissed", _("a écarté un doublon proposé")
    CORRECTION_PROPOSED = "correction_proposed", _("a proposé une correction")
    CORRECTION_ACCEPTED = "correction_accepted", _("a accepté une correction")
    CORRECTION_REFUSED = "correction_refused", _("a refusé une correction")
    FACT_CHECK_SENT = "fact_check_sent", _("a demandé si une fiche est toujours exacte")
    ENGAGEMENT_EDITED = "engagement_edited", _("a modifié un engagement")
    PARTICIPATION_EDITED = "participation_edited", _("a modifié une participation")
    PARTICIPATION_REMOVED = "participation_removed", _("a retiré une participation")
    RELATION_EDITED = "relation_edited", _("a modifié une relation")
    RELATION_REMOVED = "relation_removed", _("a retiré une relation")
    ECOSYSTEM_EDITED = "ecosystem_edited", _("a modifié un écosystème")
    GRAPH_ARRANGED = "graph_arranged", _("a déplacé un nœud d’un graphe")
    INTERVIEW_OPENED = "interview_opened", _("a ouvert un entretien")
    INTERVIEW_SHARED = "interview_shared", _("a ouvert un entretien à l’équipe")
    INTERVIEWEE_ADDED = "interviewee_added", _("a ajouté une personne rencontrée")
    NOTE_SAVED = "note_saved", _("a enregistré une note")
    NOTE_READ = "note_read", _("a lu une note")
    CONSENT_RECORDED = "consent_recorded", _("a recueilli un consentement")
    CONSENT_LINK_MADE = "consent_link_made", _("a produit un lien de consentement")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("a enregistré le retrait d’un consentement")
    EXCERPT_TAKEN = "excerpt_taken", _("a extrait un verbatim")
    EXCERPT_EDITED = "excerpt_edited", _("a modifié un verbatim")
    DELIVERABLE_CREATED = "deliverable_created", _("a créé un livrable")
    DELIVERABLE_EDITED = "deliverable_edited", _("a modifié un livrable")
    CHAPTER_SAVED = "chapter_saved", _("a enregistré un chapitre")
    EDITION_PUBLISHED = "edition_published", _("a publié une édition")
    EDITION_WITHDRAWN = "edition_withdrawn", _("a retiré une édition")
    RENDITION_REQUESTED = "rendition_requested", _("a demandé un rendu")
    ROUND_OPENED = "round_opened", _("a ouvert une relecture")
    READER_INVITED = "reader_invited", _("a invité une personne à relire")
    READER_REVOKED = "reader_revoked", _("a annulé un lien de relecture")
    REMARK_MADE = "remark_made", _("a fait une remarque")
    REMARK_ANSWERED = "remark_answered", _("a donné suite à une remarque")


def verb_choices() -> list[tuple[str, str]]:
    """The vocabulary by name, so that a new verb is not a change of schema."""
    return [(verb.value, str(verb.label)) for verb in Verb]
