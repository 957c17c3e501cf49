"""The interview guide of the demonstration: cooperation, work, money, rules; each question says what it serves."""

from django.utils.text import slugify

from commons.models import Commons, ResearchQuestion
from interviews.models import Grid, GridRevision, Question, Section
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
    return revision
