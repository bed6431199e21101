"""Who people are: a `User` signs in, a `Person` is somebody the place knows.

Nobody needs an account to register, so the two are apart: the back office lists its users, never
the public; an account is linked to its person by a verified address.
"""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


def normalise(email: str) -> str:
    """One address, one person: case never tells two people apart here.

    >>> normalise("  Marie.Durand@Example.ORG ")
    'marie.durand@example.org'
    """
    return email.strip().lower()


class UserManager(BaseUserManager["User"]):
    def staff(self):
        return self.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def public(self):
        """Who signs in by a code, and has no password."""
        return self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=normalise(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=normalise(email))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. The e-mail is the login."""

    email = models.EmailField(
        "adresse électronique",
        unique=True,
        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
    )
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    organisation = models.ForeignKey(
        "vocabulary.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name="organisme",
        help_text="L’équipe voit les inscrits des rendez-vous que son organisme mène.",
    )
    is_active = models.BooleanField("compte actif", default=True)
    date_joined = models.DateTimeField("créé le", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        permissions = [("see_every_name", "Voit les noms des inscrits de tous les organismes")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def save(self, *args, **kwargs):
        self.email = normalise(self.email)
        super().save(*args, **kwargs)

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name

    @property
    def is_staff(self):
        """django.contrib.admin is not installed; Wagtail asks for its own permission."""
        return self.is_superuser


class PersonQuerySet(models.QuerySet):
    def for_address(self, email, **names):
        """The person behind an address, made known on first sight. Names never overwrite: whoever
        types somebody's address must not be able to rename them. Who signed in before they ever
        registered has none yet, and takes these."""
        person, is_new = self.get_or_create(email=normalise(email), defaults=names)
        if names and not is_new and not str(person):
            vars(person).update(names)
            person.save(update_fields=[*names])
        return person

    def known(self):
        """Those who were not erased."""
        return self.filter(erased_at=None)

    def of_account(self, user):
        """Who this account is, or None. Staff may have corrected the address since it was proven:
        what was registered under it belongs to whoever proves the new one."""
        return self.filter(user=user, user__is_active=True, email=user.email).first()


class Person(models.Model):
    """A professional the place knows: registers, borrows, joins circles. May have no e-mail."""

    email = models.EmailField("adresse électronique", null=True, blank=True, unique=True)
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    user = models.OneToOneField(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="compte",
    )
    created_at = models.DateTimeField("connue depuis le", default=timezone.now, editable=False)
    erased_at = models.DateTimeField(
        "effacée le", null=True, editable=False
    )  # only the row that figures count is left: neither name, nor address, nor phone

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne"
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="person_email_is_lower_case",
                condition=models.Q(email=None) | models.Q(email=Lower("email")),
                violation_error_message="L’adresse électronique s’écrit en minuscules.",
            ),
        ]

    def __str__(self):
        name = f"{self.first_name} {self.last_name}".strip()
        return "personne effacée" if self.erased_at else name

    def save(self, *args, **kwargs):
        self.email = normalise(self.email) if self.email else None
        super().save(*args, **kwargs)

    @property
    def contact(self):
        """How to reach them, the best way first."""
        return self.email or self.phone or "ni adresse ni téléphone"
