"""Changing many resources of the list at once: what would happen is read first."""

from django.template.response import TemplateResponse
from django.utils.functional import classproperty
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from resources import bulk
from resources.forms.bulk import FieldsForm, ThemesForm
from resources.models import Resource


class ChangeResources(SnippetBulkAction):
    template_name = "resources/desk/bulk.html"
    refused = "Vous ne pouvez pas publier ces ressources : elles ne changeront pas."

    @classproperty
    def models(cls):
        return [Resource]

    def check_perm(self, resource):
        # What is published changes at once: whoever may only write drafts may not.
        return self.request.user.has_perms(
            ["resources.change_resource", "resources.publish_resource"]
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "title": self.display_name, "refused": self.refused, "changes": None}

    def prepare_action(self, objects, objects_without_access):
        """Show what would happen first; it happens once that has been seen."""
        form = self.cleaned_form
        self.changes = bulk.plan(objects, form.edits(), self.request.user)
        if form.cleaned_data["confirmed"]:
            return None
        moving = [change for change in self.changes if change.changes and not change.refused]
        context = {
            "changes": self.changes,
            "changing": moving,
            "kept": [change for change in self.changes if change not in moving],
            "answers": form.answers(),
        }
        return TemplateResponse(
            self.request, self.template_name, {**self.get_context_data(), **context}
        )

    @classmethod
    def execute_action(cls, objects, **kwargs):
        action = kwargs["self"]
        return bulk.apply(action.changes, action.request.user), 0


class ChangeThemes(ChangeResources):
    display_name = "Changer les thèmes"
    action_type = "themes"
    aria_label = "Changer les thèmes des ressources choisies"
    form_class = ThemesForm
    action_priority = 20

    def get_success_message(self, num_parent_objects, num_child_objects):
        if num_parent_objects == 1:
            return "Les thèmes d’une ressource ont changé."
        return f"Les thèmes de {num_parent_objects} ressources ont changé."


class ChangeFields(ChangeResources):
    display_name = "Modifier"
    action_type = "fields"
    aria_label = "Modifier les ressources choisies"
    form_class = FieldsForm
    action_priority = 30

    def get_success_message(self, num_parent_objects, num_child_objects):
        if num_parent_objects == 1:
            return "Une ressource a changé."
        return f"{num_parent_objects} ressources ont changé."
