"""What the search knows of rendez-vous and circles: only what anybody may see.

Models call this after they are saved, so it imports none of them. It reads the table again: what
is in memory may be a draft.
"""

from django.utils import timezone
from wagtail.rich_text import get_text_for_indexing

from search import index


def refresh_events(events):
    _refresh("event", events, event_entry)


def refresh_circles(circles):
    _refresh("circle", circles, circle_entry)


def forget(kind, pk):
    index.remove(kind, pk)


def _refresh(kind, rows, entry):
    public = {row.pk: row for row in rows.public().for_index()}
    for pk in rows.values_list("pk", flat=True):
        if pk in public:
            index.put(entry(public[pk]))
        else:
            index.remove(kind, pk)


def event_entry(event):
    now = timezone.now()
    sessions = sorted(event.sessions.all(), key=lambda session: session.starts_at)
    coming = [session for session in sessions if session.ends_at > now]
    venues = {session.venue for session in coming if session.venue}
    towns = sorted({venue.commune.label for venue in venues})
    return index.Entry(
        kind="event",
        pk=event.pk,
        url=event.get_absolute_url(),
        title=event.title,
        keywords="\n".join(
            [
                event.kind.label,
                event.lead.label,
                *(organisation.label for organisation in event.co_leads.all()),
                *(theme.label for theme in event.themes.all()),
                *(audience.label for audience in event.audiences.all()),
                *(item.tag.name for item in event.tagged_items.all()),
                *sorted(venue.name for venue in venues),
                *towns,
            ]
        ),
        summary=event.summary,
        body=get_text_for_indexing(event.body),
        detail=" · ".join([event.kind.label, *towns]),
        dates=[
            session.starts_at.isoformat() for session in coming if session.status != "cancelled"
        ],
        expires_at=max(session.ends_at for session in sessions).isoformat() if sessions else None,
    )


def circle_entry(circle):
    venue = [circle.venue.name, circle.venue.commune.label] if circle.venue else []
    return index.Entry(
        kind="circle",
        pk=circle.pk,
        url=circle.get_absolute_url(),
        title=circle.title,
        keywords="\n".join(
            [
                circle.kind.label,
                circle.lead.label,
                *(theme.label for theme in circle.themes.all()),
                *(audience.label for audience in circle.audiences.all()),
                *venue,
            ]
        ),
        summary=circle.summary,
        detail=" · ".join(filter(None, [circle.kind.label, circle.rhythm, *venue[1:]])),
    )
