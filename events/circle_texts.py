"""What the letters of circles say until the team says it otherwise."""

from letters.texts import Text

# variable: what it stands for, as the team reads it
VARIABLES = {
    "prénom": "le prénom de la personne",
    "cercle": "le nom du cercle",
    "qui": "le nom de la personne qui demande à rejoindre le cercle",
    "sondage": "le titre du sondage de dates",
    "dates": "les dates décidées, une par ligne",
    "lien": "l’adresse de la page du cercle, dans son espace",
    "maison": "le nom du lieu-ressource",
}

# kind of letter: what the team calls it
KINDS = {
    "request": "demande à étudier",
    "accepted": "bienvenue dans le cercle",
    "appointed": "qui anime le cercle",
    "refused": "demande de rejoindre non retenue",
    "invitation": "invitation à rejoindre le cercle",
    "poll": "sondage de dates",
    "planned": "dates décidées",
}

TEXTS = {
    "request": Text(
        "À qui anime : une demande attend",
        "Une demande pour votre cercle – {cercle}",
        """Bonjour {prénom},

{qui} demande à rejoindre le cercle que vous animez. Acceptez ou refusez sa demande depuis la page du cercle.""",
    ),
    "accepted": Text(
        "Demande acceptée",
        "Bienvenue dans le cercle – {cercle}",
        """Bonjour {prénom},

Votre demande est acceptée : vous faites partie du cercle. Sa page vous attend dans votre espace, avec les prochaines rencontres, les sujets et ce qui s’y partage.""",
    ),
    "appointed": Text(
        "À qui va animer un cercle",
        "Vous animez un cercle – {cercle}",
        """Bonjour {prénom},

Vous animez désormais ce cercle. Depuis sa page, dans votre espace, vous répondez aux demandes, vous invitez, vous proposez des dates et vous les planifiez.""",
    ),
    "refused": Text(
        "Demande de rejoindre non retenue",
        "Votre demande n’a pas pu être retenue – {cercle}",
        """Bonjour {prénom},

Le cercle ne peut pas vous accueillir pour le moment. Il ne garde rien de votre demande : vous pourrez en faire une autre plus tard.""",
    ),
    "invitation": Text(
        "Invitation",
        "Une invitation à rejoindre un cercle – {cercle}",
        """Bonjour {prénom},

La personne qui anime ce cercle vous y invite. Une place vous y est gardée : dites, depuis votre espace, si vous la prenez. Sans réponse de votre part, rien ne change.""",
    ),
    "poll": Text(
        "Sondage de dates",
        "Quand se retrouver ? Donnez vos disponibilités – {cercle}",
        """Bonjour {prénom},

Des dates sont proposées : {sondage}. Dites pour chacune si vous pouvez venir. Vous serez parmi les premiers à savoir ce qui est décidé.""",
    ),
    "planned": Text(
        "Dates décidées",
        "Les dates sont décidées – {cercle}",
        """Bonjour {prénom},

Vous aviez répondu au sondage : voici ce qui est décidé.

{dates}

Vous l’apprenez avant tout le monde. Prenez votre place depuis la page du cercle.""",
    ),
}
