"""Why something is not lent, as whoever stands at the desk, or sits at home, reads it."""


class Refused(Exception):
    """What was asked cannot be; `str()` says why, and what to do."""


class Avoidable(Refused):
    """A rule of the place: the team may do it all the same, and the log says so."""


class OutOfService(Refused):
    def __init__(self, status: str) -> None:
        super().__init__(f"Cet exemplaire ne se prête pas : il est {status}.")


class OnSiteOnly(Refused):
    def __init__(self) -> None:
        super().__init__("Cette ressource se consulte sur place : elle ne s’emprunte pas.")
