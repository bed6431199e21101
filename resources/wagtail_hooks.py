"""« Documentation » in the back office: resources, copies, loans; and whose files may be read."""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.urls import include, path, reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import (
    Column,
    StatusTagColumn,
    UpdatedAtColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from resources import exports, notices
from resources.desk.bulk import ChangeFields, ChangeThemes
from resources.desk.lending import LendingGroup
from resources.desk.selection import SelectionViewSet
from resources.desk.upkeep import UpkeepViewSet
from resources.forms.copies import CopyForm
from resources.forms.desk import ResourceForm
from resources.forms.listings import CopyFilters, ResourceFilters
from resources.models import Copy, Resource
from resources.views import by_isbn

TICKS = forms.CheckboxSelectMultiple


# Resources


def publication(resource):
    """What Wagtail's own status says, without a query for each row."""
    if not resource.live:
        return "brouillon"
    return "publiée, modifiée depuis" if resource.has_unpublished_changes else "publiée"


class ResourceIndexView(snippets.IndexView):
    add_item_label = "Ajouter une ressource"
    list_export = notices.HEADINGS
    FORMATS = tuple(exports.FORMATS)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        pks = queryset.values_list("pk", flat=True)
        return exports.FORMATS[spreadsheet_format](exports.in_order(pks), "ressources")

    @cached_property
    def header_more_buttons(self):
        ris = Button(
            "Télécharger en RIS",
            url=self.get_export_url("ris"),
            icon_name="download",
            priority=110,
        )
        buttons = [*super().header_more_buttons, ris]
        if self.request.user.has_perm("resources.add_resource"):
            bringing = reverse("resources_imports:start")
            buttons.append(Button("Importer un fichier", bringing, icon_name="upload", priority=10))
            by_number = reverse("resources_imports:by_isbn")
            buttons.append(Button("Ajouter par ISBN", by_number, icon_name="search", priority=9))
        return buttons

    def get_base_queryset(self):
        return Resource.objects.select_related("type").order_by("title", "pk")


class ResourceCreateView(snippets.CreateView):
    def get_initial_form_instance(self):
        resource = super().get_initial_form_instance() or Resource()
        if isbn := self.request.GET.get("isbn", ""):
            by_isbn.fill_in(resource, isbn[:20])
        return resource


class ResourceEditView(snippets.EditView):
    @cached_property
    def header_more_buttons(self):
        copies = f"{reverse('resources_copies:index')}?resource={self.object.pk}"
        return [
            *super().header_more_buttons,
            Button("Ses exemplaires", copies, icon_name="list-ul", priority=1),
        ]


class ResourceViewSet(SnippetViewSet):
    model = Resource
    icon = "folder-open-inverse"
    menu_label = "Ressources"
    url_prefix = "documentation/ressources"
    index_view_class = ResourceIndexView
    add_view_class = ResourceCreateView
    edit_view_class = ResourceEditView
    copy_view_enabled = False
    list_display = [
        "title",
        Column("type", label="Type", sort_key="type__label"),
        Column("author", label="Auteur", sort_key="author"),
        Column("visibility", label="Visible par", accessor="get_visibility_display"),
        StatusTagColumn(
            "publication", label="État", accessor=publication, primary=lambda row: row.live
        ),
        UpdatedAtColumn(label="Modifiée"),
    ]
    filterset_class = ResourceFilters
    search_fields = ["title", "author", "publisher", "summary", "isbn"]
    ordering = ["title", "pk"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title", placeholder="Titre"),
                    FieldPanel("type"),
                    FieldPanel("summary", help_text="Ce qu’on lit dans les listes."),
                    FieldPanel("body"),
                    FieldPanel("cover", help_text="Sans couverture, un dessin la remplace."),
                    FieldPanel("slug", help_text="La fin de l’adresse de la page, sans accent."),
                    PublishingPanel(),
                ],
                heading="Présentation",
            ),
            ObjectList(
                [
                    FieldPanel("themes", required_on_save=False),
                    FieldPanel("audiences", widget=TICKS),
                    MultiFieldPanel(
                        [
                            FieldRowPanel(
                                [FieldPanel("age_min_months"), FieldPanel("age_max_months")]
                            ),
                            FieldPanel("for_adults"),
                            FieldPanel("safety_age_months"),
                        ],
                        heading="Âge des enfants",
                        help_text="En mois ; la fin est exclue : de 6 à 24 s’arrête à deux ans.",
                    ),
                    FieldPanel("principles", widget=TICKS),
                    FieldPanel("quality_parts", widget=TICKS),
                    FieldPanel("quality_sheet"),
                    FieldPanel("tags", help_text="Des mots libres, séparés par des virgules."),
                ],
                heading="Pour qui, sur quoi",
            ),
            ObjectList(
                [
                    FieldPanel("access", widget=TICKS),
                    FieldPanel("url"),
                    InlinePanel(
                        "files",
                        heading="Fichiers",
                        label="Fichier",
                        panels=[
                            FieldPanel("document"),
                            FieldPanel("label"),
                            FieldRowPanel([FieldPanel("licence"), FieldPanel("accessibility")]),
                        ],
                    ),
                    FieldPanel("loan_days", help_text="Vide : la ressource se consulte sur place."),
                    FieldPanel("visibility"),
                ],
                heading="Accès et fichiers",
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("author"), FieldPanel("publisher")]),
                    FieldRowPanel([FieldPanel("year"), FieldPanel("language")]),
                    FieldRowPanel([FieldPanel("isbn"), FieldPanel("ean")]),
                    FieldPanel("licence"),
                    FieldPanel("minutes"),
                ],
                heading="Notice",
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("review_on"), FieldPanel("owner")]),
                    FieldRowPanel([FieldPanel("checked_on"), FieldPanel("checked_by")]),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_to")]),
                            FieldPanel("replaced_by"),
                        ],
                        heading="Texte réglementaire",
                        help_text="Un texte qui n’est plus en vigueur reste consultable : sa page "
                        "le dit et mène à celui qui le remplace.",
                    ),
                ],
                heading="Suivi",
            ),
        ],
        base_form_class=ResourceForm,
    )


hooks.register("register_bulk_action", ChangeThemes)
hooks.register("register_bulk_action", ChangeFields)


# Copies


class CopyIndexView(generic.IndexView):
    page_title = "Exemplaires"
    list_export = list(exports.COPY_COLUMNS)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return exports.listed(exports.COPY_COLUMNS, queryset, spreadsheet_format, "exemplaires")

    add_item_label = "Ajouter un exemplaire"

    def get_base_queryset(self):
        return Copy.objects.with_loan().select_related("resource", "holder")

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if self.request.user.has_perm("resources.add_loan") and instance.state[1] == "ok":
            lending = f"{reverse('resources_loans:add')}?code={instance.code}"
            buttons.append(Button("Prêter", lending, icon_name="user", priority=5))
        labels = f"{reverse('lending:labels')}?codes={instance.code}"
        buttons.append(Button("Étiquette", labels, icon_name="tag", priority=7))
        if self.request.user.has_perm("resources.change_copy"):
            inside = reverse("lending:checklist", args=[instance.pk])
            buttons.append(Button("Contenu", inside, icon_name="list-ul", priority=6))
        return buttons


class CopyEditView(generic.EditView):
    @cached_property
    def header_more_buttons(self):
        inside = reverse("lending:checklist", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button("Contenu", inside, icon_name="list-ul", priority=1),
        ]


class CopyViewSet(ModelViewSet):
    model = Copy
    name = "resources_copies"
    url_prefix = "documentation/exemplaires"
    icon = "copy"
    menu_label = "Exemplaires"
    index_view_class = CopyIndexView
    edit_view_class = CopyEditView
    copy_view_enabled = False
    add_to_reference_index = False  # its references are plain foreign keys
    list_display = [
        "code",
        Column("resource", label="Ressource", sort_key="resource__title"),
        Column("holder", label="Organisme", sort_key="holder__label"),
        Column("place", label="Où", sort_key="place"),
        StatusTagColumn(
            "state",
            label="État",
            accessor=lambda copy: copy.state[0],
            primary=lambda copy: copy.state[1] == "ok",
        ),
    ]
    filterset_class = CopyFilters
    search_fields = ["code", "resource__title", "place", "note"]
    ordering = ["code", "pk"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Un exemplaire qui quitte le fonds n’est pas supprimé : son état devient "
                "« retiré ». Il ne paraît plus sur le site et ses prêts restent comptés.</p>"
            ),
            FieldPanel("resource"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("status")]),
            FieldRowPanel([FieldPanel("holder"), FieldPanel("place")]),
            FieldRowPanel([FieldPanel("kit"), FieldPanel("material")]),
            FieldRowPanel([FieldPanel("condition"), FieldPanel("condition_note")]),
            FieldPanel("note"),
        ],
        base_form_class=CopyForm,
    )


class DocumentationViewSetGroup(SnippetViewSetGroup):
    items = (
        ResourceViewSet,
        SelectionViewSet,
        UpkeepViewSet(),
        CopyViewSet("resources_copies"),
    )
    menu_label = "Documentation"
    menu_icon = "folder-open-inverse"
    menu_order = 220


register_snippet(DocumentationViewSetGroup)


@hooks.register("register_admin_urls")
def imports_addresses():
    return [path("documentation/", include("resources.desk_urls"))]


@hooks.register("register_admin_viewset")
def lending_in_the_back_office():
    return LendingGroup()


# Files


@hooks.register("before_serve_document")
def only_the_files_that_something_public_shows(document, request):
    """A file that only hidden resources hold, or that nothing holds any more, is the team's."""
    holding = Resource.objects.filter(files__document=document)
    public = holding.public().exists() if holding.exists() else _is_used(document)
    if not public and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404


@hooks.register("is_picture_hidden")
def is_the_cover_of_hidden_resources_only(name):
    """Neither on the page of a public resource, nor anywhere else than on a resource."""
    holding = Resource.objects.filter(cover__renditions__file=name).select_related("cover")
    first = holding.first()
    return first is not None and not holding.public().exists() and not _is_used(first.cover)


def _is_used(file):
    """Elsewhere than on resources, as far as Wagtail knows."""
    used = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(file), to_object_id=str(file.pk)
    )
    return used.exclude(base_content_type=ContentType.objects.get_for_model(Resource)).exists()
