"""The team's screens about letters: one letter that was posted, and the words of each kind."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.log_actions import log

from letters import matters, outbox
from letters.forms import TextForm
from letters.models import Letter, LetterText
from letters.texts import Text

HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": "Accueil"}


@require_safe
@never_cache
@permission_required("letters.view_letter", raise_exception=True)
def letter(request, pk):
    """Who, what, when, and whether it left; what it said is kept nowhere."""
    row = _readable(request.user, pk)
    matters.describe([row])
    may_resend = request.user.has_perm("letters.change_letter") and row.state == Letter.State.FAILED
    crumbs = [(reverse("letters:index"), "Lettres envoyées")]
    context = {"letter": row, "may_resend": may_resend}
    return _page(request, "letter", row.kind_label.capitalize(), crumbs, **context)


@require_POST
@permission_required("letters.change_letter", raise_exception=True)
def resend(request, pk):
    row = _readable(request.user, pk)
    if outbox.resend(row):
        messages.success(request, "La lettre repart.")
    else:
        messages.warning(request, "Cette lettre n’avait pas échoué : elle n’est pas renvoyée.")
    return redirect("letters:letter", pk)


@require_safe
@permission_required("letters.change_lettertext", raise_exception=True)
def texts(request):
    edited = set(LetterText.objects.values_list("matter", "key"))
    groups = [
        (
            matter.label,
            [(name, key, text, (name, key) in edited) for key, text in matter.texts.items()],
        )
        for name, matter in matters.named()
        if matter.texts
    ]
    return _page(request, "texts", "Textes des lettres", [], groups=groups)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("letters.change_lettertext", raise_exception=True)
def text(request, matter, key):
    """The words of one letter. « Aperçu » shows what would be sent, and keeps nothing."""
    known, original = _text(matter, key)
    words = LetterText.words(matter, key)
    row = LetterText.objects.filter(matter=matter, key=key).first()
    form = TextForm(
        request.POST or None,
        instance=row or LetterText(matter=matter, key=key),
        initial={"subject": words.subject, "body": words.body},
        variables=known.variables,
    )
    said = words
    if form.is_valid():
        if "preview" not in request.POST:
            log(instance=form.save(), action="wagtail.edit" if row else "wagtail.create")
            messages.success(
                request, f"« {original.label} » dit maintenant ce que vous avez écrit."
            )
            return redirect("letter_texts:index")
        said = Text(original.label, **form.cleaned_data)
    context = {
        "form": form,
        "original": original,
        "edited": row is not None,
        "variables": known.variables,
        "preview": None if form.errors else shown(known.preview(key, said)),
    }
    crumbs = [(reverse("letter_texts:index"), "Textes des lettres")]
    status = 422 if form.errors else 200
    return _page(request, "text", original.label, crumbs, status=status, **context)


@require_POST
@permission_required("letters.change_lettertext", raise_exception=True)
def forget_text(request, matter, key):
    """Back to the words of the code."""
    _, original = _text(matter, key)
    LetterText.objects.filter(matter=matter, key=key).delete()
    messages.success(request, f"« {original.label} » a retrouvé son texte d’origine.")
    return redirect("letter_texts:text", matter, key)


def shown(email):
    """A letter, for the part of a screen that shows it."""
    return {"subject": email.subject, "text": email.body, "html": email.alternatives[0].content}


def _readable(user, pk):
    return get_object_or_404(Letter.objects.readable_by(user).for_listing(), pk=pk)


def _text(matter, key):
    """The matter and its original text."""
    known = dict(matters.named()).get(matter)
    if known is None or key not in known.texts:
        raise Http404
    return known, known.texts[key]


def _page(request, name, title, crumbs, status=200, **context):
    context |= {
        "title": title,
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": [
            HOME,
            *({"url": url, "label": label} for url, label in crumbs),
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, f"letters/{name}.html", context, status=status)
