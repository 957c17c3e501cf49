"""Forms as people write them in French, made here; nothing is copied from a real one."""

import io
from typing import Any

import openpyxl

Rows = list[list[Any]]


def workbook(**sheets: Rows) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def household() -> bytes:
    """A household survey in two languages: nested groups, conditions, a scale, a cascade, what phones record."""
    survey = [
        ["type", "name", "label::Français (fr)", "label::English (en)", "hint::Français (fr)", "required", "relevant",
         "constraint", "constraint_message::Français (fr)", "appearance", "parameters", "choice_filter", "calculation",
         "default"],
        ["start", "start"],
        ["end", "end"],
        ["deviceid", "deviceid"],
        ["note", "intro", "Bonjour, je m’appelle … et je travaille pour le **syndicat** du pays.", "Hello"],
        ["begin_group", "identification", "Identification du ménage", "Household"],
        ["select_one departement", "departement", "Département", "County", None, True],
        ["select_one commune", "commune", "Commune", "Town", None, "yes", None, None, None, "minimal", None,
         "departement=${departement}"],
        ["integer", "nb_personnes", "Combien de personnes vivent dans ce logement ?", "How many people?",
         "Comptez les enfants en garde alternée.", "true()", None, ". > 0 and . < 30", "Entre 1 et 29."],
        ["calculate", "grand_menage", None, None, None, None, None, None, None, None, None, None,
         "if(${nb_personnes} > 4, 1, 0)"],
        ["geopoint", "position", "Position du logement", "Location"],
        ["end_group", "identification"],
        [],
        ["begin_group", "logement", "Le logement", "Dwelling"],
        ["select_one statut", "statut", "Êtes-vous propriétaire ou locataire ?", "Owner or tenant?", None, "yes"],
        ["select_one oui_non", "travaux", "Avez-vous fait des travaux depuis 2015 ?", "Works since 2015?", None, None,
         "${statut} = 'proprietaire'"],
        ["begin_group", "detail_travaux", "Vos travaux", "Works", None, None, "${travaux} = 'oui'"],
        ["select_multiple travaux or_other", "quels_travaux", "Lesquels ?", "Which?"],
        ["decimal", "cout", "Combien ont-ils coûté, en euros ?", "Cost?", None, None,
         "selected(${quels_travaux}, 'isolation') or selected(${quels_travaux}, 'chauffage')"],
        ["date", "fin_travaux", "Quand ont-ils pris fin ?", "When?", None, None, None, None, None, "month-year"],
        ["end_group", "detail_travaux"],
        ["text", "pourquoi", "Pourquoi pas ?", "Why not?", None, None, "${travaux} = 'non' and ${statut} != ''",
         None, None, "multiline"],
        ["range", "confort", "Votre confort en hiver, de 1 à 5 ?", "Comfort?", None, None, None, None, None, None,
         "start=1 end=5 step=1"],
        ["end_group", "logement"],
        ["begin_repeat", "enfants", "Les enfants", "Children", None, None, "${nb_personnes} >= 3"],
        ["text", "prenom", "Prénom", "Name"],
        ["integer", "age", "Quel âge a ${prenom} ?", "How old is ${prenom}?"],
        ["end_repeat", "enfants"],
        ["image", "facade", "Une photo de la façade", "A picture"],
        ["note", "merci", "Merci !", "Thanks!"],
    ]  # fmt: skip
    choices = [
        ["list_name", "name", "label::Français (fr)", "label::English (en)", "departement"],
        ["departement", 91, "Essonne", "Essonne"],
        ["departement", 28, "Eure-et-Loir", "Eure-et-Loir"],
        ["commune", "dourdan", "Dourdan", "Dourdan", 91],
        ["commune", "etampes", "Étampes", "Etampes", 91],
        ["commune", "chartres", "Chartres", "Chartres", 28],
        ["statut", "proprietaire", "Propriétaire", "Owner"],
        ["statut", "locataire", "Locataire", "Tenant"],
        ["oui_non", "oui", "Oui", "Yes"],
        ["oui_non", "non", "Non", "No"],
        ["travaux", "isolation", "Isolation", "Insulation"],
        ["travaux", "chauffage", "Chauffage", "Heating"],
        ["inutile", "x", "Jamais posée", "Never"],
    ]
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        ["Enquête logement 2026", "enquete_logement", 20260301, "Français (fr)"],
    ]
    return workbook(survey=survey, choices=choices, settings=settings, **{"Notes de terrain": [["à relire"]]})


def field_guide() -> bytes:
    """An interview guide as Kobo gives it back: groups without a title, booleans, old spellings left aside."""
    survey = [
        ["type", "name", "label", "hint", "guidance_hint", "required", "relevant", "appearance"],
        ["begin_group", "group_ab1cd23", None, None, None, None, None, "field-list"],
        ["text", "structure", "Nom de la structure", "Raison sociale", None, True],
        ["select_multiple role", "role", "Quels rôles joue-t-elle ?"],
        ["end_group"],
        ["begin_group", "cooperation", "Coopérer"],
        ["note", "consigne", "Laissez parler avant de relancer."],
        ["text", "avec_qui", "Avec qui travaillez-vous ?", None, "Depuis quand ?", None,
         "not(selected(${role}, 'autre'))", "multiline"],
        ["select_one accord", "accord", "« La commune nous aide » : êtes-vous d’accord ?", None, None, None, None,
         "likert"],
        ["text", "precisez", "Précisez", None, None, None, "${accord} = 'oui' or ${accord} = 'plutot'"],
        ["end_group"],
    ]  # fmt: skip
    choices = [
        ["list_name", "name", "label"],
        *[["role", name, label] for name, label in (("finance", "Finance"), ("anime", "Anime"), ("autre", "Autre"))],
        *[["accord", name, label] for name, label in (("oui", "Oui"), ("plutot", "Plutôt"), ("non", "Non"))],
    ]
    return workbook(survey=survey, choices=choices, settings=[["form_title"], ["Guide d’entretien : l’ESS"]])


def old_spelling() -> bytes:
    """A form of ten years ago: single colons, commands in words, one sheet in capitals."""
    survey = [
        ["Type", "Name", "Label:English", "Label:Francais", "Relevance"],
        ["begin group", "a", "Part", "Partie A"],
        ["select one from oui_non", "q1", "Do you?", "Faites-vous ?", ""],
        ["select all that apply from oui_non", "q2", "Which?", "Lesquels ?", "${q1}='oui'"],
        ["string", "q3", "Say", "Dites", "(${q1} = 'oui') and (selected(${q2}, 'non'))"],
        ["int", "q4", "", "", "(${q1} = 'oui' or ${q2} = 'non') and ${q3} != ''"],
        ["end group"],
    ]
    survey[5][2:4] = ["How many?", "Combien ?"]
    choices = [
        ["list name", "name", "label:English", "label:Francais"],
        ["oui_non", "oui", "Yes", "Oui"],
        ["oui_non", "non", "No", "Non"],
    ]
    return workbook(Survey=survey, Choices=choices)


def roster() -> bytes:
    """One group around all, groups without a title, a repeat, lists from elsewhere, a name met twice."""
    survey = [
        ["type", "name", "label", "relevant", "appearance", "choice_filter", "repeat_count"],
        ["begin_group", "page", "Enquête"],
        ["begin_group", "securite", "Sécurité"],
        ["select_one accord", "accord", "Consentez-vous ?"],
        ["integer", "nb", "Combien êtes-vous ?"],
        ["end_group"],
        ["begin_group", "suite", "Suite", "${accord} = '1'"],
        ["begin_repeat", "membres", "Membres", None, None, None, "3"],
        ["begin_group", "identite", None, None, "field-list"],
        ["text", "prenom", "Prénom"],
        ["integer", "nb", "Combien d’heures ?"],
        ["end_group"],
        ["end_repeat"],
        ["select_one region", "region", "Région"],
        ["select_one_external commune", "commune", "Commune", None, None, "region=${region}"],
        ["select_one_from_file metiers.csv", "metier", "Métier"],
        ["rank accord", "rang", "Rangez"],
        ["time", "heure", "À quelle heure ?"],
        ["acknowledge", "lu", "J’ai lu"],
        ["end_group"],
        ["end_group"],
    ]
    accord = [["accord", "1", "Oui"], ["accord", "0", "Non"]]
    return workbook(
        survey=survey,
        choices=[["list_name", "name", "label"], *accord, ["region", "idf", "Île-de-France"]],
        external_choices=[["list_name", "name", "label", "region"], ["commune", "dourdan", "Dourdan", "idf"]],
    )


ALL = {"household": household, "field_guide": field_guide, "old_spelling": old_spelling, "roster": roster}
