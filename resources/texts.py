"""What the letters of the lending desk say until the team says it otherwise."""

from letters.texts import Text

# variable: what it stands for, as the team reads it
VARIABLES = {
    "prénom": "le prénom de la personne",
    "ressource": "le titre de la ressource",
    "code": "le code de l’exemplaire",
    "retour": "le jour où elle est à rendre : « mardi 3 mars 2027 »",
    "jusqu’au": "jusqu’à quand elle est mise de côté",
    "dates": "les dates d’une réservation : « du mardi 3 mars 2027 au mardi 24 mars 2027 »",
    "précision": "ce que l’équipe a répondu",
    "heures": "les heures du prêt",
    "maison": "le nom du lieu-ressource",
}

LOAN_KINDS = {
    "due_soon": "retour bientôt",
    "due_today": "retour aujourd’hui",
    "late": "retard",
}
HOLD_KINDS = {"hold_ready": "mise de côté", "hold_expired": "non retirée"}
BOOKING_KINDS = {
    "booking_requested": "demande de malle",
    "booking_confirmed": "malle réservée",
    "booking_declined": "demande de malle non retenue",
    "booking_cancelled": "réservation de malle annulée",
}

LOAN_TEXTS = {
    "due_soon": Text(
        "Rappel avant le retour",
        "À rendre bientôt – {ressource}",
        """Bonjour {prénom},

« {ressource} » est à rendre le {retour}. Besoin de plus de temps ? Prolongez le prêt depuis votre espace, ou répondez à ce message.

{heures}""",
    ),
    "due_today": Text(
        "Rappel le jour du retour",
        "À rendre aujourd’hui – {ressource}",
        """Bonjour {prénom},

« {ressource} » est à rendre aujourd’hui.

{heures}""",
    ),
    "late": Text(
        "Relance d’un retard",
        "Nous attendons votre retour – {ressource}",
        """Bonjour {prénom},

« {ressource} » était à rendre le {retour}. Pouvez-vous nous la rapporter ? D’autres l’attendent peut-être. Il n’y a pas d’amende : s’il y a une difficulté, ou s’il manque quelque chose, dites-le-nous simplement.

{heures}""",
    ),
}
HOLD_TEXTS = {
    "hold_ready": Text(
        "Un exemplaire est mis de côté",
        "Votre réservation vous attend – {ressource}",
        """Bonjour {prénom},

« {ressource} » est mise de côté pour vous jusqu’au {jusqu’au}. Passé ce jour, elle ira à la personne suivante.

{heures}""",
    ),
    "hold_expired": Text(
        "Une réservation n’a pas été retirée",
        "Votre réservation est terminée – {ressource}",
        """Bonjour {prénom},

« {ressource} » n’a pas été retirée à temps, et va à la personne suivante. Vous pouvez la réserver de nouveau.""",
    ),
}
BOOKING_TEXTS = {
    "booking_requested": Text(
        "Demande de malle reçue",
        "Votre demande est reçue – {ressource}",
        """Bonjour {prénom},

Votre demande est reçue, et la malle vous est gardée {dates}. L’équipe vous confirme la réservation bientôt.""",
    ),
    "booking_confirmed": Text(
        "Malle réservée",
        "Votre malle est réservée – {ressource}",
        """Bonjour {prénom},

La malle est à vous {dates}. Si vous n’en avez plus besoin, dites-le-nous : elle servira à quelqu’un d’autre.

{heures}""",
    ),
    "booking_declined": Text(
        "Demande de malle non retenue",
        "Votre demande de malle – {ressource}",
        """Bonjour {prénom},

Nous ne pouvons pas vous prêter cette malle {dates}.

{précision}""",
    ),
    "booking_cancelled": Text(
        "Réservation de malle annulée",
        "Votre réservation est annulée – {ressource}",
        """Bonjour {prénom},

La réservation de cette malle {dates} est annulée.

{précision}""",
    ),
}
