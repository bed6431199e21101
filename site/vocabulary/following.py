"""A word that changes is written again wherever it had been written down beforehand.

This app stands below those that keep its words in texts of their own (what search knows, what
calendars read): each says in `AppConfig.ready` how it follows a term.
"""

from collections.abc import Callable
from functools import partial, reduce
from operator import or_

from django.db import models, transaction
from django.db.models import Q

from vocabulary.models import Term

_followers: list[Callable[[Term], None]] = []


def register(follow: Callable[[Term], None]) -> None:
    _followers.append(follow)


def changed(term: Term) -> None:
    """Renamed, retired, or with more rows of its own since a merge: to be followed once that is
    committed. Only the rows that use the term are written again."""
    for follow in _followers:
        transaction.on_commit(partial(follow, term))


def using(model: type[models.Model], term: Term) -> models.QuerySet:
    """The rows of a model that point to a term, by a key or by many."""
    pointing = [
        Q(**{field.name: term.pk})
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is type(term)
    ]
    rows = model._default_manager
    found = rows.filter(reduce(or_, pointing, Q(pk__in=[])))
    return rows.filter(pk__in=found.order_by().values("pk"))
