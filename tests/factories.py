"""Test data by what matters in it: everything else has a decent default."""

from datetime import timedelta

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Person, User
from events.models import (
    Circle,
    CircleMember,
    Event,
    Presence,
    Question,
    Registration,
    Session,
    Venue,
)
from files.models import Document, Picture
from identity.models import Closure
from resources.models import (
    Booking,
    Copy,
    Hold,
    Item,
    Loan,
    Material,
    Resource,
    Structure,
    StructureMember,
)
from vocabulary.models import (
    AgeRange,
    Audience,
    CharterPrinciple,
    Commune,
    Domain,
    EventFormat,
    EventKind,
    MeetupKind,
    Organisation,
    ResourceAccess,
    ResourceType,
    Theme,
    TimeSlot,
)


class TermFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ["key"]

    label = factory.LazyAttribute(lambda term: term.key.capitalize())


class DomainFactory(TermFactory):
    class Meta:
        model = Domain

    key = factory.Sequence(lambda n: f"domaine-{n}")


class ThemeFactory(TermFactory):
    class Meta:
        model = Theme

    key = factory.Sequence(lambda n: f"theme-{n}")
    domain = factory.SubFactory(DomainFactory)


class AudienceFactory(TermFactory):
    class Meta:
        model = Audience

    key = factory.Sequence(lambda n: f"public-{n}")


class OrganisationFactory(TermFactory):
    class Meta:
        model = Organisation

    key = factory.Sequence(lambda n: f"organisme-{n}")


class CommuneFactory(TermFactory):
    class Meta:
        model = Commune

    key = factory.Sequence(lambda n: f"commune-{n}")
    insee = factory.Sequence(lambda n: f"{n:05}")


class EventKindFactory(TermFactory):
    class Meta:
        model = EventKind

    key = "atelier"


class EventFormatFactory(TermFactory):
    class Meta:
        model = EventFormat

    key = "presentiel"


class TimeSlotFactory(TermFactory):
    class Meta:
        model = TimeSlot

    key = factory.Sequence(lambda n: f"creneau-{n}")


class MeetupKindFactory(TermFactory):
    class Meta:
        model = MeetupKind

    key = "pairs"


class ResourceTypeFactory(TermFactory):
    class Meta:
        model = ResourceType

    key = "ouvrage"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"equipe-{n}@example.org")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Équipe {n}")

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        """UserFactory(role="agenda")"""
        if extracted:
            self.groups.add(Group.objects.get(name=extracted))


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"personne-{n}@example.org")
    first_name = "Dominique"
    last_name = factory.Sequence(lambda n: f"Personne {n}")


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Lieu {n}")
    slug = factory.Sequence(lambda n: f"lieu-{n}")
    commune = factory.SubFactory(CommuneFactory)
    address = "1 rue de l’Exemple, 00000 Exempleville"


class EventFactory(DjangoModelFactory):
    """A published event. `themes`, `audiences`, `co_leads`: lists of terms."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Atelier {n}")
    slug = factory.Sequence(lambda n: f"atelier-{n}")
    kind = factory.SubFactory(EventKindFactory)
    summary = "Un temps pour souffler et pour échanger."
    lead = factory.SubFactory(OrganisationFactory)
    live = True

    @factory.post_generation
    def terms(self, create, extracted, **kwargs):
        """EventFactory(terms={"themes": [theme], "audiences": [audience]})"""
        for name, rows in (extracted or {}).items():
            setattr(self, name, rows)
        if extracted:
            self.save()


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    event = factory.SubFactory(EventFactory)
    label = factory.Sequence(lambda n: f"Question {n} ?")
    sort_order = factory.Sequence(lambda n: n)


class SessionFactory(DjangoModelFactory):
    """A session in a week, two hours long, with ten seats. `online` or `hybrid`: with the address
    to connect."""

    class Meta:
        model = Session

    class Params:
        online = factory.Trait(
            format=factory.SubFactory(
                EventFormatFactory, key="distance", on_site=False, remote=True
            ),
            venue=None,
            online_url="https://visio.example.org/salle",
        )
        hybrid = factory.Trait(
            format=factory.SubFactory(EventFormatFactory, key="hybride", remote=True),
            online_url="https://visio.example.org/salle",
        )

    event = factory.SubFactory(EventFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))
    venue = factory.SubFactory(VenueFactory)
    format = factory.SubFactory(EventFormatFactory)
    capacity = 10


class RegistrationFactory(DjangoModelFactory):
    """A seat already given; the rules of events.registration are not asked."""

    class Meta:
        model = Registration

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory)
    first_name = factory.SelfAttribute("person.first_name")
    last_name = factory.SelfAttribute("person.last_name")
    status = Registration.Status.SEATED


class PresenceFactory(DjangoModelFactory):
    """Somebody registered, there for two hours; the rules of events.presence are not asked.
    PresenceFactory(registration=None, session=…, person=…): came without registering."""

    class Meta:
        model = Presence

    registration = factory.SubFactory(RegistrationFactory)
    session = factory.SelfAttribute("registration.session")
    person = factory.SelfAttribute("registration.person")
    status = Presence.Status.PRESENT
    minutes = 120


class CircleFactory(DjangoModelFactory):
    class Meta:
        model = Circle

    title = factory.Sequence(lambda n: f"Cercle {n}")
    slug = factory.Sequence(lambda n: f"cercle-{n}")
    kind = factory.SubFactory(MeetupKindFactory)
    summary = "Se retrouver entre collègues."
    lead = factory.SubFactory(OrganisationFactory)
    format = factory.SubFactory(EventFormatFactory)


class ResourceFactory(DjangoModelFactory):
    """A published, public resource."""

    class Meta:
        model = Resource
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Ouvrage {n}")
    slug = factory.Sequence(lambda n: f"ouvrage-{n}")
    type = factory.SubFactory(ResourceTypeFactory)
    summary = "Des repères simples et des exemples."
    live = True

    @factory.post_generation
    def terms(self, create, extracted, **kwargs):
        """ResourceFactory(terms={"themes": [theme]})"""
        for name, rows in (extracted or {}).items():
            setattr(self, name, rows)
        if extracted:
            self.save()


class CopyFactory(DjangoModelFactory):
    class Meta:
        model = Copy

    resource = factory.SubFactory(ResourceFactory)
    code = factory.Sequence(lambda n: f"EX-{n:04}")
    holder = factory.SubFactory(OrganisationFactory)


class AgeRangeFactory(TermFactory):
    """AgeRangeFactory(min_months=12, max_months=24); without months, about adults."""

    class Meta:
        model = AgeRange

    key = factory.Sequence(lambda n: f"age-{n}")


class CharterPrincipleFactory(TermFactory):
    class Meta:
        model = CharterPrinciple

    key = factory.Sequence(lambda n: f"principe-{n}")
    number = factory.Sequence(lambda n: n)
    text = "J’ai besoin que l’on m’accueille."


class ResourceAccessFactory(TermFactory):
    class Meta:
        model = ResourceAccess

    key = factory.Sequence(lambda n: f"acces-{n}")


class LoanFactory(DjangoModelFactory):
    """A copy lent yesterday for four weeks; the rules of resources.loans are not asked."""

    class Meta:
        model = Loan

    copy = factory.SubFactory(CopyFactory)
    borrower = factory.SubFactory(PersonFactory)
    lent_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
    due_on = factory.LazyAttribute(lambda loan: loan.lent_on + timedelta(days=28))


class KitFactory(CopyFactory):
    """A kit that is lent for three weeks."""

    resource = factory.SubFactory(ResourceFactory, loan_days=21)
    kit = True


class MaterialFactory(DjangoModelFactory):
    class Meta:
        model = Material

    label = factory.Sequence(lambda n: f"matière {n}")


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = Item

    copy = factory.SubFactory(KitFactory)
    label = factory.Sequence(lambda n: f"objet {n}")


class StructureFactory(DjangoModelFactory):
    class Meta:
        model = Structure

    name = factory.Sequence(lambda n: f"Crèche {n}")


class StructureMemberFactory(DjangoModelFactory):
    class Meta:
        model = StructureMember

    structure = factory.SubFactory(StructureFactory)
    person = factory.SubFactory(PersonFactory)


class HoldFactory(DjangoModelFactory):
    """Somebody in the queue; the rules of resources.holds are not asked."""

    class Meta:
        model = Hold

    resource = factory.SubFactory(ResourceFactory, loan_days=21)
    person = factory.SubFactory(PersonFactory)
    ticket = factory.Sequence(lambda n: n + 1)


class BookingFactory(DjangoModelFactory):
    """A kit kept for a week from tomorrow; the rules of resources.bookings are not asked."""

    class Meta:
        model = Booking

    copy = factory.SubFactory(KitFactory)
    person = factory.SubFactory(PersonFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=1))
    ends_on = factory.LazyAttribute(lambda booking: booking.starts_on + timedelta(days=7))
    busy_until = factory.SelfAttribute("ends_on")
    status = Booking.Status.CONFIRMED


class PictureFactory(DjangoModelFactory):
    class Meta:
        model = Picture

    title = factory.Sequence(lambda n: f"Image {n}")
    file = factory.django.ImageField(width=40, height=30)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Document {n}")
    file = factory.django.FileField(filename="fiche.pdf", data=b"%PDF-1.4")


class ClosureFactory(DjangoModelFactory):
    """The place is closed today."""

    class Meta:
        model = Closure

    first_day = factory.LazyFunction(timezone.localdate)
    last_day = factory.SelfAttribute("first_day")
    reason = "travaux"


class MemberFactory(DjangoModelFactory):
    """Somebody who belongs to a circle; the rules of events.circles are not asked."""

    class Meta:
        model = CircleMember

    class Params:
        facilitator = factory.Trait(role=CircleMember.Role.FACILITATOR)

    circle = factory.SubFactory(CircleFactory)
    person = factory.SubFactory(PersonFactory)
