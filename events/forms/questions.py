"""The questions of a rendez-vous in a form, and the answers as they are kept.

A question may depend on the answer to one above. Without a script all are shown and say when they
are to be answered; here, what was not asked is neither required nor kept.
"""

from typing import NamedTuple

from django import forms

from accounts.humans import Line
from events.models import Question
from events.wording import quoted

PRIVACY = "N’écrivez ni nom d’enfant ni information de santé."
MOST = 9999  # what a number may be: people, years, minutes
FEW = 6  # choices that are read at a glance
ANSWER_REQUIRED = "Répondez à cette question."


class Asked(NamedTuple):
    """A question in its form, and what shows it: another question, and its answer."""

    field: forms.BoundField
    above: forms.BoundField | None
    shown_if: str


class AsksQuestions(forms.Form):
    """`add_questions` comes after the form's own fields, once for each rendez-vous."""

    _questions: list[tuple[str, Question, Question | None]] = []

    def add_questions(self, event, answers=(), optional=False):
        """A field for each question, filled with what was answered before. `optional`: the team
        writes down what it was told."""
        before = {answer["key"]: answer["answer"] for answer in answers}
        above = None
        self._questions = [*self._questions]  # the form's own, not the class's
        for question in event.questions.all():
            name = f"question_{question.key}"
            parent = above if question.shown_if else None
            self.fields[name] = _field(question, parent, optional)
            self.initial[name] = before.get(question.key, "")
            self._questions.append((name, question, parent))
            above = above if question.shown_if else question

    @property
    def questions(self):
        for name, question, parent in self._questions:
            above = self[f"question_{parent.key}"] if parent else None
            yield Asked(self[name], above, question.shown_if)

    @property
    def answers(self):
        """What is kept: with its question as it was asked, whatever becomes of it later."""
        given = ((self.cleaned_data.get(name), name, q) for name, q, _ in self._questions)
        return [
            {"key": question.key, "question": question.label, "answer": str(answer)}
            for answer, _, question in given
            if answer not in (None, "")
        ]

    def clean(self):
        for name, question, parent in self._questions:
            asked = parent is None or (
                self.cleaned_data.get(f"question_{parent.key}") == question.shown_if
            )
            if not asked:
                self.errors.pop(name, None)
                self.cleaned_data.pop(name, None)
        return super().clean()


def _field(question, parent, optional):
    kinds = {
        Question.Kind.TEXT: _text,
        Question.Kind.CHOICE: _choice,
        Question.Kind.YES_NO: _choice,
        Question.Kind.NUMBER: _number,
    }
    condition = f"Si vous répondez {quoted(question.shown_if)} à : {parent}" if parent else ""
    privacy = PRIVACY if question.kind == Question.Kind.TEXT else ""
    return kinds[Question.Kind(question.kind)](
        question,
        label=question.label,
        required=question.required and not optional,
        help_text=" ".join(filter(None, [_sentence(condition), question.help_text, privacy])),
    )


def _text(question, **options):
    return Line(
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": ANSWER_REQUIRED},
        **options,
    )


def _choice(question, **options):
    choices = [(option, option) for option in question.options]
    few = len(choices) <= FEW
    if not few:
        choices = [("", "Choisissez…"), *choices]
    return forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect if few else forms.Select,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choisissez une réponse."),
        **options,
    )


def _number(question, **options):
    wrong = f"Écrivez un nombre entier, de 0 à {MOST}."
    return forms.IntegerField(
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={
            "required": ANSWER_REQUIRED,
            **dict.fromkeys(["invalid", "min_value", "max_value"], wrong),
        },
        **options,
    )


def _sentence(words):
    return words if not words or words.endswith(("?", ".", "!")) else f"{words}."
