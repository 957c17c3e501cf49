"""French words of every day that are also first or last names, or places: pointed out, never replaced by themselves.

Folded as ``spelling.fold`` does.
"""

COMMON = frozenset(
    """
    abbe abeille acier agneau aigle aime alouette ami ange angelique arc ardoise argent atelier aube aurore avril
    azur baron bas basse beau belle berger bien blanc blanche bleu blond bois bon bonne boucher boulanger bourg
    bourgeois bouton brive brun cadet caillou capucine careme carre carriere carton cerf cerise chance chantier
    chapelle charme charpentier charron chat chateau chaussee chaux chene cheval chevalier chevreuil cigale clair
    claire clef clement cloche coeur coin colline comte constance constant content coq corbeau cordier cote cour
    court courte cousin couteau couvreur croix cygne danse desire desiree die dimanche douce doux droit duc dur
    dure ecole ecu eglise encre ensemble entre esperance espoir essor est etape ete etoile eveque falaise faucon
    fer fin fleur flore fontaine force forestier foret fort forte four fournier franc france franche frene frere
    gage gain gap garcon garde gardien gare gauche geai gentil gex gloire grace grand grande grange gravier gris
    gros grosse grue hardi haut haute hetre heureux hiver hyacinthe image innocent iris issue jade janvier jardin
    jardinier jasmin jeudi jeune joli jolie jour juste justice lac laurier leger lens lion lis long longue loup
    lundi macon mai maire maison maitre marais marchand marche mardi mare marechal marguerite marin marine marquis
    mars matin menuisier mer merci mercier mercredi merle meunier midi minuit mode modeste moine moineau monde
    monnaie mont montagne moulin mouton mur nation neuf neveu noel noir nord noyer oasis olive olivier oncle opale
    or orange orme ouest ours pacifique page paix paon pape papillon parc parent parfait paris part pas passage
    patience pays peintre pelerin pelletier perdrix petit petite pic pierre pinson place plaine plan plat point
    pointe poirier poisson pommier pont porte poste pot potier poulain prairie presse prevost prince printemps
    prudence prudent prune prunier puits quai quartier quint rang rapide reine relais renard ressort retour
    riviere roche rocher roi roman rond rose rosier rossignol rouge roux ruby rue ruisseau sabatier sable sabler
    sage saison samedi sauvage seigneur sel sens serein sete seul signe simple soldat soleil sud table tailleur
    tanneur taureau temps terre tisserand tissier toit tonnelier tour tours tout train trait travail tuilier
    unique vaillant valence valet vallee vassal veau vendredi vent verrier vert victoire vie vienne vieux vigne
    vigneron village ville violette vitre voie voisin vrai
    """.split()  # noqa: SIM905 - one word a line would fill six screens
)
