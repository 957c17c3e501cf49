"""What lower floors need from higher ones, by dotted path: the only upward knowledge of the house."""

#: What an insertion ``[[kind:key]]`` in a chapter may show: kind → callable(key, audience) -> Piece.
LIVE_PIECES = {
    "verbatim": "analysis.pieces.excerpt",
    "carte": "territories.pieces.territory_map",
    "ecosysteme": "actors.ecosystems.pieces.ecosystem_graph",
}
#: What must hold before publishing: callable(deliverable) -> list of deliverables.preflight.Finding.
PREFLIGHT_CHECKS = [
    "deliverables.preflight.chapters_are_written",
    "deliverables.preflight.insertions_are_known",
    "deliverables.preflight.quotations_are_allowed",
    "deliverables.preflight.quotations_name_nobody",
    "reviews.preflight.remarks_are_answered",
]
#: What looks again at an interview once who was met, or what they allow, has changed: callable(interview).
INTERVIEW_CHANGES = ["analysis.naming.look_again"]
#: What empties what was taken from an interview whose notes are erased: callable(interview), in the transaction.
INTERVIEW_ERASURES = ["analysis.erasing.empty"]
#: What was taken from an interview and holds it in place: callable(interview) -> bool.
INTERVIEW_USES = ["analysis.uses.is_quoted"]
#: What moves when two organisations are found to be one: name → (callable(duplicate, kept) -> what it did, as JSON
#: keeps it; callable(duplicate, kept, what it did) -> sentences on what could not be given back).
ORGANISATION_MERGES = {"interviews": ("interviews.life.merging.move", "interviews.life.merging.give_back")}
#: What else refers to an ecosystem and keeps it from being deleted: callable(ecosystem) -> list of words.
ECOSYSTEM_USES = ["deliverables.mentions.of_ecosystem", "reviews.mentions.of_ecosystem"]
#: Who is thanked in an edition: callable(deliverable) -> list of strings.
EDITION_CREDITS = [
    "deliverables.credits.writers",
    "reviews.credits.mirror_groups",
]
