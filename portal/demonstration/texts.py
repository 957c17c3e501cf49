"""Invented interview notes and draft chapters of the demonstration. No one ever said these words."""

NOTE_EFC = """
<h2>Coopérer au quotidien</h2>
<p>L’agence reçoit les ménages en premier. Quand le projet comporte une part d’autorénovation, la conseillère les oriente
vers la coopérative, mais rien ne dit qui reste responsable du conseil ensuite.</p>
<p>« Avant, chacun gardait ses familles. Maintenant on se passe les dossiers, et on se rappelle pour savoir ce qu’ils sont
devenus. Personne ne nous paie pour ce temps-là. »</p>
<h2>Ce que cela change au modèle</h2>
<p>Le temps de coordination n’entre dans aucune convention. Il est pris sur les permanences. L’agence le voit comme un
investissement ; la coopérative comme une condition de survie.</p>
<p>« Si on comptait nos heures de coopération, on arrêterait tout de suite. Ou alors on demanderait à être payés pour ce
qu’elles évitent : des travaux mal faits, des familles qui abandonnent. »</p>
<p>À creuser : qui bénéficie des travaux évités ? La collectivité, les ménages, l’assureur ?</p>
"""
NOTE_ESS = """
<h2>Origine des coopérations</h2>
<p>La commune a prêté un hangar pour stocker des matériaux de réemploi. Le prêt est oral. L’élue y voit un service rendu
aux habitants, pas une subvention.</p>
<p>« Le hangar, on ne l’a pas mis dans le budget. C’est un coup de main. Mais sans lui, il n’y a pas de réemploi ici. »</p>
<h2>Gouvernance</h2>
<p>Les ménages accompagnés deviennent sociétaires s’ils le veulent. Un sur cinq environ le fait. Le conseil peine à leur
donner une place qui ne soit pas que consultative.</p>
"""
#: First words of a passage → the question it speaks of; then the closed answers, on which the pair differs once.
PLACED_EFC = {
    "L’agence reçoit": "avec-qui",
    "« Avant, chacun": "metier",
    "Le temps de coordination": "contributions",
    "« Si on comptait": "contributions",
    "À creuser": "effets-utiles",
}
PLACED_ESS = {
    "La commune a prêté": "conventions",
    "« Le hangar": "contributions",
    "Les ménages accompagnés": "place-des-habitants",
}
ANSWERS_EFC = {
    "lieu-partage": "oui",
    "surface-partagee": 120,
    "ressources": ["ventes", "subventions"],
    "poids-des-regles": 4,
}
ANSWERS_ESS = {"lieu-partage": "oui", "ressources": ["ventes", "subventions", "benevolat"]}
SHARED = """
<p>Deux ressources font tenir l’écosystème sans apparaître dans aucun compte : le temps que l’agence et la coopérative
passent à se coordonner, et le hangar prêté par la commune. Nos deux lectures convergent : ce sont des contributions non
monétaires, et leur effet utile profite à d’autres qu’à ceux qui les apportent.</p>
<p>Nous divergeons sur la suite : faut-il les rendre visibles pour les financer (EFC), ou protéger leur caractère de don
(ESS) ?</p>
"""

#: Words of the passage, and the wording proposed for publication.
EXCERPT_TIME = (
    "Avant, chacun gardait",
    "Avant, chacun gardait ses familles. Maintenant on se passe les dossiers, et on se rappelle pour savoir ce qu’ils "
    "sont devenus. Personne ne nous paie pour ce temps-là.",
)
EXCERPT_HOURS = (
    "Si on comptait nos heures",
    "Si on comptait nos heures de coopération, on arrêterait tout de suite. Ou alors on demanderait à être payés pour ce "
    "qu’elles évitent : des travaux mal faits, des familles qui abandonnent.",
)
EXCERPT_BARN = (
    "Le hangar, on ne l’a pas mis",
    "Le hangar, on ne l’a pas mis dans le budget. C’est un coup de main. Mais sans lui, il n’y a pas de réemploi ici.",
)

FRAMING_ABSTRACT = (
    "Pourquoi ce commun, sur quels territoires, avec quelles questions. Premier livrable de la phase de cadrage."
)
FRAMING_WHY = """
<p>Le secteur du bâtiment représente 44 % de l’énergie consommée en France et 23 % des émissions de gaz à effet de serre
(ministère de la Transition énergétique, 2021). Il produit 76 % des déchets issus des activités économiques (ADEME,
Déchets, chiffres-clés, 2023). Rénover ce qui existe et réemployer les matériaux répondent au même problème, mais ces deux
mondes travaillent rarement ensemble.</p>
<h2>Une hypothèse</h2>
<p>La coopération entre acteurs d’un même territoire peut rendre ces activités faisables techniquement et viables
économiquement. Elle oblige pourtant chacun à revoir ce qu’il compte, ce qu’il vend et ce qu’il donne.</p>
<h2>Trois dimensions d’un modèle économique</h2>
<table>
<thead><tr><th>Dimension</th><th>Ce que l’on regarde</th><th>Exemple de question</th></tr></thead>
<tbody>
<tr><td>Monétaire</td><td>Qui paie quoi, à qui</td><td>Quelles contributions ne passent par aucune facture ?</td></tr>
<tr><td>Réelle</td><td>Le travail, son organisation, ses effets</td><td>Qu’est-ce que coopérer change à votre métier ?</td></tr>
<tr><td>Institutionnelle</td><td>Contrats, normes, droit</td><td>Quelle règle vous empêche de faire mieux ?</td></tr>
</tbody>
</table>
"""
FRAMING_WHERE = """
<p>Trois terrains sont en préparation : l’un métropolitain, l’autre péri-urbain, le dernier rural. Les contacts sont
engagés avec deux agences locales de l’énergie et du climat. Le terrain rural reste une hypothèse.</p>
<h2>Le terrain péri-urbain</h2>
<p>L’ouest et le sud de l’Essonne mêlent vallées résidentielles et plateaux agricoles. Une coopérative y accompagne les
ménages qui rénovent eux-mêmes, avec les agences, les communes et le parc naturel régional.</p>
<p>[[carte:ouest-essonne]]</p>
<h2>Le terrain métropolitain</h2>
<p>Dans l’est parisien, l’habitat collectif domine et la copropriété est l’échelle de la décision.</p>
<p>[[carte:est-parisien-alec-mve]]</p>
"""
FRAMING_HOW = """
<p>Les entretiens sont menés par des binômes croisant une approche par l’économie de la fonctionnalité et de la
coopération et une approche par l’économie sociale et solidaire. Chacun garde ses notes ; un compte rendu commun consigne
ce sur quoi les deux s’accordent, et ce sur quoi ils ne s’accordent pas.</p>
<h2>Ce que les personnes rencontrées décident</h2>
<ul>
<li>Rien de ce qu’elles disent n’entre dans un texte sans leur consentement.</li>
<li>Elles choisissent d’être citées sous pseudonyme, citées nommément, ou pas du tout.</li>
<li>Elles peuvent changer d’avis : le passage est alors retiré, et une édition corrigée le remplace.</li>
</ul>
<h2>Se déplacer sobrement</h2>
<p>Les équipes privilégient la marche, le vélo et les transports en commun ; aucun déplacement en avion n’est prévu ; une
part des entretiens se fait à distance.</p>
"""

COMMONS_ABSTRACT = (
    "Ce que l’enquête en Essonne apprend sur les ressources invisibles de la coopération. Version de travail, soumise aux "
    "groupes miroirs."
)


def commons_invisible(excerpt_time: str, excerpt_barn: str) -> str:
    return f"""
<p>Ce qui fait tenir un écosystème de rénovation n’apparaît pas toujours dans ses comptes. Deux ressources reviennent dans
l’enquête : du temps passé à se coordonner, et des lieux prêtés.</p>
<h2>Du temps que personne ne paie</h2>
<p>Se passer un dossier, rappeler, vérifier que le ménage n’a pas abandonné : cette coordination n’entre dans aucune
convention. Elle conditionne pourtant la qualité des travaux.</p>
<p>[[verbatim:{excerpt_time}]]</p>
<h2>Des lieux prêtés</h2>
<p>Le réemploi demande de l’espace avant de demander de l’argent. Un hangar communal suffit à rendre possible ce qu’aucune
filière ne proposait.</p>
<p>[[verbatim:{excerpt_barn}]]</p>
<p>Ces contributions ne sont pas monétaires. Leur effet utile profite souvent à d’autres qu’à ceux qui les apportent.</p>
"""


COMMONS_CONDITIONS = """
<p>L’enquête fait apparaître quatre conditions, que les prochains terrains mettront à l’épreuve.</p>
<ol>
<li>Un tiers de confiance qui reçoit les ménages et n’a rien à leur vendre.</li>
<li>Des espaces où stocker, trier et réparer.</li>
<li>Un moment régulier pour parler du travail, et pas seulement des dossiers.</li>
<li>Une manière de reconnaître le temps de coopération, qui ne le transforme pas en marchandise.</li>
</ol>
<h2>Ce qui reste ouvert</h2>
<p>Faut-il rendre visibles ces contributions pour les financer, ou protéger leur caractère de don ? Les deux approches du
collectif ne donnent pas la même réponse, et nous laissons la question ouverte ici.</p>
<p>[[carte:ouest-essonne]]</p>
"""

#: Paragraph beginning, kind, what the reader says; then the answer, or nothing while it waits.
REMARKS = (
    (
        "Se passer un dossier",
        "recognised",
        "Chez nous aussi ce temps disparaît. Nous l’avons chiffré à une demi-journée par semaine et par conseillère : "
        "donner un ordre de grandeur aiderait.",
        (
            "accepted",
            "Merci. Nous n’avons pas de mesure sur ce terrain ; nous ajoutons la question à la grille des deux prochains.",
        ),
    ),
    (
        "Un tiers de confiance",
        "unclear",
        "« N’a rien à leur vendre » : cela exclut-il une coopérative qui facture l’accompagnement ?",
        None,
    ),
)
