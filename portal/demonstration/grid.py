"""The interview guide of the demonstration: cooperation, work, money, rules; each question says what it serves."""

from typing import Any

from django.utils.text import slugify

from accounts.models import User
from commons.models import Commons, ResearchQuestion
from interviews.actions import grid_draft, grids
from interviews.actions.grid_draft import Option
from interviews.models import Choice, Grid, GridRevision, Question, Section
from interviews.models.grid import Approach, Dimension

TITLE = "Grille d’entretien – acteurs de la rénovation et du réemploi"

#: Section → (key, question, prompts, dimension, approach, research question).
SECTIONS = {
    "Coopérer au quotidien": (
        (
            "avec-qui",
            "Avec qui travaillez-vous sur ce territoire, et pour faire quoi ?",
            "Depuis quand ? Qui a fait le premier pas ? Qui manque ?",
            Dimension.REAL,
            Approach.BOTH,
            1,
        ),
        (
            "metier",
            "Qu’est-ce que coopérer a changé à votre travail ?",
            "Une tâche apparue, une tâche disparue, un savoir nouveau ?",
            Dimension.REAL,
            Approach.EFC,
            2,
        ),
        (
            "place-des-habitants",
            "Quelle place ont les habitants dans les décisions ?",
            "Sociétaires, usagers, bénévoles ? Qui propose, qui tranche ?",
            Dimension.INSTITUTIONAL,
            Approach.ESS,
            1,
        ),
    ),
    "Ce que cela coûte, ce que cela produit": (
        (
            "contributions",
            "Qu’apportez-vous à cette coopération qui ne passe par aucune facture ?",
            "Du temps, un lieu, un carnet d’adresses, une caution ?",
            Dimension.MONETARY,
            Approach.BOTH,
            2,
        ),
        (
            "effets-utiles",
            "Quels effets utiles voyez-vous, et pour qui ?",
            "Ce qui a été évité compte aussi. Comment le savez-vous ?",
            Dimension.REAL,
            Approach.EFC,
            3,
        ),
    ),
    "Les règles du jeu": (
        (
            "conventions",
            "Quels contrats, conventions ou règles vous aident ? Lesquels vous gênent ?",
            "Marchés publics, assurances, diplômes, aides ?",
            Dimension.INSTITUTIONAL,
            Approach.BOTH,
            3,
        ),
    ),
}


#: Closed questions at the end of a part: section → its questions, by field; ``options`` are labels.
CLOSED: dict[str, tuple[dict[str, Any], ...]] = {
    "Coopérer au quotidien": (
        {
            "key": "lieu-partage",
            "text": "Partagez-vous un lieu avec d’autres organisations ?",
            "kind": Question.Kind.ONE_CHOICE,
            "dimension": Dimension.REAL,
            "options": ("oui", "non", "bientôt"),
        },
        {
            "key": "surface-partagee",
            "text": "Quelle surface ce lieu représente-t-il ?",
            "kind": Question.Kind.NUMBER,
            "unit": "m²",
            "dimension": Dimension.REAL,
            "conditions": {
                "join": "all",
                "tests": [{"key": "lieu-partage", "operator": "equals", "value": "oui"}],
            },
        },
    ),
    "Ce que cela coûte, ce que cela produit": (
        {
            "key": "ressources",
            "text": "D’où viennent vos ressources ?",
            "kind": Question.Kind.SEVERAL_CHOICES,
            "dimension": Dimension.MONETARY,
            "options": ("ventes", "subventions", "mécénat", "bénévolat"),
        },
    ),
    "Les règles du jeu": (
        {
            "key": "poids-des-regles",
            "text": "À quel point les règles actuelles freinent-elles la coopération ?",
            "kind": Question.Kind.SCALE,
            "scale_low": 1,
            "scale_high": 5,
            "scale_low_label": "pas du tout",
            "scale_high_label": "énormément",
            "dimension": Dimension.INSTITUTIONAL,
        },
    ),
}
PURPOSE = "Dire « coopérer » plutôt que « travailler avec », et demander depuis quand."


def build(commons: Commons) -> GridRevision:
    """The first revision of the grid; left as it is once it exists, since interviews freeze it."""
    grid, _ = Grid.objects.get_or_create(commons=commons, title=TITLE)
    revision, created = GridRevision.objects.get_or_create(grid=grid, number=1)
    if created:
        asked = {question.number: question for question in ResearchQuestion.objects.filter(commons=commons)}
        for position, (title, questions) in enumerate(SECTIONS.items(), start=1):
            section = Section.objects.create(revision=revision, key=slugify(title)[:60], position=position, title=title)
            Question.objects.bulk_create(
                Question(
                    section=section,
                    position=rank,
                    key=key,
                    text=text,
                    prompts=prompts,
                    dimension=dimension,
                    approach=approach,
                    research_question=asked[number],
                )
                for rank, (key, text, prompts, dimension, approach, number) in enumerate(questions, start=1)
            )
            _close(section)
    return revision


def _close(section: Section) -> None:
    """The closed questions of a part, after the open ones."""
    for facts in CLOSED.get(section.title, ()):
        labels = facts.get("options", ())
        fields = {name: value for name, value in facts.items() if name != "options"}
        question = Question.objects.create(section=section, position=section.questions.count() + 1, **fields)
        Choice.objects.bulk_create(
            Choice(question=question, key=slugify(label), position=rank, label=label)
            for rank, label in enumerate(labels, start=1)
        )


def revise(revision: GridRevision, *, by: User) -> None:
    """A second revision in preparation, once interviews froze the first: what changes can be read."""
    if revision.grid.revisions.exclude(pk=revision.pk).exists():
        return
    draft = grids.prepare_revision(revision.grid, purpose=PURPOSE, by=by)
    questions = {question.key: question for question in grid_draft.ordered_questions(draft)}
    reworded = questions["avec-qui"]
    facts = {"text": "Avec qui coopérez-vous sur ce territoire, depuis quand, et pour faire quoi ?"}
    grid_draft.edit_question(reworded, facts={**facts, "prompts": "Qui a fait le premier pas ? Qui manque ?"}, by=by)
    grid_draft.move_question(questions["place-des-habitants"], up=True, by=by)
    section = draft.sections.get(key=slugify("Les règles du jeu"))
    added = {
        "text": "Qu’est-ce qui vous ferait arrêter ?",
        "prompts": "Un départ, une aide qui s’éteint, un marché perdu ?",
        "dimension": Dimension.INSTITUTIONAL,
    }
    grid_draft.add_question(section, facts=added, by=by)
    closed = questions["ressources"]
    options = [Option(choice.label, choice.key, choice.key != "mecenat") for choice in closed.choices.all()]
    grid_draft.edit_question(closed, facts={}, options=[*options, Option("prêts solidaires")], by=by)
