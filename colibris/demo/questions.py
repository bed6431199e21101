"""What each kind of rendez-vous asks, and what people may have answered."""

from events.models import Question

TEXT, CHOICE = Question.Kind.TEXT, Question.Kind.CHOICE
YES_NO, NUMBER = Question.Kind.YES_NO, Question.Kind.NUMBER

QUESTIONS: dict[str, list[dict]] = {
    "journee-pedagogique": [
        {
            "label": "Combien de personnes compte votre équipe ?",
            "kind": NUMBER,
            "required": True,
        },
        {"label": "Déjeunez-vous sur place ?", "kind": YES_NO, "required": True},
        {
            "label": "Que préférez-vous pour le déjeuner ?",
            "kind": CHOICE,
            "choices": "Un repas végétarien\nUn repas avec viande ou poisson\nJ’apporte mon repas",
            "required": True,
            "shown_if": "Oui",
        },
    ],
    "atelier": [
        {
            "label": "Avez-vous déjà participé à un atelier ici ?",
            "kind": YES_NO,
        },
        {
            "label": "Y a-t-il une situation dont vous aimeriez parler ?",
            "help_text": "En une phrase, sans qu’on puisse reconnaître une famille.",
        },
    ],
    "info-collective": [
        {
            "label": "Où en êtes-vous de votre projet ?",
            "kind": CHOICE,
            "choices": "Je me renseigne\nJe cherche une formation\nJe suis en formation\n"
            "Je travaille déjà auprès d’enfants",
        },
    ],
}
SITUATIONS = [
    "Les pleurs au moment de la séparation.",
    "Un repas qui devient tendu.",
    "Parler du temps d’écran avec les parents.",
]


def for_kind(kind):
    rows = QUESTIONS.get(kind, [])
    return [Question(sort_order=order, **row) for order, row in enumerate(rows)]


def answers(event, rng):
    """Those of somebody who skips what they may."""
    given: dict[Question, str] = {}
    above: Question | None = None
    for question in event.questions.all():
        if question.shown_if and (above is None or given.get(above) != question.shown_if):
            continue
        if question.required or rng.random() < 0.6:
            given[question] = _answer(question, rng)
        above = above if question.shown_if else question
    return [
        {"key": question.key, "question": question.label, "answer": answer}
        for question, answer in given.items()
    ]


def _answer(question, rng):
    if question.options:
        return rng.choice(question.options)
    return str(rng.randint(4, 18)) if question.kind == NUMBER else rng.choice(SITUATIONS)
