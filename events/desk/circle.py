"""Circles in the back office, and the way to their members."""

from django import forms
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from events.forms.desk import CircleForm
from events.models import Circle
from events.views import members


class CircleIndexView(generic.IndexView):
    add_item_label = "Ajouter un cercle"

    def get_base_queryset(self):
        return Circle.objects.for_desk()


class CircleEditView(generic.EditView):
    @cached_property
    def header_more_buttons(self):
        members = reverse("agenda_circles:members", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button("Ses membres", members, icon_name="group", priority=1),
        ]


class CircleViewSet(ModelViewSet):
    model = Circle
    name = "agenda_circles"
    url_prefix = "agenda/cercles"
    icon = "comment"
    menu_label = "Cercles"
    index_view_class = CircleIndexView
    edit_view_class = CircleEditView
    copy_view_enabled = False
    list_display = [
        "title",
        Column("kind", label="Type", sort_key="kind__label", classname="desk-wide"),
        Column("lead", label="Mené par", sort_key="lead__label", classname="desk-wide"),
        Column("rhythm", label="Rythme", sort_key="rhythm", classname="desk-wide"),
        Column("members", label="Membres", sort_key="members", classname="desk-wide"),
        Column("join", label="Pour venir", accessor="get_join_display", sort_key="join"),
        StatusTagColumn(
            "public",
            label="Visible",
            accessor=lambda circle: "sur le site" if circle.public else "caché",
            primary=lambda circle: circle.public,
        ),
    ]
    list_filter = ["kind", "lead", "join", "public"]
    search_fields = ["title", "summary"]
    ordering = ["title", "pk"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Un cercle est un groupe de professionnels qui se retrouve. Un groupe fermé, "
                "ou dont « public » est décoché, ne paraît nulle part sur le site.</p>"
            ),
            TitleFieldPanel("title", placeholder="Titre"),
            FieldPanel("slug"),
            FieldPanel("kind"),
            FieldPanel("summary"),
            MultiFieldPanel(
                [
                    FieldPanel("lead"),
                    FieldRowPanel([FieldPanel("rhythm"), FieldPanel("time_slot")]),
                    FieldRowPanel([FieldPanel("venue"), FieldPanel("format")]),
                ],
                heading="Les rencontres",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("join"),
                    FieldPanel("max_size"),
                    FieldPanel("cycle"),
                    FieldPanel("public"),
                    FieldPanel("confidential"),
                ],
                heading="Pour venir",
            ),
            FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
            FieldPanel("themes", widget=forms.CheckboxSelectMultiple, classname="desk-columns"),
            FieldPanel("principles", widget=forms.CheckboxSelectMultiple, classname="collapsed"),
        ],
        base_form_class=CircleForm,
    )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),  # the menu leads to the first
            path("<int:pk>/membres/", members.members, name="members"),
            path("<int:pk>/membres/<int:member>/accepter/", members.accept, name="accept_member"),
            path("<int:pk>/membres/<int:member>/refuser/", members.refuse, name="refuse_member"),
            path("<int:pk>/membres/<int:member>/retirer/", members.remove, name="remove_member"),
        ]
