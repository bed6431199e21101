"""Who belongs to a circle, asks to, or is invited: what stands between a person and a circle."""

from django.db import models
from django.utils import timezone


class MemberQuerySet(models.QuerySet):
    def members(self):
        return self.filter(state=CircleMember.State.MEMBER)

    def facilitators(self):
        return self.members().filter(role=CircleMember.Role.FACILITATOR)

    def counted(self):
        """Those whom a limit counts: those who were invited too, whoever facilitates apart."""
        held = [CircleMember.State.MEMBER, CircleMember.State.INVITED]
        return self.filter(state__in=held, role=CircleMember.Role.MEMBER)

    def asking(self):
        return self.filter(state=CircleMember.State.ASKED)

    def standing(self):
        """What the place still has to do with."""
        return self.exclude(state=CircleMember.State.LEFT)


class CircleMember(models.Model):
    """One row for a person and a circle, through all its states; `events.circles` writes them."""

    class State(models.TextChoices):
        ASKED = "asked", "demande à étudier"
        INVITED = "invited", "invitation en attente"
        MEMBER = "member", "membre"
        LEFT = "left", "n’en fait plus partie"

    class Role(models.TextChoices):
        MEMBER = "member", "membre"
        FACILITATOR = "facilitator", "anime le cercle"

    circle = models.ForeignKey(
        "Circle", on_delete=models.CASCADE, related_name="memberships", verbose_name="cercle"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name="personne",
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.MEMBER)
    role = models.CharField("rôle", max_length=12, choices=Role, default=Role.MEMBER)
    visible = models.BooleanField(
        "visible des autres membres",
        default=False,
        help_text="Les membres lisent alors son nom ; qui anime le cercle le lit toujours.",
    )
    structure = models.CharField(
        "établissement ou employeur",
        max_length=150,
        blank=True,
        help_text="Demandé dans un groupe d’analyse des pratiques : qui l’anime ne peut être de la "
        "hiérarchie d’un membre.",
    )
    since = models.DateField("depuis le", default=timezone.localdate)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "membre"
        ordering = ["person__last_name", "person__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_membership_per_person",
                fields=["circle", "person"],
                violation_error_message="Cette personne est déjà membre du cercle.",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.circle}"

    @property
    def belongs(self):
        return self.state == CircleMember.State.MEMBER

    @property
    def facilitates(self):
        return self.belongs and self.role == CircleMember.Role.FACILITATOR
