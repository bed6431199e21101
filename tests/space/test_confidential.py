"""A group of analyse des pratiques, looked for at every address of the site by everybody.

Everything of the group bears the same key and the same slug, so that an address filled with them
leads to it wherever it can.
"""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.utils import timezone
from django.utils.regex_helper import normalize

from events import circles, registration
from events.models import Attestation, Circle, Event, PollSlot, Registration, Topic
from space.models import CircleFeed, PersonalFeed
from tests import factories
from tests.pdf import Pdf

KEY = 777_001
SLUG = "zephyr"
TITLE = "Zéphyr"  # of the group, of its rendez-vous, of all that it holds
NAMES = ["Mirliton", "hapaxe@example.org"]  # of a member; the others must not read them
SEALED = {"public": False, "join": Circle.Join.CLOSED, "confidential": True}
OPEN = {"public": True, "join": Circle.Join.FREE, "confidential": False}

# parameter: what fills it, where it is not the key of the group
VALUES = {
    "slug": SLUG,
    "kind": "csv",
    "spreadsheet": "csv",
    "what": "document",
    "act": "accepter",
    "accent": "0a6a63",
    "year": "2026",
    "month": "11",
}
# Whoever leaves is no longer who they were; Wagtail has an address that fails on purpose.
NEVER = ("logout", "deconnexion", "failwhale")


class Group:
    """The cast, and what they have of it."""

    def __init__(self, **columns):
        hetis = factories.OrganisationFactory(key="hetis")
        galice = factories.OrganisationFactory(key="galice")
        self.circle = factories.CircleFactory(
            pk=KEY, slug=SLUG, title=f"{TITLE} à huis clos", lead=hetis, **columns
        )
        self.event = factories.EventFactory(
            pk=KEY,
            slug=SLUG,
            title=f"{TITLE}, la rencontre",
            lead=hetis,
            circle=self.circle,
            terms={"co_leads": [galice]},
        )
        self.session = factories.SessionFactory(pk=KEY, event=self.event)
        past = timezone.now() - timedelta(days=3)
        held = factories.SessionFactory(pk=KEY + 1, event=self.event, starts_at=past)
        self.lea = factories.PersonFactory(pk=KEY, email="lea@example.org", last_name="Iris")
        self.hidden = factories.PersonFactory(
            pk=KEY + 1, email=NAMES[1], first_name="Hapaxe", last_name=NAMES[0]
        )
        self.anouk = factories.PersonFactory(email="anouk@example.org", last_name="Sauge")
        factories.MemberFactory(pk=KEY, circle=self.circle, person=self.hidden, visible=True)
        factories.MemberFactory(circle=self.circle, person=self.lea, visible=True)
        factories.MemberFactory(circle=self.circle, person=self.anouk, facilitator=True)
        for offset, person in enumerate([self.lea, self.hidden]):
            for session in (self.session, held):
                seat = factories.RegistrationFactory(
                    pk=KEY + offset + 10 * (session is held), session=session, person=person
                )
                if session is held:
                    factories.PresenceFactory(registration=seat)
        Attestation.objects.create(person=self.hidden, session=held)
        Topic.objects.create(pk=KEY, circle=self.circle, title=f"{TITLE} : sujet")
        poll = self.circle.polls.create(pk=KEY, title=f"{TITLE} : dates")
        PollSlot.objects.create(
            poll=poll, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1)
        )
        self.circle.documents.create(
            pk=KEY, title=f"{TITLE} : document", file=ContentFile(b"x", "a.pdf")
        )
        self.ask()

    def ask(self):
        """Letters that name a member, and their circle."""
        registration.cancel(Registration.objects.get(pk=KEY + 1))
        registration.register(self.session, self.hidden, source=Registration.Source.CIRCLE)
        circles.appoint(self.circle, "autre@example.org", first_name="Autre", last_name="Genêt")

    def tokens(self, *people):
        """The secret addresses that these people gave to their calendar programs."""
        issued = {}
        for person in people:
            issued = {
                "space:feed": PersonalFeed.issue(person.user),
                "space:circle_feed": CircleFeed.issue(person.user, self.circle),
            }
        return issued


def addresses(tokens):
    """Each address of the site, filled."""
    for path, name, callback in sorted(_walk(get_resolver()), key=lambda one: one[:2]):
        if any(word in path for word in NEVER):
            continue
        yield _fill(path, tokens.get(name)), callback


def _walk(resolver, prefix="/", namespace=""):
    for pattern in resolver.url_patterns:
        for form, _names in normalize(pattern.pattern.regex.pattern.replace(r"\Z", "")):
            path = prefix + form
            if isinstance(pattern, URLPattern):
                yield path, f"{namespace}{pattern.name or ''}", pattern.callback
            else:
                inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from _walk(pattern, path, inside)
            break


def _fill(path, token):
    def value(found):
        name = found[1]
        if name == "token":
            return token or str(KEY)
        if name == "uid":
            return Event.objects.get(pk=KEY).sessions.get(pk=KEY).uid
        return VALUES.get(name, str(KEY))

    return re.sub(r"%\((\w+)\)s", value, path).replace("%%", "%")


QUESTIONS = [
    *["/recherche/?q=Hapaxe", "/recherche/?q=zéphyr", "/recherche/suggestions?q=zéph"],
    *["/agenda/?q=zéphyr", "/agenda/?cercle=zephyr", "/agenda/agenda.ics?cercle=zephyr"],
    *["/agenda/agenda.xml?q=zéphyr", "/ressources/?q=zéphyr", "/cercles/?q=zéphyr"],
    *[f"/gestion/agenda/{name}/?q=Hapaxe" for name in ("inscriptions", "cercles", "seances")],
    "/gestion/personnes/?q=Hapaxe",
]


def visit(browser, tokens):
    """{address: what it says}, of all that answer something."""
    said = {}
    for address in [*dict.fromkeys(path for path, _ in addresses(tokens)), *QUESTIONS]:
        answer = browser.get(address)
        if answer.status_code == 200:
            said[address] = words(answer)
    return said


def words(answer):
    """What a page, a spreadsheet or a PDF says."""
    body = answer.getvalue() if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as sheet:
            return "".join(sheet.read(name).decode() for name in sheet.namelist())
    if body.startswith(b"%PDF"):
        return Pdf(body).text
    return body.decode("utf-8", "replace").replace("\r\n ", "")


def telling(said, *secrets):
    return sorted(
        address for address, text in said.items() if any(secret in text for secret in secrets)
    )


@pytest.fixture
def enter(sign_in):
    """enter(who, group): their browser, and the secrets that they hold."""

    def entered(who, group):
        if who == "outsider":
            return Client()
        if who in BY_CODE:
            return sign_in(BY_CODE[who])
        role, organisation = TEAM[who]
        browser = Client()
        browser.force_login(
            factories.UserFactory(
                role=role, organisation=factories.OrganisationFactory(key=organisation)
            )
        )
        return browser

    return entered


BY_CODE = {
    "somebody else": "personne@example.org",
    "a member": "lea@example.org",
    "the facilitator": "anouk@example.org",
}
TEAM = {
    "the agenda that leads": ("agenda", "hetis"),
    "the desk that co-leads": ("accueil", "galice"),
    "the agenda of elsewhere": ("agenda", "ailleurs"),
    "the administration": ("administration", "hetis"),
}
PEOPLE = "/gestion/personnes/"  # a person is known there, and nothing says of what


@pytest.mark.parametrize("who", ["outsider", *list(BY_CODE)[:2], *TEAM])
def test_nobody_but_the_facilitator_reads_who_belongs_to_the_group(who, enter):
    group = Group(**SEALED)
    browser = enter(who, group)

    said = visit(browser, {})

    told = telling(said, *NAMES)
    assert [address for address in told if not address.startswith(PEOPLE)] == []
    among_people = {one: text for one, text in said.items() if one.startswith(PEOPLE)}
    assert telling(among_people, TITLE) == []


@pytest.mark.parametrize("who", ["outsider", "somebody else"])
def test_the_group_itself_is_unknown_to_who_is_nothing_to_it(who, enter):
    group = Group(**SEALED)

    said = visit(enter(who, group), {})

    assert telling(said, TITLE) == []
    assert len(said) > 30


def test_the_facilitator_reads_the_names_and_each_member_their_own(enter):
    """There was something to hide."""
    group = Group(**SEALED)

    running = visit(enter("the facilitator", group), {})
    theirs = visit(enter("a member", group), {})

    assert telling(running, *NAMES) == [
        f"/mon-espace/cercles/{SLUG}/",
        f"/mon-espace/cercles/{SLUG}/membres/",
    ]
    assert f"/mon-espace/cercles/{SLUG}/" in telling(theirs, TITLE)
    assert "/mon-espace/" in telling(theirs, TITLE)


@pytest.mark.parametrize(
    ("who", "addresses"),
    [
        ("the agenda that leads", 6),
    ],
)
def test_control_of_an_ordinary_circle_the_team_reads_the_names(who, addresses, enter):
    """The same visit finds them when nothing is confidential."""
    group = Group(**OPEN)

    said = visit(enter(who, group), {})

    told = [one for one in telling(said, *NAMES) if not one.startswith(PEOPLE)]
    assert len(told) >= addresses, told


@pytest.mark.parametrize(
    ("columns", "summaries"), [(SEALED, {"Occupé"}), (OPEN, {f"{TITLE}, la rencontre"})]
)
def test_calendars_that_people_share_say_busy_and_no_more(columns, summaries, enter):
    group = Group(**columns)
    enter("a member", group)
    group.lea.refresh_from_db()

    said = visit(Client(), group.tokens(group.lea))

    feeds = {
        address: text for address, text in said.items() if re.match("/mon-espace/.*ics$", address)
    }
    assert len(feeds) == 2
    for text in feeds.values():
        found = re.findall(r"^SUMMARY:(.*)\r$", text, re.MULTILINE)
        assert {summary.replace("\\", "") for summary in found} == summaries
        assert len(found) == 2
    assert telling(feeds, TITLE, "Lieu ", "LOCATION", "CATEGORIES") == (
        [] if columns is SEALED else sorted(feeds)
    )


def test_the_invitation_by_letter_puts_no_more_than_that_in_a_calendar(
    mailoutbox, django_capture_on_commit_callbacks
):
    group = Group(**SEALED)
    person = factories.PersonFactory(email="quinze@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        registration.register(group.session, person, source=Registration.Source.CIRCLE)

    letter = next(one for one in mailoutbox if "quinze@example.org" in one.to[0])
    invitation = next(
        text for text, kind in letter.alternatives if kind.startswith("text/calendar")
    )
    assert "SUMMARY:Occupé" in invitation
    assert f"UID:{group.session.uid}" in invitation.replace("\r\n ", "")
    for told in (TITLE, "LOCATION", "CATEGORIES", "DESCRIPTION"):
        assert told not in invitation


def test_the_visit_goes_by_every_page_of_ours():
    """An address that nothing fills would hide a page from these tests."""
    Group(**SEALED)
    wanted, reached = set(), set()
    for path, callback in addresses({}):
        module = getattr(callback, "__module__", "")
        if module.startswith(OURS):
            wanted.add(callback)
            try:
                reached.add(resolve(path).func)
            except Resolver404:
                continue

    assert {view.__name__ for view in wanted - reached} == {"page"}  # all that is in no other list
    assert len(reached) > 100


OURS = (
    "events.",
    "space.",
    "accounts.",
    "letters.",
    "search.",
    "resources.",
    "pages.",
    "colibris.",
)
