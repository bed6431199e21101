"""What the letters of the agenda say until the team says it otherwise."""

from letters.texts import Text

# variable: what it stands for, as the team reads it
VARIABLES = {
    "prénom": "le prénom de la personne",
    "nom": "son nom",
    "rendez-vous": "le titre du rendez-vous",
    "date": "la date et l’heure de la séance",
    "lieu": "où elle a lieu",
    "participation": "« sur place » ou « à distance »",
    "situation": "où en est l’inscription : « votre place est réservée », « vous êtes en liste d’attente, à la 2e place »",
    "collègue": "qui a fait la demande, quand c’est un ou une collègue : « La demande vient de Nina Simone. »",
    "rang": "le rang dans la liste d’attente : « 2e »",
    "délai": "jusqu’à quand une place proposée est gardée",
    "changements": "ce qui a changé : « Lieu : … → … »",
    "précision": "la précision donnée avec l’annulation, le report ou la réponse à une demande",
    "lien": "l’adresse de la page personnelle, pour voir ou annuler l’inscription",
    "agenda": "l’adresse de l’agenda",
    "maison": "le nom du lieu-ressource",
}

# kind of letter: what the team calls it
KINDS = {
    "confirmation": "confirmation",
    "reminder": "déjà inscrit",
    "offer": "place proposée",
    "lapse": "proposition passée",
    "promotion": "place obtenue",
    "decline": "demande non retenue",
    "mode_changed": "autre façon de participer",
    "cancellation": "annulation de l’inscription",
    "session_changed": "séance modifiée",
    "session_cancelled": "séance annulée",
    "week_before": "rappel, sept jours avant",
    "day_before": "rappel, la veille",
    "thanks": "remerciement",
    "feedback": "questionnaire à froid",
    "link": "nouveau lien personnel",
    "message": "message de l’équipe",
}

# The texts of one kind that depend on how things stand
WAITING, POSTPONED, TODAY = "waiting", "session_postponed", "same_day"
REQUESTED, WITHDRAWN, LEFT_LINE = "requested", "withdrawn", "left_line"

TEXTS = {
    "confirmation": Text(
        "Confirmation d’une place",
        "Votre place est réservée – {rendez-vous}",
        """Bonjour {prénom},

Votre place est réservée. Si vous ne pouvez plus venir, dites-le-nous : elle servira à quelqu’un d’autre.

{collègue}""",
    ),
    WAITING: Text(
        "Entrée en liste d’attente",
        "Vous êtes en liste d’attente – {rendez-vous}",
        """Bonjour {prénom},

La séance est complète : vous êtes en liste d’attente, à la {rang} place. Si une place se libère, elle vous est proposée à votre tour : nous vous écrivons.

{collègue}""",
    ),
    "reminder": Text(
        "Réponse à une seconde inscription",
        "Vous étiez déjà sur la liste – {rendez-vous}",
        """Bonjour {prénom},

Une inscription vient d’être demandée avec votre adresse. Vous aviez déjà la vôtre, et elle n’a pas changé : {situation}. Si vous n’avez rien demandé, vous n’avez rien à faire.

{collègue}""",
    ),
    "offer": Text(
        "Place proposée",
        "Une place vous est gardée : répondez – {rendez-vous}",
        """Bonjour {prénom},

Bonne nouvelle : une place s’est libérée et c’est votre tour. Elle vous est gardée jusqu’au {délai}. Dites-nous d’ici là si vous la gardez : sans réponse, elle ira à la personne suivante.""",
    ),
    "lapse": Text(
        "Proposition restée sans réponse",
        "La place est passée au suivant – {rendez-vous}",
        """Bonjour {prénom},

Une place vous était gardée, et nous n’avons pas eu votre réponse à temps : elle est passée au suivant. Vous restez en liste d’attente, à la {rang} place : si une autre place se libère, elle vous sera proposée à votre tour.

Si vous ne pouvez plus venir, quittez la liste depuis votre page : elle avancera pour les autres.""",
    ),
    "promotion": Text(
        "Place obtenue depuis la liste d’attente",
        "Votre place est réservée – {rendez-vous}",
        """Bonjour {prénom},

La place qui s’est libérée est à vous. Si vous ne pouvez plus venir, dites-le-nous dès que possible : elle ira à la personne suivante.""",
    ),
    REQUESTED: Text(
        "Demande reçue",
        "Votre demande est reçue – {rendez-vous}",
        """Bonjour {prénom},

Votre demande est bien reçue. L’équipe répond à chacun : vous n’avez pas encore de place, et nous vous écrivons dès que votre demande est étudiée.

Si vous ne pouvez plus venir, retirez-la depuis votre page.""",
    ),
    "decline": Text(
        "Demande non retenue",
        "Votre demande n’a pas pu être retenue – {rendez-vous}",
        """Bonjour {prénom},

Nous ne pouvons pas vous donner de place à cette séance.

{précision}

Les autres rendez-vous sont dans l’agenda :
{agenda}""",
    ),
    "mode_changed": Text(
        "Changement : sur place ou à distance",
        "Vous participez désormais {participation} – {rendez-vous}",
        """Bonjour {prénom},

Vous avez choisi de participer {participation}, et c’est noté : {situation}. Ce message remplace les précédents.""",
    ),
    "cancellation": Text(
        "Inscription annulée",
        "Votre inscription est annulée – {rendez-vous}",
        """Bonjour {prénom},

Votre inscription est annulée : la place servira à quelqu’un d’autre.

Vous avez changé d’avis ? L’agenda reste ouvert :
{agenda}""",
    ),
    LEFT_LINE: Text(
        "Liste d’attente quittée",
        "Vous avez quitté la liste d’attente – {rendez-vous}",
        """Bonjour {prénom},

C’est noté : vous n’attendez plus de place, et la liste avance pour les autres.

Vous avez changé d’avis ? L’agenda reste ouvert :
{agenda}""",
    ),
    WITHDRAWN: Text(
        "Demande retirée",
        "Votre demande est retirée – {rendez-vous}",
        """Bonjour {prénom},

C’est noté : votre demande est retirée, et l’équipe ne l’étudiera pas.

Vous avez changé d’avis ? L’agenda reste ouvert :
{agenda}""",
    ),
    "session_changed": Text(
        "Séance modifiée",
        "Votre séance a changé – {rendez-vous}",
        """Bonjour {prénom},

Cette séance a changé. Voici ce qu’il faut noter désormais.

{changements}

Votre inscription est gardée ; si vous ne pouvez plus venir, dites-le-nous : la place servira à quelqu’un d’autre.

{précision}""",
    ),
    POSTPONED: Text(
        "Séance reportée",
        "Votre séance est reportée – {rendez-vous}",
        """Bonjour {prénom},

Cette séance est reportée. Voici ce qu’il faut noter désormais.

{changements}

Votre inscription est gardée pour la nouvelle date ; si vous ne pouvez plus venir, dites-le-nous : la place servira à quelqu’un d’autre.

{précision}""",
    ),
    "session_cancelled": Text(
        "Séance annulée",
        "Votre séance est annulée – {rendez-vous}",
        """Bonjour {prénom},

Nous devons annuler cette séance. Vous n’avez rien à faire.

{précision}

Les autres rendez-vous sont dans l’agenda :
{agenda}""",
    ),
    "week_before": Text(
        "Rappel, sept jours avant",
        "Dans une semaine – {rendez-vous}",
        """Bonjour {prénom},

Nous vous attendons dans une semaine. Votre place est réservée.

Vous ne pouvez plus venir ? Dites-le-nous : votre place servira à quelqu’un.""",
    ),
    "day_before": Text(
        "Rappel, la veille",
        "Demain – {rendez-vous}",
        """Bonjour {prénom},

C’est demain. Votre place est réservée, nous vous attendons.

Un empêchement ? Dites-le-nous : quelqu’un attend peut-être.""",
    ),
    TODAY: Text(
        "Rappel de la veille, parti le jour même",
        "Aujourd’hui – {rendez-vous}",
        """Bonjour {prénom},

C’est aujourd’hui. Votre place est réservée, nous vous attendons.

Un empêchement ? Dites-le-nous : quelqu’un attend peut-être.""",
    ),
    "link": Text(
        "Nouveau lien personnel",
        "Votre lien personnel – {rendez-vous}",
        """Bonjour {prénom},

Voici un nouveau lien vers votre page. Si celui d’un message précédent n’ouvre plus rien, c’est celui-ci qui compte.

Votre inscription n’a pas changé : {situation}.""",
    ),
    "thanks": Text(
        "Remerciement, le lendemain",
        "Merci de votre présence – {rendez-vous}",
        """Bonjour {prénom},

Merci d’avoir pris part à ce rendez-vous. Dites-nous ce que vous en pensez : cinq phrases, une minute, et personne ne saura qui a répondu quoi. Pour tout le reste, répondez à ce courriel.

Les prochains rendez-vous sont dans l’agenda :
{agenda}""",
    ),
    "feedback": Text(
        "Questionnaire à froid, quelques semaines après",
        "Qu’en reste-t-il ? – {rendez-vous}",
        """Bonjour {prénom},

Quelques semaines ont passé depuis ce rendez-vous. Qu’est-ce qui vous a servi, qu’est-ce qui a changé ? Cinq phrases, une minute, et personne ne saura qui a répondu quoi : vos réponses nous aident à choisir la suite.""",
    ),
}
