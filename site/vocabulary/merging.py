"""Two words for one thing become one: everything moves to the term that stays."""

from django.db import models, transaction

from vocabulary.models import Term


class CannotMerge(Exception):
    """These two terms cannot become one; the message says why."""


@transaction.atomic
def merge(term: Term, into: Term) -> int:
    """Move whatever uses `term` to `into`; the old key leads there from now on.

    Returns how many links moved. Drafts written before keep the old term until they are saved
    again; lists and feeds find them all the same, since a merged key leads to its successor.
    """
    if type(term) is not type(into):
        raise CannotMerge("On ne fusionne que deux termes du même vocabulaire.")
    if term.pk == into.pk:
        raise CannotMerge("Un terme ne se fusionne pas avec lui-même.")
    if term.merged_into or into.merged_into:
        raise CannotMerge("L’un des deux termes est déjà fusionné.")
    moved = sum(_move(relation, term, into) for relation in _relations(type(term)))
    term.merged_into = into
    term.save(update_fields=["merged_into"])
    return moved


def _relations(model):
    """Everything that points to a term, by a key or by many."""
    for field in model._meta.get_fields(include_hidden=True):
        reverse = field.auto_created and field.is_relation and not field.concrete
        if (
            reverse and not field.related_model._meta.auto_created
        ):  # link tables go with their field
            yield field


def _move(relation, term, into) -> int:
    if isinstance(relation, models.ManyToManyRel):
        return _move_links(relation, term, into)
    if relation.related_model is type(term):  # what had been merged into `term` follows
        relation.related_model.objects.filter(merged_into=term).update(merged_into=into)
        return 0
    rows = relation.related_model._base_manager.filter(**{relation.field.name: term})
    return rows.update(**{relation.field.name: into})


def _move_links(relation, term, into) -> int:
    """A many-to-many link may exist on both sides: then the old one goes, and nothing doubles."""
    field = relation.field
    owner, word = field.m2m_field_name(), field.m2m_reverse_field_name()
    links = relation.through._base_manager
    kept = links.filter(**{word: into}).values(owner)
    links.filter(**{word: term, f"{owner}__in": kept}).delete()
    return links.filter(**{word: term}).update(**{word: into})
