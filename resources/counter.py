"""The ticket counter of the library: the row of the resource.

Its copies, its queue and their bookings are decided by whoever holds that row, one at a time. It is
the only row that a rule locks: nobody ever waits for two.
"""

from resources.models import Copy, Resource


def hold(resource_pk: int) -> Resource:
    """Lock the counter of a resource, until the end of the transaction."""
    return Resource.objects.select_for_update(of=("self",)).get(pk=resource_pk)


def hold_for(copy: Copy) -> Copy:
    """The copy as it stands, its counter locked."""
    resource = hold(copy.resource_id)
    copy = Copy.objects.select_related("material").get(pk=copy.pk)
    copy.resource = resource
    return copy
