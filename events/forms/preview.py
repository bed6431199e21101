"""Dates that are seen, with what they meet, before anything is done."""

from typing import NamedTuple

from django import forms
from django.http import QueryDict

from events.clashes import find
from events.forms.clashing import sealed


class Line(NamedTuple):
    """A session of the preview: why it should be left out, and whether it is kept."""

    value: str
    label: str
    reason: str = ""
    taken: bool = False  # the same session exists already: it cannot be created again
    ticked: bool = True
    detail: str = ""  # what becomes of it
    clashes: tuple[str, ...] = ()


class PreviewsDates(forms.BaseForm):
    """Shows `lines`; what was ticked is done once these very lines were read."""

    data: QueryDict
    lines: list[Line]

    @property
    def shown(self):
        """What is previewed, to notice when it is no longer what was seen."""
        return " ".join(line.value for line in self.lines)

    @property
    def said(self):
        """What the sessions meet, to notice when it is no longer what was read."""
        return sealed([line.clashes for line in self.lines])

    @property
    def kept(self):
        return [line.value for line in self.lines if line.ticked]

    def is_confirmed(self):
        """Whether these dates were seen and asked for."""
        if "create" not in self.data:
            return False
        if self.data.get("shown") != self.shown:
            self.add_error(None, "La règle a changé depuis l’aperçu : vérifiez les dates.")
        elif self.data.get("said") != self.said:
            self.add_error(None, "L’agenda a changé depuis l’aperçu : vérifiez les dates.")
        elif not self.kept:
            self.add_error(None, "Gardez au moins une date.")
        return not self.errors

    def show(self, lines, sessions):
        """Preview these lines, each with what its session would meet."""
        met = find(sessions)
        self.lines = [
            line if line.taken else line._replace(clashes=tuple(sentences))
            for line, sentences in zip(lines, met, strict=True)
        ]
        if self.data.get("shown") == self.shown:
            self.lines = [self._as_ticked(line) for line in self.lines]

    def _as_ticked(self, line):
        ticked = line.value in self.data.getlist("kept") and not line.taken
        return line._replace(ticked=ticked)
