"""Grids as XLSForm, without the database: what forms become, and what comes back."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from interviews.grids.answers import Kind
from interviews.grids.conditions import operators
from interviews.models.grid import Approach, Dimension
from interviews.xlsform import exchange, relevance, writing
from interviews.xlsform.plans import ChoicePlan, Fate, GridPlan, QuestionPlan, Remark, SectionPlan
from tests.interviews import xlsforms
from tests.interviews.xlsforms import workbook


def read(data: bytes, name: str = "formulaire.xlsx") -> tuple[GridPlan, dict[tuple[str, int], Remark]]:
    plan, remarks = exchange.understood(exchange.read(io.BytesIO(data), name))
    return plan, {(one.sheet, one.row): one for one in remarks}


def by_key(plan: GridPlan) -> dict[str, QuestionPlan]:
    return {question.key: question for question in plan.questions()}


def survey(*rows: list[object], choices: list[list[object]] | None = None) -> bytes:
    titles = ["type", "name", "label", "relevant", "appearance", "parameters", "hint"]
    sheets = {"survey": [titles, *rows]}
    if choices:
        sheets["choices"] = [["list_name", "name", "label"], *choices]
    return workbook(**sheets)


# What forms become


def test_groups_become_parts_and_nested_ones_are_laid_flat() -> None:
    plan, remarks = read(xlsforms.household())
    titles = [section.title for section in plan.sections]
    assert titles == [
        "Identification du ménage", "Le logement", "Le logement – Vos travaux", "Le logement (suite)", "Les enfants",
    ]  # fmt: skip
    assert remarks["survey", 17].fate == Fate.APPROXIMATED
    assert "mise à plat" in remarks["survey", 17].says


def test_each_type_of_question_becomes_a_kind() -> None:
    kinds = {key: str(question.kind) for key, question in by_key(read(xlsforms.household())[0]).items()}
    assert kinds == {
        "departement": "one_choice", "commune": "one_choice", "nb_personnes": "number", "statut": "one_choice",
        "travaux": "one_choice", "quels_travaux": "several_choices", "cout": "number", "fin_travaux": "date",
        "pourquoi": "long_text", "confort": "scale", "prenom": "short_text", "age": "number",
    }  # fmt: skip


def test_the_french_labels_are_taken_and_the_english_ones_kept() -> None:
    plan, remarks = read(xlsforms.household())
    assert by_key(plan)["statut"].text == "Êtes-vous propriétaire ou locataire ?"
    assert [choice.label for choice in by_key(plan)["statut"].choices] == ["Propriétaire", "Locataire"]
    assert remarks["survey", 0].fate == Fate.KEPT


def test_old_spellings_are_read_in_french() -> None:
    plan, _remarks = read(xlsforms.old_spelling())
    assert [question.text for question in plan.questions()] == ["Faites-vous ?", "Lesquels ?", "Dites", "Combien ?"]


def test_what_has_no_equivalent_is_listed_by_row() -> None:
    _plan, remarks = read(xlsforms.household())
    without = {row for (sheet, row), one in remarks.items() if sheet == "survey" and one.fate == Fate.KEPT and row}
    assert without == {2, 3, 4, 10, 11, 25, 29, 30}  # what phones record, sums, places, a repeat, a picture, a farewell


def test_no_row_of_a_form_is_passed_over_in_silence() -> None:
    form = exchange.read(io.BytesIO(xlsforms.household()), "formulaire.xlsx")
    told = {one.row for one in exchange.understood(form)[1] if one.sheet == "survey"}
    ends = {line.number for line in form.lines("survey") if line.cells["type"].startswith("end_")}
    assert {line.number for line in form.lines("survey")} - ends <= told


def test_notes_help_the_part_or_the_question_that_follows() -> None:
    plan, _remarks = read(xlsforms.field_guide())
    assert plan.sections[1].help == "Laissez parler avant de relancer."


def test_a_reminder_of_an_answer_is_read_in_brackets() -> None:
    assert by_key(read(xlsforms.household())[0])["age"].text == "Quel âge a [prenom] ?"


def test_the_condition_of_a_group_is_borne_by_its_questions() -> None:
    questions = by_key(read(xlsforms.household())[0])
    travaux = {"key": "travaux", "operator": "equals", "value": "oui"}
    assert questions["fin_travaux"].conditions == {"join": "all", "tests": [travaux]}
    assert questions["cout"].conditions["join"] == "any"  # what it looks at is itself only asked then


def test_the_prompts_of_a_grid_are_the_guidance_of_a_form() -> None:
    assert by_key(read(xlsforms.field_guide())[0])["avec_qui"].prompts == "Depuis quand ?"


def test_a_label_too_long_goes_on_in_the_help() -> None:
    plan, remarks = read(survey(["text", "q", "mot " * 150]))
    question = plan.questions()[0]
    assert len(question.text) <= 400
    assert question.help.startswith("… mot")
    assert remarks["survey", 2].fate == Fate.APPROXIMATED


def test_a_list_of_a_thousand_options_becomes_a_text() -> None:
    many = [["longue", f"o{number}", f"Option {number}"] for number in range(1000)]
    plan, remarks = read(survey(["select_one longue", "q", "Laquelle ?"], choices=many))
    assert plan.questions()[0].kind == Kind.SHORT_TEXT
    assert "1000 options" in remarks["survey", 2].says


def test_a_grid_longer_than_its_editor_allows_is_said() -> None:
    remarks = read(survey(*[["text", f"q{number}", "Question"] for number in range(301)]))[1]
    assert "elle s’utilise et se modifie, mais ne s’allonge pas" in remarks["survey", 0].says
    assert ("survey", 0) not in read(xlsforms.field_guide())[1]


def test_a_name_met_twice_bears_that_of_its_group() -> None:
    assert {"nb", "identite_nb"} <= set(by_key(read(xlsforms.roster())[0]))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${a} = 'oui'", [("a", "equals", "oui")]),
        ('${a}="oui"', [("a", "equals", "oui")]),
        ("'oui' = ${a}", [("a", "equals", "oui")]),
        ("selected(${a}, 'oui')", [("a", "equals", "oui")]),
        ("not(selected(${b}, 'oui'))", [("b", "differs", "oui")]),
        ("selected(${b},'oui') and ${n} > 3", [("b", "contains", "oui"), ("n", "above", 3)]),
        ("(${n} < 2,5)", None),
        ("${n} >= 18", [("n", "above", 17)]),
        ("${n} <= 2", [("n", "below", 3)]),
        ("${a} != ''", [("a", "answered", None)]),
        ("string-length(${t}) > 0", [("t", "answered", None)]),
        ("${t} = ''", [("t", "unanswered", None)]),
        ("(${a} = 'oui') or ((${t} = '') or ${n} = 2)",
         [("a", "equals", "oui"), ("t", "unanswered", None), ("n", "equals", 2)]),
        ("(${a} = 'oui')and(${n} = 2)", [("a", "equals", "oui"), ("n", "equals", 2)]),
        ("${a} = ‘oui’", [("a", "equals", "oui")]),
        ("true()", []),
        ("${a} = 'oui' and ${n} > 1 or ${n} = 9", None),
        ("${a} = 'inconnue'", None),
        ("${absente} = 'oui'", None),
        ("${b} = 'oui'", None),
        ("count(${b}) > 2", None),
        ("${n} + 1 > 3", None),
        ("not(${n} > 3)", None),
        ("(" * 50 + "${a} = 'oui'" + ")" * 50, None),
    ],
)  # fmt: skip
def test_simple_conditions_are_understood_and_others_left(expression: str, expected: list[tuple] | None) -> None:
    options = {"oui": "Oui", "non": "Non"}
    known = {
        "a": (relevance.Asked("a", Kind.ONE_CHOICE, options=options), {"oui": "oui", "non": "non"}),
        "b": (relevance.Asked("b", Kind.SEVERAL_CHOICES, options=options), {"oui": "oui", "non": "non"}),
        "n": (relevance.Asked("n", Kind.NUMBER), {}),
        "t": (relevance.Asked("t", Kind.SHORT_TEXT), {}),
    }
    try:
        found = relevance.read(expression, known, frozenset({"n"}))
    except relevance.NotSimple:
        assert expected is None
        return
    assert expected is not None
    assert [(one["key"], one["operator"], one.get("value")) for one in found.get("tests", [])] == expected


def test_conditions_are_written_in_plain_xpath() -> None:
    options = {"oui": "Oui"}
    tests = [("a", "differs", "oui"), ("b", "differs", "oui"), ("n", "above", 3), ("a", "answered", None)]
    condition = {"join": "all", "tests": [{"key": key, "operator": said, "value": value} for key, said, value in tests]}
    kinds = {"a": Kind.ONE_CHOICE, "b": Kind.SEVERAL_CHOICES, "n": Kind.NUMBER}
    names = {key: (key, relevance.Asked(key, kind, options=options), {}) for key, kind in kinds.items()}
    said = relevance.written(condition, names)
    assert said == "${a} != 'oui' and not(selected(${b}, 'oui')) and ${n} > 3 and ${a} != ''"


# What comes back


def xform(form: bytes) -> str:
    """What phones ask, without the settings, which name and date the form."""
    converted = convert(form, form_name="data").xform
    return converted[converted.index("</instance>") :] if "</instance>" in converted else converted


@pytest.mark.parametrize("made", xlsforms.ALL.values(), ids=xlsforms.ALL.keys())
def test_a_form_comes_back_as_pyxform_saw_it(made: Callable[[], bytes]) -> None:
    plan, _remarks = read(made())
    back, lost = exchange.xlsx(plan, version="1")
    assert not lost
    assert xform(back) == xform(made())
    again, _remarks = read(back)
    assert exchange.same(plan, again)


@pytest.mark.parametrize("made", xlsforms.ALL.values(), ids=xlsforms.ALL.keys())
def test_a_form_put_in_another_order_is_still_accepted(made: Callable[[], bytes]) -> None:
    plan, _remarks = read(made())
    plan.sections.reverse()
    for section in plan.sections:
        section.questions.reverse()
    plan.sections[0].questions.pop()
    back, _lost = exchange.xlsx(plan, version="2")
    again, _remarks = read(back)
    assert [q.text for q in again.questions()] == [q.text for q in plan.questions()]


def test_a_question_changed_here_is_written_anew_and_the_others_as_they_came() -> None:
    plan, _remarks = read(xlsforms.household())
    by_key(plan)["statut"].text = "Propriétaire ?"
    by_key(plan)["confort"].kind = Kind.LONG_TEXT
    back, _lost = exchange.xlsx(plan, version="1")
    book = openpyxl.load_workbook(io.BytesIO(back))
    rows = {row[1].value: [cell.value for cell in row] for row in book["survey"].iter_rows()}
    assert rows["statut"][2:4] == ["Propriétaire ?", "Owner or tenant?"]
    assert rows["confort"][0] == "text"
    assert rows["commune"][11] == "departement=${departement}"


def test_a_text_that_looks_like_a_formula_is_written_as_a_text() -> None:
    plan = GridPlan("=1+1", [SectionPlan("a", "-a", questions=[QuestionPlan("b", "=SOMME(A1)")])])
    back, _lost = exchange.xlsx(plan, version="1")
    with zipfile.ZipFile(io.BytesIO(back)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    assert read(back)[0] == plan


def test_what_looked_at_a_removed_question_goes_and_the_rest_comes_back() -> None:
    plan, _remarks = read(xlsforms.household())
    plan.sections[0].questions.pop(0)
    back, lost = exchange.xlsx(plan, version="2")
    rows = {row[1].value: row for row in openpyxl.load_workbook(io.BytesIO(back))["survey"].iter_rows()}
    assert any("s’appuyait sur une question retirée" in one for one in lost)
    assert "departement=${departement}" not in [cell.value for cell in rows["commune"]]
    assert [cell.value for cell in rows["commune"]][3] == "Town"
    assert rows["facade"][0].value == "image"


def test_a_text_that_looks_like_mark_up_or_a_reference_comes_back_as_it_was() -> None:
    question = QuestionPlan("q", "Moins de <b>3</b>, **environ** ${nom} ?", help="<3 ou *2*")
    plan = GridPlan("Grille", [SectionPlan("a", "Partie <a>", questions=[question])])
    assert read(exchange.xlsx(plan, version="1")[0])[0] == plan


@pytest.mark.parametrize("value", ["Q ${x", "l'un \"ou\" l'autre", "${nom}"])
def test_a_condition_on_a_value_that_xpath_cannot_say_comes_back_as_it_was(value: str) -> None:
    first = QuestionPlan("un", "Avec qui ?")
    second = QuestionPlan("deux", "Et pourquoi ?")
    second.conditions = {"join": "any", "tests": [{"key": "un", "operator": "contains", "value": value}]}
    plan = GridPlan("Grille", [SectionPlan("a", "Partie", questions=[first, second])])
    back, lost = exchange.xlsx(plan, version="1")
    assert not lost
    convert(back)
    assert read(back)[0] == plan


words = st.text(st.sampled_from("aéœ Z9*_#[]()'’\"«»\u202f\xa0=-+@<>&{}$/?!.,;"), min_size=1, max_size=30)
texts = words.map(lambda text: text.strip(" \xa0\u202f")).filter(bool).map(lambda text: f"Q {text}")
keys = st.from_regex(r"[a-z0-9_-]{1,12}", fullmatch=True)


@st.composite
def questions(draw: st.DrawFn, key: str, earlier: list[QuestionPlan]) -> QuestionPlan:
    made = QuestionPlan(key, draw(texts), kind=draw(st.sampled_from(Kind.values)))
    made.help, made.prompts = draw(st.one_of(st.just(""), texts)), draw(st.one_of(st.just(""), texts))
    made.dimension = draw(st.sampled_from(["", *Dimension.values]))
    made.approach = draw(st.sampled_from(Approach.values))
    made.organisation_kinds = draw(st.sampled_from([[], ["company", "association"]]))
    made.research = draw(st.sampled_from(["", "1. Comment coopérer ?"]))
    if made.kind in (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES):
        found = draw(st.lists(keys, unique=True, max_size=4))
        made.choices = [ChoicePlan(one, draw(texts), draw(st.booleans())) for one in found]
    if made.kind == Kind.SCALE:
        low = draw(st.integers(-3, 3))
        made.scale_low, made.scale_high = low, low + draw(st.integers(1, 9))
        made.scale_low_label, made.scale_high_label = draw(st.sampled_from([("", ""), ("peu", "beaucoup")]))
    if made.kind == Kind.NUMBER:
        made.unit = draw(st.sampled_from(["", "€", "heures"]))
    made.conditions = draw(conditions(earlier))
    return made


@st.composite
def conditions(draw: st.DrawFn, earlier: list[QuestionPlan]) -> dict:
    tests = []
    for asked in draw(st.lists(st.sampled_from(earlier), max_size=3, unique_by=id)) if earlier else []:
        operator = str(draw(st.sampled_from(operators(asked.kind))))
        value = {
            Kind.NUMBER: 12.5, Kind.SCALE: asked.scale_low, Kind.DATE: "2026-03-12", Kind.COMMUNE: "91200",
        }.get(asked.kind, " ".join(draw(texts).split()))  # fmt: skip
        if asked.choices:
            value = asked.choices[0].key
        elif asked.kind in (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES):
            operator = "answered"
        test = {"key": asked.key, "operator": operator}
        tests.append(test if operator in ("answered", "unanswered") else {**test, "value": value})
    return {"join": draw(st.sampled_from(["all", "any"])), "tests": tests} if tests else {}


@st.composite
def grids(draw: st.DrawFn) -> GridPlan:
    earlier: list[QuestionPlan] = []
    sections = []
    for section_key in draw(st.lists(keys, unique=True, min_size=1, max_size=3)):
        own = []
        for key in draw(st.lists(keys, unique=True, min_size=1, max_size=4)):
            if key not in [one.key for one in earlier]:
                made = draw(questions(key, earlier))
                own.append(made)
                earlier.append(made)
        sections.append(SectionPlan(section_key, draw(texts), draw(st.one_of(st.just(""), texts)), own))
    return GridPlan(draw(texts), [section for section in sections if section.questions])


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(grids())
def test_a_grid_written_and_read_again_is_the_same_grid(plan: GridPlan) -> None:
    back, lost = exchange.xlsx(plan, version="1")
    assert not lost
    convert(back)
    assert read(back)[0] == plan
    assert writing.alike(writing.written(plan, version="1"), exchange.read(io.BytesIO(back), "x.xlsx"))
