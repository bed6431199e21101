"""A resource that starts from its ISBN: typed or scanned, looked up, filled in, read again."""

from django.contrib.auth.decorators import permission_required
from django.core.cache import cache
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from resources import bnf
from resources.forms.by_isbn import IsbnForm

FORM = "wagtailsnippets_resources_resource:add"
REMEMBERED = 15 * 60  # seconds: from the look-up to the form


@require_safe
@never_cache
@permission_required("resources.add_resource", raise_exception=True)
def start(request):
    """Reads and changes nothing; whatever fails leads to the form all the same."""
    form = IsbnForm(request.GET if "isbn" in request.GET else None)
    if form.is_valid():
        isbn = form.cleaned_data["isbn"]
        try:
            cache.set(_key(isbn), bnf.look_up(isbn), REMEMBERED)
        except bnf.Unanswered as refusal:
            messages.warning(request, str(refusal))
        return redirect(f"{reverse(FORM)}?isbn={isbn}")
    context = {
        "header_title": "Ajouter par ISBN",
        "header_icon": "search",
        "form": form,
        "is_on": bnf.is_on(),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Accueil"},
            {"url": reverse("wagtailsnippets_resources_resource:list"), "label": "Ressources"},
            {"url": "", "label": "Ajouter par ISBN"},
        ],
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "resources/desk/by_isbn.html", context, status=status)


def fill_in(resource, isbn):
    """What is known of this ISBN, in a form that nobody has sent yet."""
    resource.isbn = isbn
    if notice := cache.get(_key(isbn)):
        for name, value in vars(notice).items():
            setattr(resource, name, value)


def _key(isbn):
    return f"bnf:{isbn}"
