"""Who writes what: the team of an organisation, what that organisation leads or co-leads."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from events.models import Event


def refuse_others(request, instances):
    """Before snippets are deleted, several at once too."""
    events = [instance.pk for instance in instances if isinstance(instance, Event)]
    if Event.objects.writable_by(request.user).filter(pk__in=events).count() != len(events):
        raise PermissionDenied


class WrittenByItsTeam:
    """A view that changes a rendez-vous, or one of its sessions."""

    request: HttpRequest

    def get_object(self, *args, **kwargs):
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]  # it is a mixin
        pk = found.pk if isinstance(found, Event) else found.event_id
        if not Event.objects.writable_by(self.request.user).filter(pk=pk).exists():
            raise PermissionDenied
        return found
