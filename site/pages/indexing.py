"""What search knows of the pages: those that anybody may read, as they are published."""

from wagtail.models import Page, Site, get_page_models

from navigation.readers import anybody
from search import index
from search.index import Entry
from vocabulary.following import using

KIND = "page"


def public_pages():
    """Every page that anybody may read, as its own type, in the order of the tree."""
    pages = Page.objects.none()
    for site in Site.objects.select_related("root_page"):
        pages |= Page.objects.descendant_of(site.root_page, inclusive=True)
    return pages.filter(anybody()).order_by("path").specific()


def entries():
    """Everything public, for the rebuild of the index."""
    for page in public_pages():
        if entry := entry_of(page):
            yield entry


def refresh(page):
    """Index the page as it is now, or forget it."""
    entry = entry_of(page) if is_public(page) else None
    if entry:
        index.put(entry)
    else:
        index.remove(KIND, page.pk)


def follow_term(term):
    """A word of the vocabularies has changed: the pages that use it are indexed again."""
    for model in get_page_models():
        for page in using(model, term):
            refresh(page)


def refresh_branch(page):
    """The page and all that is under it: it moved, changed its address or its readers."""
    for below in Page.objects.descendant_of(page, inclusive=True).specific():
        refresh(below)


def is_public(page):
    return page.live and not page.get_view_restrictions().exists()


def entry_of(page):
    """The entry of a page of ours that has an address, or None."""
    if not hasattr(page, "searched_text") or not page.url:
        return None
    return Entry(
        kind=KIND,
        pk=page.pk,
        url=page.url,
        title=page.title,
        keywords=page.searched_words(),
        summary=page.description,
        body=page.searched_text(),
        detail=page.detail,
    )


# Wagtail unpublishes, moves, deletes and hides pages without calling save() or delete() of their
# class: these receivers are the only door. They are connected in PagesConfig.ready.


def when_unpublished(instance, **kwargs):
    refresh(instance.specific)


def when_moved(instance, **kwargs):
    refresh_branch(instance)


def when_deleted(instance, **kwargs):
    index.remove(KIND, instance.pk)


def when_readers_change(instance, **kwargs):
    refresh_branch(Page.objects.get(pk=instance.page_id))


def when_restriction_goes(instance, **kwargs):
    if page := Page.objects.filter(pk=instance.page_id).first():  # gone with its page, perhaps
        refresh_branch(page)
