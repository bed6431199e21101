"""The vocabularies in the back office: add, rename, order, merge, retire; nothing is deleted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from vocabulary import following, models
from vocabulary.forms import MergeForm
from vocabulary.merging import merge

HELP = (
    "<p>Renommez un terme sans crainte : sa clé, qui figure dans les adresses, ne change pas. "
    "Un terme retiré n’est plus proposé, et ce qui l’utilise le garde. Deux termes pour une même "
    "chose se fusionnent : les anciens liens continuent de fonctionner.</p>"
)


class NeverDelete(ModelPermissionPolicy):
    """A key stands in links for ever: terms are retired or merged."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)


class TermIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().filter(merged_into=None)


class TermEditView(EditView):
    def save_instance(self):
        term = super().save_instance()
        following.changed(term)
        return term

    @property
    def header_more_buttons(self):
        merging = Button(
            "Fusionner avec un autre terme",
            url=reverse("vocabulary_merge", args=[self.model._meta.model_name, self.object.pk]),
            icon_name="duplicate",
        )
        return [*super().header_more_buttons, merging]


class TermViewSet(ModelViewSet):
    index_view_class = TermIndexView
    edit_view_class = TermEditView
    copy_view_enabled = False
    add_to_reference_index = False
    sort_order_field = "position"
    ordering = ["position"]
    search_fields = ["label", "key"]
    list_display = ["label", "key", Column("state", label="État")]
    list_per_page = 100
    icon = "tag"
    extra: tuple[str, ...] = ()

    @property
    def permission_policy(self):
        return NeverDelete(self.model)

    def get_edit_handler(self):
        fields = ["label", "key", *self.extra, "retired"]
        panels = [HelpPanel(HELP), *(FieldPanel(name) for name in fields)]
        return ObjectList(panels).bind_to_model(self.model)


def term(model, *extra, icon="tag"):
    """A viewset for a vocabulary; `extra` are the fields that it has beside a label and a key."""
    return TermViewSet(
        f"vocabulary_{model._meta.model_name}",
        model=model,
        extra=extra,
        icon=icon,
        url_prefix=f"vocabulaires/{model._meta.model_name}",
        menu_label=str(model._meta.verbose_name_plural).capitalize(),
    )


VOCABULARIES = [
    term(models.Theme, "domain"),
    term(models.Domain),
    term(models.Audience, "everyone", "busy_by_day", icon="group"),
    term(models.Organisation, "carrier", "certified", "url", "email", icon="group"),
    term(models.Commune, "insee", icon="site"),
    term(models.CharterPrinciple, "number", "text", icon="list-ol"),
    term(models.QualityPart),
    term(models.AgeRange, "min_months", "max_months"),
    term(models.EventKind, "practice_analysis", icon="date"),
    term(models.EventFormat, "on_site", "remote", icon="date"),
    term(
        models.TimeSlot, "weekdays", "starts_from", "starts_before", "min_minutes", icon="history"
    ),
    term(models.MeetupKind, icon="group"),
    term(models.StructureType, icon="home"),
    term(models.ResourceType, "cited_as", icon="doc-full"),
    term(models.ResourceAccess, icon="doc-full"),
    term(models.Competence, icon="user"),
    term(models.ExitReason, icon="logout"),
]


class VocabularyViewSetGroup(ModelViewSetGroup):
    menu_label = "Vocabulaires"
    menu_icon = "tag"
    menu_order = 500
    items = VOCABULARIES


@hooks.register("register_admin_viewset")
def vocabularies():
    return VocabularyViewSetGroup()


@hooks.register("register_admin_urls")
def merge_address():
    return [
        path("vocabulaires/<str:model>/<int:pk>/fusionner/", merge_view, name="vocabulary_merge")
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def merge_view(request, model, pk):
    viewset = next((one for one in VOCABULARIES if one.model._meta.model_name == model), None)
    if viewset is None or not request.user.has_perm(f"vocabulary.change_{model}"):
        raise PermissionDenied
    term = get_object_or_404(viewset.model, pk=pk, merged_into=None)
    form = MergeForm(request.POST or None, term=term)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        moved = merge(term, into)
        following.changed(into)
        messages.success(
            request, f"« {term} » est fusionné dans « {into} » ; liens déplacés : {moved}."
        )
        return redirect(viewset.get_url_name("edit"), into.pk)
    status = 422 if form.is_bound else 200
    context = {"term": term, "form": form, "back": reverse(viewset.get_url_name("edit"), args=[pk])}
    return render(request, "vocabulary/merge.html", context, status=status)
