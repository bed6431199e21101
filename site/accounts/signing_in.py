"""Two ways to sign in, two houses: a password opens the back office, a code sent by e-mail opens
/mon-espace/, and neither opens the other.

A letter-box is weaker than a password: whoever reads the letters of a member of staff must not get
into the back office. And a password proves no address: whoever was given an account must not read
what was registered under it. Public pages know nobody, so that they are the same for all.
"""

from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, get_user, login
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.functional import SimpleLazyObject

from accounts.models import Person, User, normalise

SPACE = "/mon-espace/"
BY_CODE = f"{__name__}.CodeBackend"


class CodeBackend(BaseBackend):
    """Remembers who signed in by code; it accepts no credentials and grants no permission."""

    def get_user(self, user_id):
        return User.objects.filter(pk=user_id, is_active=True).first()


class EachHouseItsSession:
    """Under /mon-espace/, `request.user` is who came in by a code; elsewhere, by a password."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user  # lazy, and it must stay so: public pages open no session
        request.user = SimpleLazyObject(
            lambda: signed_in if _is_at_home(request) else AnonymousUser()
        )
        return self.get_response(request)


@transaction.atomic
def account_of(address: str) -> User:
    """The account of an address that has just been proven, linked to the person it belongs to.
    They are born here, never before."""
    person = Person.objects.for_address(address)
    user, _ = User.objects.get_or_create(
        email=normalise(address), defaults={"password": make_password(None)}
    )
    if person.user_id != user.pk:
        Person.objects.filter(user=user).update(user=None)  # whose address was another one before
        person.user = user
        person.save(update_fields=["user"])
    return user


def enter(request, user):
    login(request, user, backend=BY_CODE)


def person_of(request) -> Person | None:
    """Who came in by a code, on any page: for those that are nobody else's, a form to fill."""
    user = get_user(request) if _came_by_code(request) else AnonymousUser()
    return Person.objects.of_account(user) if user.is_authenticated else None


def address(request):
    """Where to sign in, and come back from to this page."""
    return f"{SPACE}connexion/?{urlencode({'suite': request.path})}"


def _is_at_home(request):
    return _came_by_code(request) == request.path.startswith(SPACE)


def _came_by_code(request):
    return request.session.get(BACKEND_SESSION_KEY) == BY_CODE
