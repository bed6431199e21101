"""Why somebody cannot be registered, as they read it."""


class Refused(Exception):
    """A registration that the rules do not allow; its text is the sentence to show."""

    sentence = "Cette inscription n’est pas possible."

    def __str__(self) -> str:
        return self.sentence
