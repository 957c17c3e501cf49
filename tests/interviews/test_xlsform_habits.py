"""Forms as KoboToolbox and field teams write them: their habits are understood, and nothing they say is lost unsaid."""

import io
import time
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from commons.tables import Unreadable
from interviews.xlsform import columns, exchange, summaries, texts
from interviews.xlsform.plans import Fate, GridPlan, Remark
from interviews.xlsform.sheets import Form
from tests.interviews.xlsforms import workbook

Rows = list[list[Any]]


def read(**sheets: Rows) -> tuple[GridPlan, list[Remark]]:
    return exchange.understood(exchange.read(io.BytesIO(workbook(**sheets)), "enquete.xlsx"))


def told(remarks: list[Remark], row: int, sheet: str = "survey") -> str:
    found = [f"{one.fate}: {one.says}" for one in remarks if (one.sheet, one.row) == (sheet, row)]
    return "\n".join(found).replace("\xa0", " ").replace("\u202f", " ")


def cells(form: bytes, sheet: str = "survey") -> Rows:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(form))[sheet].iter_rows()]


MATRIX: Rows = [
    ["type", "name", "label", "kobo--matrix_list", "kobo--score-choices", "kobo--rank-items", "required", "relevant"],
    ["begin_kobomatrix", "biens", "Ce que vous partagez", "objets"],
    ["select_one oui_non", "prete", "Le prêtez-vous ?", None, None, None, "true"],
    ["integer", "fois", "Combien de fois par mois ?", None, None, None, None, "${prete} = 'oui'"],
    ["end_kobomatrix"],
    ["begin_score", "avis", "Que pensez-vous…", None, "accord"],
    ["score__row", "accueil", "… de l’accueil ?"],
    ["score__row", "prix", "… du prix ?"],
    ["end_score"],
    ["begin_rank", "besoins", "Classez vos besoins", None, None, "besoins"],
    ["rank__level", "premier", "En premier"],
    ["end_rank"],
    ["text", "suite", "Autre chose ?"],
]
LISTS: Rows = [
    ["list_name", "name", "label"],
    ["objets", "velo", "Un vélo"],
    ["objets", "four", "Un four"],
    ["oui_non", "oui", "Oui"],
    ["oui_non", "non", "Non"],
    ["accord", "bien", "Bien"],
    ["accord", "mal", "Mal"],
    ["besoins", "eau", "L’eau"],
]


def test_a_matrix_of_kobo_asks_each_question_of_each_item() -> None:
    plan, remarks = read(survey=MATRIX, choices=LISTS)
    assert [section.title for section in plan.sections][:3] == [
        "Ce que vous partagez – Un vélo", "Ce que vous partagez – Un four", "Que pensez-vous…",
    ]  # fmt: skip
    found = {question.key: question for question in plan.questions()}
    assert found["biens_four_fois"].conditions == {
        "join": "all", "tests": [{"key": "biens_four_prete", "operator": "equals", "value": "oui"}],
    }  # fmt: skip
    assert "une matrice de Kobo : 4 questions, une par case" in told(remarks, 2)


def test_the_scores_and_ranks_of_kobo_are_choices() -> None:
    plan, remarks = read(survey=MATRIX, choices=LISTS)
    found = {question.key: question for question in plan.questions()}
    assert [choice.label for choice in found["accueil"].choices] == ["Bien", "Mal"]
    assert [choice.label for choice in found["premier"].choices] == ["L’eau"]
    assert "un bloc de Kobo" in told(remarks, 6)


def test_what_kobo_adds_comes_back_in_the_words_of_the_standard() -> None:
    plan, _remarks = read(survey=MATRIX, choices=LISTS)
    back, lost = exchange.xlsx(plan, version="1")
    assert not lost
    convert(back)
    again, _remarks = exchange.understood(exchange.read(io.BytesIO(back), "enquete.xlsx"))
    assert exchange.same(plan, again)


def test_matrices_that_make_too_many_rows_are_refused_with_a_sentence() -> None:
    items = [["objets", f"o{number}", "Objet"] for number in range(2000)]
    with pytest.raises(Unreadable, match="Les matrices de ce formulaire font plus de 3"):
        read(survey=MATRIX, choices=[*LISTS, *items])


def test_a_preview_that_waits_for_its_confirmation_still_says_what_kobo_added() -> None:
    form = exchange.read(io.BytesIO(workbook(survey=MATRIX, choices=LISTS)), "enquete.xlsx")
    kept = Form.from_data(form.as_data())
    assert exchange.understood(kept) == exchange.understood(form)


def test_a_row_that_kobo_named_by_itself_keeps_that_name() -> None:
    plan, _remarks = read(
        survey=[
            ["type", "name", "label", "$autoname", "$kuid", "select_from_list_name"],
            ["select_one", None, "Partagez-vous ?", "Partagez_vous", "ab12", "oui_non"],
            ["text", "pourquoi", "Pourquoi ?", "Pourquoi_", "cd34"],
        ],
        choices=[["list_name", "name", "label", "$autovalue"], ["oui_non", None, "Oui", "oui"]],
    )
    assert [question.key for question in plan.questions()] == ["Partagez_vous", "pourquoi"]
    assert [choice.key for choice in plan.questions()[0].choices] == ["oui"]
    convert(exchange.xlsx(plan, version="1")[0])


def test_a_column_of_one_form_alone_is_told_once() -> None:
    rows = [["text", f"q{number}", "Question", f"k{number}"] for number in range(5)]
    _plan, remarks = read(survey=[["type", "name", "label", "$kuid"], *rows])
    about = [one for one in remarks if "kuid" in one.name + one.says]
    assert [(one.sheet, one.row, one.name, one.fate) for one in about] == [("survey", 0, "$kuid", Fate.KEPT)]


def test_columns_of_options_that_a_grid_does_not_read_are_told() -> None:
    listed = [["list_name", "name", "label", "region"], ["villes", "dourdan", "Dourdan", "idf"]]
    _plan, remarks = read(survey=[["type", "name", "label"], ["select_one villes", "q", "Où ?"]], choices=listed)
    assert ("choices", "region", Fate.KEPT) in [(one.sheet, one.name, one.fate) for one in remarks]


# Texts


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('<span style="color:red">Lire</span> à **voix haute**', "Lire à voix haute"),
        ("Première ligne<br/>seconde ligne", "Première ligne\nseconde ligne"),
        ("<p>Un</p><p>Deux</p>", "Un\nDeux"),
        ("# Consignes\n*Ne pas lire* à __personne__", "Consignes\nNe pas lire à personne"),
        ("Voir [le guide](https://exemple.fr/guide)", "Voir le guide (https://exemple.fr/guide)"),
        ("Recherche &amp; développement", "Recherche & développement"),
        ("**a** ou **b**", "a ou b"),
        ("2<x et x>1, nom_de_famille, 3*4*5", "2<x et x>1, nom_de_famille, 3*4*5"),
    ],
    ids=["span", "br", "p", "markdown", "link", "entity", "short bold", "none"],
)
def test_mark_up_is_read_as_a_phone_shows_it(written: str, shown: str) -> None:
    assert texts.plain(written) == shown
    assert texts.plain(texts.unreferring(written)) == written


@pytest.mark.parametrize("sign", ["[", "${", "**a "], ids=["link", "reference", "bold"])
def test_signs_left_open_in_a_cell_cost_little(sign: str) -> None:
    began = time.perf_counter()
    assert texts.plain(sign * (60_000 // len(sign))) == (sign * (60_000 // len(sign))).strip()
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("language", "french"),
    [("Français (fr)", True), ("French", True), ("fr", True), ("FR", True), ("fr-FR", True), ("Francais", True),
     ("fre", True), ("French(fr)", True), ("English (en)", False), ("Frafra", False), ("Frisian (fy)", False)],
)  # fmt: skip
def test_french_is_known_by_its_many_names(language: str, french: bool) -> None:
    assert columns.is_french(language) is french


def test_a_consent_read_aloud_is_kept_whole() -> None:
    long = "Bonjour, nous menons une enquête sur la coopération. " * 30
    plan, remarks = read(
        survey=[["type", "name", "label"], ["note", "accueil", long], ["text", "q", "Qui êtes-vous ?"]]
    )
    assert plan.sections[0].help == long.strip()
    assert "cette note devient l’aide" in told(remarks, 2)


def test_the_hint_of_a_note_is_kept_with_it() -> None:
    plan, _remarks = read(
        survey=[
            ["type", "name", "label", "hint"],
            ["text", "un", "Qui ?"],
            ["note", "n", "Montrez la carte.", "Puis rangez-la."],
            ["text", "deux", "Où ?"],
        ]
    )
    assert plan.questions()[1].help == "Montrez la carte.\nPuis rangez-la."


def test_a_part_with_a_long_title_says_it_whole() -> None:
    title = "Dans cette partie nous parlons de tout ce que vous partagez avec vos voisins, " * 3
    plan, remarks = read(
        survey=[
            ["type", "name", "label", "hint"],
            ["begin_group", "g", title, "Prenez votre temps."],
            ["text", "q", "Quoi ?"],
            ["end_group"],
        ]
    )
    section = plan.sections[0]
    assert len(section.title) <= 160
    shown = section.title.removesuffix(" …") + " " + section.help.removeprefix("… ")
    assert shown == f"{title.strip()}\nPrenez votre temps."
    assert "la suite est dans l’aide" in told(remarks, 2)


def test_a_form_with_a_title_too_long_says_so() -> None:
    title = "Enquête auprès des acteurs du territoire " * 6
    plan, remarks = read(
        survey=[["type", "name", "label"], ["text", "q", "Quoi ?"]], settings=[["form_title"], [title]]
    )
    assert len(plan.title) <= 160
    assert told(remarks, 2, "settings") == "approximated: titre trop long, coupé"


# What is said of each row


def test_a_group_that_asks_nothing_is_not_called_a_part() -> None:
    plan, remarks = read(
        survey=[
            ["type", "name", "label", "calculation"],
            ["begin_group", "dehors", "Entretien"],
            ["text", "q", "Quoi ?"],
            ["begin_group", "calculs", "Calculs internes"],
            ["calculate", "total", None, "1 + 1"],
            ["end_group"],
            ["end_group"],
        ]
    )
    assert [section.title for section in plan.sections] == ["Entretien"]
    assert told(remarks, 4) == "kept: « Calculs internes » : un groupe qui ne pose aucune question"
    assert told(remarks, 2).startswith("taken: la partie")


def test_a_value_that_a_phone_would_work_out_is_said() -> None:
    _plan, remarks = read(
        survey=[
            ["type", "name", "label", "calculation", "parameters"],
            ["integer", "age", "Quel âge ?"],
            ["text", "tranche", "Tranche d’âge", "if(${age} > 18, 'adulte', 'mineur')"],
            ["select_one l", "choix", "Lequel ?", None, "randomize=true"],
        ],
        choices=[["list_name", "name", "label"], ["l", "a", "A"]],
    )
    assert told(remarks, 3) == (
        "approximated: texte court ; sa valeur ne se calcule pas ici : elle se saisit ; gardé pour l’export : calcul"
    )
    assert told(remarks, 4) == "taken: un choix ; gardé pour l’export : paramètres"


def test_a_question_without_words_is_called_by_its_name_and_says_so() -> None:
    plan, remarks = read(survey=[["type", "name", "label", "media::image"], ["integer", "nb_pas", None, "pas.png"]])
    assert plan.questions()[0].text == "nb_pas"
    assert "sans libellé : son nom en tient lieu" in told(remarks, 2)


def test_options_whose_words_are_in_another_language_are_said() -> None:
    _plan, remarks = read(
        survey=[
            ["type", "name", "label::Français (fr)", "label::English (en)"],
            ["select_one l", "q", "Où ?", "Where?"],
        ],
        choices=[
            ["list_name", "name", "label::Français (fr)", "label::English (en)"],
            ["l", "ici", "Ici", "Here"],
            ["l", "la", None, "There"],
        ],
    )
    assert "approximated: 1 libellé pris en « English (en) »" in told(remarks, 2, "choices")


def test_the_words_of_a_long_option_are_kept_whole() -> None:
    label = "Oui, avec des voisins, des associations, la commune et parfois des entreprises du même village ; " * 3
    plan, remarks = read(
        survey=[["type", "name", "label"], ["select_one l", "q", "Lequel ?"]],
        choices=[["list_name", "name", "label"], ["l", "a", label.strip()], ["l", "b", label * 2]],
    )
    whole, cut = plan.questions()[0].choices
    assert whole.label == label.strip()
    assert len(cut.label) <= 400
    assert "libellé trop long, coupé" in told(remarks, 3, "choices")


# The report, folded


def test_the_report_is_folded_by_what_there_is_to_know_with_counts() -> None:
    rows = [["integer", f"n{number}", "Combien ?", "yes", ". > 0"] for number in range(3)]
    _plan, remarks = read(
        survey=[
            ["type", "name", "label", "required", "constraint"],
            *rows,
            ["select_one l or_other", "q", "Lequel ?", "yes"],
            ["image", "photo", "Une photo"],
            ["note", "merci", "Merci"],
        ],
        choices=[["list_name", "name", "label"], ["l", "a", "A"]],
        brouillon=[["x"]],
    )
    found = [
        (str(fate), fold.heading.replace("\xa0", " "), len(fold.remarks))
        for fate, folds in summaries.folds(remarks)
        for fold in folds
    ]
    assert found == [
        ("left", "feuille que le standard ne connaît pas", 1),
        ("approximated", "la précision d’« Autre » se note dans le texte", 1),
        ("kept", "une photo n’est pas une question", 1),
        ("kept", "une note qui clôt le formulaire", 1),
        ("kept", "gardé pour l’export : contrainte", 3),
        ("kept", "gardé pour l’export : réponse obligatoire", 4),
    ]


def test_rows_that_differ_only_by_what_they_quote_are_folded_together() -> None:
    _plan, remarks = read(
        survey=[
            ["type", "name", "label"],
            ["note", "n1", "Montrez la carte."],
            ["text", "un", "Où ?"],
            ["note", "n2", "Laissez parler."],
            ["text", "deux", "Pourquoi ?"],
        ]
    )
    (_fate, (fold,)), *_rest = summaries.folds(remarks)
    assert fold.heading.replace("\xa0", " ") == "cette note devient l’aide de « … »"
    assert [remark.name for remark in fold.remarks] == ["n1", "n2"]
