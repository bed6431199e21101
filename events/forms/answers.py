"""What a rendez-vous asked, answered again from one's own page."""

from events.forms.children import BringsChildren
from events.forms.questions import AsksQuestions


class AnswersForm(AsksQuestions, BringsChildren):
    def __init__(self, registration, data=None):
        super().__init__(data)
        session = registration.session
        self.brings = session.children_welcome or bool(registration.children)
        if self.brings:
            self.add_children(registration.children)
        self.add_questions(session.event, registration.answers)

    @property
    def said(self):
        """For events.answering.answer_again."""
        asked = [question.key for _, question, _ in self._questions]
        return {"answers": self.answers, "asked": asked, **(self.children if self.brings else {})}
