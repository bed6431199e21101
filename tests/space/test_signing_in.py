"""Signing in by a code: who gets in, where, and what a stranger learns."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from accounts.models import Person, User
from pages.models import StandardPage
from space.views.signing_in import GUESSES, PER_ADDRESS, PER_ADDRESS_THERE
from tests.factories import PersonFactory, UserFactory
from tests.pages.site import home, publish

SIGN_IN, CODE, SPACE = "/mon-espace/connexion/", "/mon-espace/code/", "/mon-espace/"


def another(code):
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def words(answer):
    """What the page says, without what is different each time."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)
    return html.replace("\xa0", " ")


def test_an_address_and_six_digits_open_ones_space(client, ask):
    person = PersonFactory(email="lea@example.org")

    answer, code = ask(client, "lea@example.org")
    assert (answer.status_code, answer.url) == (302, CODE)
    assert "Nous venons d’écrire à <strong>lea@example.org</strong>." in client.get(CODE).text
    answer = client.post(CODE, {"code": code})

    assert (answer.status_code, answer.url) == (302, SPACE)
    assert client.get(SPACE).status_code == 200
    person.refresh_from_db()
    assert person.user == User.objects.get(email="lea@example.org")


def test_spaces_copied_with_the_code_do_no_harm(client, ask):
    _, code = ask(client, "lea@example.org")

    answer = client.post(CODE, {"code": f" {code[:3]}\xa0{code[3:]}\n"})

    assert answer.url == SPACE


def test_an_address_in_another_case_is_the_same_person(sign_in):
    person = PersonFactory(email="lea@example.org")

    sign_in("LEA@Example.org")

    assert list(Person.objects.values_list("pk", "user__email")) == [(person.pk, "lea@example.org")]


def test_signing_in_again_makes_nobody_new(sign_in):
    sign_in("lea@example.org")
    sign_in("lea@example.org")

    assert (User.objects.count(), Person.objects.count()) == (1, 1)


def test_nobody_is_born_before_the_code_comes_back(client, ask):
    _, code = ask(client, "inconnue@example.org")
    client.post(CODE, {"code": another(code)})
    assert (User.objects.count(), Person.objects.count()) == (0, 0)

    client.post(CODE, {"code": code})

    user = User.objects.get()
    assert (user.email, user.has_usable_password(), user.is_staff) == (
        "inconnue@example.org",
        False,
        False,
    )
    assert (user.person.email, str(user.person)) == ("inconnue@example.org", "")


def test_who_signed_in_before_registering_takes_the_names_of_their_first_form(sign_in):
    sign_in("lea@example.org")

    Person.objects.for_address("lea@example.org", first_name="Léa", last_name="Iris")
    Person.objects.for_address("lea@example.org", first_name="X", last_name="Y")

    assert str(Person.objects.get()) == "Léa Iris"


def test_the_answer_does_not_tell_who_is_known(ask, mailoutbox):
    PersonFactory(email="connue-@example.org")
    UserFactory(email="equipe-@example.org")
    UserFactory(email="fermee-@example.org", is_active=False)
    said = []
    for name in ("connue-", "equipe-", "fermee-", "inconnu"):
        browser = Client()
        answer, code = ask(browser, f"{name}@example.org")
        page = browser.get(CODE)
        letter = mailoutbox[-1]
        said.append(
            (
                answer.status_code,
                answer.url,
                page.status_code,
                words(page).replace(name, ""),
                letter.subject.replace(code, ""),
                letter.body.replace(code, ""),
            )
        )

    assert said == [said[0]] * 4


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Écrivez une adresse électronique complète, comme prenom.nom@exemple.fr."),
        ("lea", "Écrivez une adresse électronique complète, comme prenom.nom@exemple.fr."),
        ("lea@éxemple.org", "Écrivez l’adresse électronique sans lettre accentuée."),
        ("lea@example.org\nBcc: x@example.org", "Écrivez une adresse électronique complète"),
    ],
)
def test_what_is_no_address_gets_a_sentence_and_no_letter(client, mailoutbox, typed, sentence):
    answer = client.post(SIGN_IN, {"email": typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert mailoutbox == []


def test_three_wrong_codes_and_the_right_one_is_worth_nothing(client, ask):
    _, code = ask(client, "lea@example.org")
    answers = [client.post(CODE, {"code": another(code)}) for _ in range(3)]

    late = client.post(CODE, {"code": code})

    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert "Ce code n’est pas le bon" in answers[0].text
    assert "Le code donné était faux trois fois" in answers[2].text
    assert 'value="lea@example.org"' in answers[2].text
    assert late.status_code == 410
    assert client.get(SPACE).status_code == 302


def test_what_is_not_six_digits_is_no_try(client, ask):
    _, code = ask(client, "lea@example.org")
    for typed in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00" * 6, "9" * 50):
        answer = client.post(CODE, {"code": typed})
        assert answer.status_code == 422
        assert "Écrivez les six chiffres du code." in answer.text

    assert client.post(CODE, {"code": code}).url == SPACE


def test_a_code_serves_once(client, ask):
    _, code = ask(client, "lea@example.org")
    client.post(CODE, {"code": code})
    client.post("/mon-espace/deconnexion/")

    answer = client.post(CODE, {"code": code})

    assert answer.status_code == 410
    assert "Ce code n’est plus valable" in answer.text


def test_a_code_opens_only_the_browser_that_asked_for_it(client, ask):
    _, code = ask(client, "lea@example.org")
    thief = Client()

    assert thief.post(CODE, {"code": code}).status_code == 410
    ask(thief, "voleur@example.org")
    assert thief.post(CODE, {"code": code}).status_code in (422, 302)
    assert User.objects.filter(email="lea@example.org").count() == 0


@pytest.mark.parametrize(("minutes", "status"), [(9, 302), (11, 410), (16, 410)])
def test_a_code_lasts_ten_minutes(client, ask, minutes, status):
    _, code = ask(client, "lea@example.org")

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        answer = client.post(CODE, {"code": code})

    assert answer.status_code == status


def test_another_code_takes_the_place_of_the_first(client, ask, mailoutbox):
    _, first = ask(client, "lea@example.org")

    answer = client.post(CODE, {"another": "1"})

    second = re.search(r"^\d{6}$", mailoutbox[1].body, re.MULTILINE)[0]
    assert "Un autre code vient de partir" in client.get(answer.url).text
    if first != second:
        assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": second}).url == SPACE


def test_a_third_other_code_is_refused_and_the_last_still_opens(client, ask, mailoutbox):
    ask(client, "lea@example.org")
    answers = [client.post(CODE, {"another": "1"}) for _ in range(3)]

    code = re.search(r"^\d{6}$", mailoutbox[-1].body, re.MULTILINE)[0]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert len(mailoutbox) == 3
    assert client.post(CODE, {"code": code}).url == SPACE


def test_a_network_asks_six_codes_for_an_address_and_no_more(ask, mailoutbox):
    answers = [ask(Client(), "lea@example.org")[0] for _ in range(PER_ADDRESS_THERE)]
    assert {answer.status_code for answer in answers} == {302}

    refused, _ = ask(Client(), "LEA@example.org")

    assert refused.status_code == 429
    assert "Trop d’envois en peu de temps" in refused.text
    assert len(mailoutbox) == PER_ADDRESS_THERE


def elsewhere(number):
    return Client(REMOTE_ADDR=f"198.51.100.{number}")


def test_who_asks_in_ones_place_does_not_shut_one_out(client, ask, mailoutbox):
    stranger = elsewhere(1)
    statuses = [ask(stranger, "lea@example.org")[0].status_code for _ in range(7)]
    assert statuses == [302] * PER_ADDRESS_THERE + [429]

    _, code = ask(client, "lea@example.org")

    assert client.post(CODE, {"code": code}).url == SPACE


def test_a_code_that_waits_opens_whatever_others_ask_and_guess(client, ask):
    _, code = ask(client, "lea@example.org")
    for number in range(20):
        stranger = elsewhere(number)
        _, theirs = ask(stranger, "lea@example.org")
        wrong = [stranger.post(CODE, {"code": another(theirs)}) for _ in range(GUESSES)]
        assert [answer.status_code for answer in wrong] == [422, 422, 429]

    assert client.post(CODE, {"code": code}).url == SPACE


def test_an_address_is_not_flooded_from_everywhere(ask, mailoutbox):
    statuses = [
        ask(elsewhere(n % 12), "lea@example.org")[0].status_code for n in range(PER_ADDRESS + 1)
    ]

    assert statuses == [302] * PER_ADDRESS + [429]
    assert len(mailoutbox) == PER_ADDRESS


def test_the_refusal_is_the_same_for_an_address_that_nobody_knows(ask):
    PersonFactory(email="lea@example.org")
    known, unknown = (
        [ask(Client(), address)[0] for _ in range(7)][-1]
        for address in ("lea@example.org", "ada@example.org")
    )

    assert (known.status_code, unknown.status_code) == (429, 429)
    assert tidied(known).replace("lea@", "…@") == tidied(unknown).replace("ada@", "…@")


def tidied(answer):
    """Without what is new in each page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.text)


def test_a_network_cannot_ask_for_everybody(client):
    answers = [client.post(SIGN_IN, {"email": f"{n}@example.org"}) for n in range(31)]

    assert [answer.status_code for answer in answers] == [302] * 30 + [429]


def test_guesses_that_hide_from_one_another_are_counted_all_the_same(client, ask):
    """Requests sent together all read the session of before: here, it is put back each time."""
    _, code = ask(client, "lea@example.org")
    pending = client.session["account_login"]
    statuses = []
    for _ in range(GUESSES + 1):
        session = client.session
        session["account_login"] = pending
        session.save()
        statuses.append(client.post(CODE, {"code": another(code)}).status_code)

    assert statuses == [422] * GUESSES + [429]


def test_a_relay_that_is_down_is_said_and_nothing_is_lost(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9  # nobody listens

    answer = client.post(SIGN_IN, {"email": "lea@example.org"})

    assert answer.status_code == 503
    assert "Le message n’a pas pu partir." in answer.text
    assert 'value="lea@example.org"' in answer.text


def test_a_code_does_not_open_the_back_office_even_to_its_director(client, sign_in):
    director = UserFactory(email="chef@example.org", is_superuser=True)
    client.force_login(director)
    assert client.get("/gestion/").status_code == 200

    browser = sign_in("chef@example.org")

    assert browser.get(SPACE).status_code == 200
    answer = browser.get("/gestion/")
    assert (answer.status_code, answer.url) == (302, "/gestion/login/?next=/gestion/")


def test_the_password_opens_the_back_office_to_who_came_by_a_code(sign_in):
    User.objects.create_superuser("chef@example.org", "un-long-secret")
    browser = sign_in("chef@example.org")

    browser.post("/gestion/login/", {"username": "chef@example.org", "password": "un-long-secret"})

    assert browser.get("/gestion/").status_code == 200
    assert browser.get(SPACE).status_code == 302


def test_a_password_does_not_open_the_space(client, sign_in):
    user = UserFactory(email="equipe@example.org")
    sign_in("equipe@example.org")
    client.force_login(user)

    answer = client.get(SPACE)

    assert (answer.status_code, answer.url) == (302, f"{SIGN_IN}?suite=%2Fmon-espace%2F")


def test_leaving_the_space_does_not_leave_the_back_office(client):
    client.force_login(UserFactory(is_superuser=True))

    client.post("/mon-espace/deconnexion/")

    assert client.get("/gestion/").status_code == 200


def test_a_page_kept_for_the_team_stays_shut_to_who_came_by_a_code(client, sign_in):
    page = publish(home(), StandardPage(title="Réservée", slug="reservee"))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    client.force_login(UserFactory())
    assert client.get("/reservee/").status_code == 200

    assert sign_in("lea@example.org").get("/reservee/").status_code == 302


def test_a_closed_account_is_told_so_once_the_address_is_proven(client, ask):
    UserFactory(email="fermee@example.org", is_active=False)
    _, code = ask(client, "fermee@example.org")

    answer = client.post(CODE, {"code": code})

    assert answer.status_code == 403
    assert "Ce compte a été fermé." in answer.text
    assert client.get(SPACE).status_code == 302


def test_an_account_closed_meanwhile_is_out(sign_in):
    browser = sign_in("lea@example.org")

    User.objects.update(is_active=False)

    assert browser.get(SPACE).status_code == 302


def test_an_address_corrected_by_the_team_takes_the_space_with_it(sign_in):
    person = PersonFactory(email="mal-ecrite@example.org")
    stranger = sign_in("mal-ecrite@example.org")
    assert "mal-ecrite@example.org" in stranger.get(SPACE).text

    person.email = "bien-ecrite@example.org"
    person.save()

    assert stranger.get(SPACE).status_code == 302
    owner = sign_in("bien-ecrite@example.org")
    assert "bien-ecrite@example.org" in owner.get(SPACE).text
    person.refresh_from_db()
    assert person.user.email == "bien-ecrite@example.org"


def test_signing_out_shuts_the_space(sign_in):
    browser = sign_in("lea@example.org")

    answer = browser.post("/mon-espace/deconnexion/")

    assert (answer.status_code, answer.url) == (302, SIGN_IN)
    assert browser.get(SPACE).status_code == 302


def test_nothing_is_done_by_a_link(client, sign_in):
    browser = sign_in("lea@example.org")

    assert browser.get("/mon-espace/deconnexion/").status_code == 405
    assert browser.get(SPACE).status_code == 200
    assert browser.get(SIGN_IN).url == SPACE


def test_a_form_from_elsewhere_is_refused():
    browser = Client(enforce_csrf_checks=True)

    for path in (SIGN_IN, CODE, "/mon-espace/deconnexion/"):
        assert browser.post(path, {"email": "lea@example.org"}).status_code == 403


@pytest.mark.parametrize(
    ("suite", "after"),
    [
        ("/mon-espace/", "/mon-espace/"),
        ("https://ailleurs.example/mon-espace/", SPACE),
        ("//ailleurs.example/mon-espace/", SPACE),
        ("/\\ailleurs.example", SPACE),
        ("/mon-espace/\r\nX: y", SPACE),
        ("/gestion/", SPACE),
    ],
)
def test_one_goes_on_to_a_page_of_the_space_and_nowhere_else(client, ask, suite, after):
    _, code = ask(client, "lea@example.org", suite=suite)

    assert client.post(CODE, {"code": code}).url == after


@pytest.mark.parametrize("path", [SIGN_IN, SPACE])
def test_nothing_of_it_is_kept_or_found(sign_in, path):
    for browser in (Client(), sign_in("lea@example.org")):
        answer = browser.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_public_pages_are_the_same_for_who_is_signed_in(client, sign_in):
    browser = sign_in("lea@example.org")

    for path in ("/", "/agenda/", "/ressources/", "/cercles/", "/plan-du-site/"):
        stranger, known = client.get(path), browser.get(path)
        assert stranger.cookies == {}
        assert known.cookies == {}
        assert (stranger.headers, stranger.content) == (known.headers, known.content)


def test_the_letter_says_what_the_code_is_for(client, ask, mailoutbox):
    _, code = ask(client, "lea@example.org")

    [letter] = mailoutbox
    html = letter.alternatives[0].content
    assert letter.to == ["lea@example.org"]
    assert letter.subject.startswith(f"{code} est votre code – ")
    for part in (letter.body, html):
        assert part.count(code) == 1
        assert "Il vaut 10 minutes et ne sert qu’une fois." in part
        assert "Ne le donnez à personne" in part


def test_the_back_office_lists_its_staff_and_never_the_public(client, sign_in):
    sign_in("public@example.org")
    administrator = User.objects.create_superuser("chef@example.org", "un-long-secret")
    client.force_login(administrator)

    page = client.get(reverse("wagtailusers_users:index")).text

    assert "chef@example.org" in page
    assert "public@example.org" not in page


def test_somebody_of_the_public_can_join_the_staff(client, sign_in):
    sign_in("future@example.org")
    client.force_login(User.objects.create_superuser("chef@example.org", "un-long-secret"))

    answer = client.post(
        reverse("wagtailusers_users:add"),
        {
            "email": "Future@example.org",
            "first_name": "Future",
            "last_name": "Collègue",
            "password1": "un-long-secret",
            "password2": "un-long-secret",
            "groups": [Group.objects.get(name="agenda").pk],
        },
    )

    assert answer.status_code == 302
    user = User.objects.get(email="future@example.org")
    assert (user.first_name, user.person.email) == ("Future", "future@example.org")
    assert user.check_password("un-long-secret")
