"""International Standard Book Numbers: ten or thirteen digits, the last checking the others."""

import re


class Wrong(Exception):
    """What was typed is no ISBN; `str()` says why, in French."""


def normalised(text: str) -> str:
    """The thirteen digits; those of ten are given their new form.

    >>> normalised("2-07-036822-X"), normalised("978-2-07-036822-8")
    ('9782070368228', '9782070368228')
    >>> normalised("9782070368229")
    Traceback (most recent call last):
    resources.isbn.Wrong: Le dernier chiffre ne répond pas aux autres : l’un d’eux est mal recopié.
    """
    digits = re.sub(r"[\s\-\u2010-\u2015\u202f\xa0]", "", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        return _from_ten(digits)
    if not re.fullmatch(r"97[89]\d{10}", digits, re.ASCII):
        raise Wrong("Un ISBN a 10 chiffres, ou 13 qui commencent par 978 ou 979.")
    if _check(digits[:12]) != digits[12]:
        raise _miscopied()
    return digits


def _from_ten(digits: str) -> str:
    values = [10 if digit == "X" else int(digit) for digit in digits]
    if sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11:
        raise _miscopied()
    start = f"978{digits[:9]}"
    return start + _check(start)


def _check(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)


def _miscopied() -> Wrong:
    return Wrong("Le dernier chiffre ne répond pas aux autres : l’un d’eux est mal recopié.")
