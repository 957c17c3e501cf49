"""Interview guides as people write them, and what each line of them is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guide:
    """``roles``: one letter a line. T title, S part, Q question, P prompt, O answer, E scale, H help, L left."""

    pasted: str
    roles: str


def _word(text: str, *, level: int = 0, sign: str = "·", heading: int = 0, bold: bool = False) -> str:
    """A paragraph as Word puts it on the clipboard."""
    if heading:
        colour = "<span style='color:#2F5496'>"
        return f"<h{heading} style='margin-top:12.0pt;mso-list:none'>{colour}{text}<o:p></o:p></span></h{heading}>"
    body = f"<b style='mso-bidi-font-weight:normal'>{text}</b>" if bold else text
    if not level:
        return f"<p class=MsoNormal style='text-align:justify'><span lang=FR>{body}<o:p></o:p></span></p>"
    space = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>"
    mark = f"<![if !supportLists]><span style='mso-list:Ignore'>{sign}{space}</span><![endif]>"
    style = f"margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level{level} lfo1"
    return f"<p class=MsoListParagraphCxSpMiddle style='{style}'>{mark}<span lang=FR>{text}<o:p></o:p></span></p>"


WORD_LISTS = Guide(
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body lang=FR><!--StartFragment-->"
    + _word("Guide d’entretien – acteurs de la rénovation", heading=1)
    + _word("Durée : une heure et demie. Rappeler les règles de confidentialité.")
    + _word("I. Présentation de la structure", heading=2)
    + _word("Pouvez-vous présenter votre structure&nbsp;?", level=1, sign="1.")
    + _word("Date de création", level=2, sign="o")
    + _word("Nombre de salariés", level=2, sign="o")
    + _word("Êtes-vous adhérent d’un réseau&nbsp;?", level=1, sign="2.")
    + _word("Oui", level=2, sign="o")
    + _word("Non", level=2, sign="o")
    + _word("Ne sait pas", level=2, sign="o")
    + _word("II. Les coopérations", heading=2)
    + _word("Avec qui travaillez-vous au quotidien&nbsp;?", level=1, sign="3.")
    + _word("Relances&nbsp;: fréquence, formalisation, argent échangé")
    + "<!--EndFragment--></body></html>",
    "THSQPPQOOOSQP",
)
WORD_BOXES = Guide(
    _word("Votre activité", bold=True)
    + _word("Quelles sont vos activités&nbsp;? (plusieurs réponses possibles)")
    + _word("Réemploi", level=1, sign="☐")
    + _word("Rénovation", level=1, sign="☐")
    + _word("Formation", level=1, sign="☐")
    + _word("Avez-vous un local&nbsp;?  ☐ Oui  ☐ Non  ☐ En projet")
    + _word("Comment l’avez-vous trouvé&nbsp;?"),
    "SQOOOQOOOQ",
)
LIBREOFFICE = Guide(
    '<p class="western" align="justify" style="margin-bottom: 0.35cm">'
    '<font face="Liberation Serif, serif"><b>Thème 1 : le lieu</b></font></p>'
    '<ol><li><p style="margin-bottom: 0cm">Depuis quand occupez-vous ce lieu ?</p>'
    "<ul><li><p>bail, propriété, mise à disposition</p></li><li><p>travaux faits</p></li></ul></li>"
    "<li><p>Sur une échelle de 1 à 5, ce lieu vous convient-il ? (1 = pas du tout, 5 = tout à fait)</p></li></ol>"
    '<p class="western"><b>Thème 2 : les moyens</b></p>'
    '<ol start="3"><li><p>Quel est votre statut ?</p><ul><li><p>Association</p></li><li><p>Coopérative</p></li>'
    "<li><p>Autre (préciser)</p></li></ul></li></ol><p><i>Consigne : laisser parler.</i></p>",
    "SQPPQSQOOOH",
)
GOOGLE = Guide(
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1a2b">'
    '<h1 dir="ltr" style="line-height:1.38"><span style="font-size:20pt">Entretien avec une collectivité</span></h1>'
    '<h2 dir="ltr"><span>1. Le projet</span></h2>'
    '<ul style="margin-top:0"><li dir="ltr" aria-level="1">'
    '<p dir="ltr" role="presentation"><span>Quel est le projet ?</span></p></li>'
    '<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>les origines</span></p></li>'
    '<li dir="ltr" aria-level="2"><p dir="ltr"><span>les personnes</span></p></li></ul>'
    '<li dir="ltr" aria-level="1"><p dir="ltr"><span>Qui décide ?</span></p></li></ul>'
    '<h2 dir="ltr"><span>2. Les suites</span></h2><p dir="ltr"><span>Que feriez-vous autrement ?</span></p></b>',
    "TSQPPQSQ",
)
MARKDOWN = Guide(
    """# Guide ESS

## A/ Le collectif

1. **Comment êtes-vous organisés ?**
   - gouvernance
   - partage de la valeur
2. Versez-vous des salaires ?
   - [ ] Oui
   - [ ] Non

## B/ Les ressources

| Question | Relances |
|---|---|
| D’où viennent vos ressources ? | subventions, ventes |
| Qui vous aide ? | bénévoles |
""",
    "TSQPPQOOSLLQPQP",
)
PDF = Guide(
    """GUIDE D’ENTRETIEN SEMI-DIRECTIF
1. Présentation
1.1 Pouvez-vous nous raconter comment votre association est née et ce qui vous a
conduit à travailler sur le réemploi des matériaux dans ce territoire ?
1.2 Quels sont aujourd’hui vos principaux partenaires, et comment les avez-vous
rencontrés ?
Relances :
- collectivités
- entreprises du bâtiment, y compris celles qui ne sont pas adhérentes et qui
viennent seulement de temps en temps
Page 1 / 2
2. Modèle économique
2.1 Vendez-vous une partie de ce que vous collectez ?
Oui / Non / Ne sait pas
2.2 À combien estimez-vous la part des ventes ?
""",
    "TSQQPPPLSQOQ",
)
SCALES = Guide(
    """Partie A : votre avis
A quel point êtes-vous satisfait de cette coopération ?
1 = pas du tout … 5 = tout à fait
Notez de 0 à 10 la confiance que vous avez dans la collectivité.
Que pensez-vous du coût ?
1 = trop cher
2 = cher
3 = juste
""",
    "SQEQQEEE",
)
BARE = Guide(
    """Les débuts
Comment avez-vous commencé ?
Avec quels moyens ?
3 salariés ou plus au départ ?
Le quotidien
• Racontez une journée
• Qui fait quoi ?
  o répartition
  o remplacements
""",
    "TQQQSQQPP",
)
ROMAN = Guide(
    """I. LE TERRITOIRE
    a) Quels sont ses atouts ?
    b) Quelles sont ses faiblesses ?
II. LES ACTEURS
    1) Qui manque autour de la table ?
        - élus
        - habitants
    2) À quelle fréquence vous réunissez-vous ?
        - chaque semaine
        - chaque mois
        - moins souvent
NB : ne pas insister si la personne hésite.
""",
    "SQQSQPPQOOOH",
)
TABLE_WORD = Guide(
    "<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Thèmes</b></p></td>"
    "<td><p><b>Questions</b></p></td>"
    "<td><p><b>Relances</b></p></td><td><p><b>Objectifs</b></p></td></tr>"
    "<tr><td rowspan=2><p>Le métier</p></td><td><p>Quel est votre métier ?</p></td>"
    "<td><p>formation</p><p>parcours</p></td>"
    "<td><p>Faire connaissance</p></td></tr>"
    "<tr><td><p>Et votre équipe ?</p></td><td><p>effectif</p></td><td><p></p></td></tr>"
    "<tr><td><p>Le réseau</p></td><td><p>Décrivez vos liens avec les autres structures</p></td>"
    "<td><p>formels ou non</p></td><td></td></tr></table>",
    "LLLLSQPPHQPSQP",
)
TABLE_TEXT = Guide(
    "Grille\nQuestions\tRelances\nQui êtes-vous ?\tparcours\nQue faites-vous ?\tmétier ; lieu\n",
    "TLLQPQP",
)
TABLE_WITHOUT_TITLES = Guide(
    "<table><tr><td>Qui êtes-vous ?</td><td>parcours, formation</td></tr>"
    "<tr><td>Que faites-vous ?</td><td>lieu</td></tr></table>",
    "QPQP",
)
INLINE = Guide(
    """BLOC 1 – LES FLUX
Q1. Achetez-vous des matériaux de réemploi ? (oui / non)
Q2. Si oui, lesquels ? (une seule réponse)
○ bois
○ métal
○ autres, précisez
Q3. Êtes-vous d’accord avec cette phrase : « le réemploi coûte plus cher » ?
- Tout à fait d’accord
- Plutôt d’accord
- Pas du tout d’accord
Aide : lire la phrase deux fois.
Q4. Merci de décrire un chantier
""",
    "SQOQOOOQOOOHQ",
)

NUMBERED = Guide(
    """1. La structure
Qui êtes-vous ?
2. Racontez vos débuts
Avec qui ?
""",
    "SQQQ",
)

GUIDES = {
    "word-lists": WORD_LISTS,
    "word-boxes": WORD_BOXES,
    "libreoffice": LIBREOFFICE,
    "google": GOOGLE,
    "markdown": MARKDOWN,
    "pdf": PDF,
    "scales": SCALES,
    "bare": BARE,
    "roman": ROMAN,
    "table-word": TABLE_WORD,
    "table-text": TABLE_TEXT,
    "table-without-titles": TABLE_WITHOUT_TITLES,
    "inline": INLINE,
    "numbered": NUMBERED,
}
