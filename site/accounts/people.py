"""« Personnes » in the back office: whom the place knows, for administrators, and how to erase one.

Nobody edits a person here: names and addresses come from what people write themselves.
"""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

from accounts import erasure
from accounts.models import Person


class NobodyEdits(ModelPermissionPolicy):
    def user_has_permission(self, user, action):
        return action in ("view", "delete") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return self.user_has_permission(user, "view")


class PersonIndexView(generic.IndexView):
    page_title = "Personnes"
    any_permission_required = ["view"]
    no_results_message = "Personne ne répond à ces mots."

    def get_base_queryset(self):
        return Person.objects.known()


class PersonViewSet(ModelViewSet):
    model = Person
    name = "people"
    url_prefix = "personnes"
    icon = "user"
    menu_label = "Personnes"
    menu_order = 610
    add_to_settings_menu = True
    index_view_class = PersonIndexView
    inspect_view_enabled = True  # the permission to read is given apart
    add_to_reference_index = False  # nobody’s name in a second table
    list_display = [
        TitleColumn(
            "name",
            label="Nom",
            accessor=lambda person: str(person) or "sans nom",
            sort_key="last_name",
            url_name="people:erase",
        ),
        Column("contact", label="Pour la joindre"),
        DateColumn("created_at", label="Connue depuis", sort_key="created_at"),
    ]
    list_filter = None
    search_fields = ["first_name", "last_name", "email", "phone"]
    search_backend_name = None
    ordering = ["last_name", "first_name", "pk"]

    @property
    def permission_policy(self):
        return NobodyEdits(self.model)

    def get_common_view_kwargs(self, **kwargs):
        names = ("add", "edit", "delete", "inspect", "copy", "history", "usage")
        nowhere = dict.fromkeys(f"{name}_url_name" for name in names)
        return super().get_common_view_kwargs(**{**kwargs, **nowhere})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("<int:pk>/effacer/", erase, name="erase"),
        ]

    def register_admin_url_finder(self):
        """A person is found from the list."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("accounts.delete_person", raise_exception=True)
def erase(request, pk):
    """What would become of what is known of them, then the button."""
    person = get_object_or_404(Person.objects.known(), pk=pk)
    try:
        if request.method == "POST":
            erasure.erase(person, by=request.user)
            messages.success(request, "Cette personne est effacée.")
            return redirect("people:index")
        erasure.check(person)
    except erasure.CannotErase as why:
        return _page(
            request, person, refusal=str(why), status=409 if request.method == "POST" else 200
        )
    return _page(request, person)


def _page(request, person, refusal="", status=200):
    title = "Effacer une personne"
    home = {"url": reverse("wagtailadmin_home"), "label": "Accueil"}
    people = {"url": reverse("people:index"), "label": "Personnes"}
    context = {
        "title": title,
        "header_title": title,
        "header_icon": "user",
        "breadcrumbs_items": [home, people, {"url": "", "label": title}],
        "person": person,
        "consequences": erasure.consequences(person),
        "refusal": refusal,
    }
    return TemplateResponse(request, "accounts/people/erase.html", context, status=status)
