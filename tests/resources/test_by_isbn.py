"""A notice from its ISBN: what the BnF answers is read, and nothing it does blocks the form."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from resources import bnf, isbn
from resources.models import Resource
from tests.factories import ResourceFactory, UserFactory

ANSWERS = Path(__file__).parent / "bnf"
NUMBER = "9782070368228"
SCREEN = "resources_imports:by_isbn"
ADD = "wagtailsnippets_resources_resource:add"
NOT_THERE = "Le catalogue de la BnF ne répond pas. Remplissez la notice à la main."


def recorded(name):
    return (ANSWERS / f"{name}.xml").read_bytes()


@pytest.fixture
def library(settings):
    """A catalogue that gives the answer it was told to, and remembers what it was asked."""

    class Server(BaseHTTPRequestHandler):
        answer, status, asked = recorded("notice"), 200, []

        def do_GET(self):
            Server.asked.append(parse_qs(urlsplit(self.path).query))
            self.send_response(Server.status)
            self.end_headers()
            self.wfile.write(Server.answer)

        def log_message(self, *args):
            """Nothing on the screen of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BNF_SRU = f"http://127.0.0.1:{server.server_port}/api/SRU"
    yield Server
    server.shutdown()
    server.server_close()


@pytest.fixture
def documentalist(client):
    client.force_login(UserFactory(role="documentation"))


def search(client, number=NUMBER):
    return client.get(reverse(SCREEN), {"isbn": number}, follow=True)


def form_of(response):
    return response.context["form"]


def test_the_form_opens_filled_in_and_nothing_is_written(client, documentalist, library):
    response = search(client, "978-2-07-036822-8")

    [asked] = library.asked
    assert asked["query"] == [f'bib.isbn all "{NUMBER}"']
    assert asked["recordSchema"] == ["unimarcxchange"]
    assert asked["operation"] == ["searchRetrieve"]
    form = form_of(response)
    assert {name: form[name].value() for name in ("title", "author", "publisher")} == {
        "title": "Le mouvement libre : dès le premier âge",
        "author": "Exemple, Ana ; Test, Zoé ; Institut de l'Exemple",
        "publisher": "Éditions de l'Exemple",
    }
    assert {name: form[name].value() for name in ("year", "language", "summary", "isbn")} == {
        "year": 2021,
        "language": "it",
        "summary": "Observer sans intervenir.",
        "isbn": NUMBER,
    }
    assert Resource.objects.count() == 0


@pytest.mark.parametrize(
    ("answer", "status", "sentence"),
    [
        (
            recorded("nothing"),
            200,
            "La BnF n’a pas de notice pour cet ISBN. Remplissez-la à la main.",
        ),
        (
            recorded("refusal"),
            200,
            "La réponse de la BnF n’a pas pu être lue. Remplissez la notice à la main.",
        ),
        (
            b"<html>Maintenance</html>",
            200,
            "La réponse de la BnF n’a pas pu être lue. Remplissez la notice à la main.",
        ),
        (recorded("notice"), 503, NOT_THERE),
    ],
)
def test_an_answer_without_a_notice_opens_the_form_all_the_same(
    client, documentalist, library, answer, status, sentence
):
    library.answer, library.status = answer, status

    response = search(client)

    assert [str(message).strip() for message in response.context["messages"]] == [sentence]
    assert form_of(response)["isbn"].value() == NUMBER
    assert not form_of(response)["title"].value()


def test_a_network_that_fails_opens_the_form_all_the_same(client, documentalist, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.BNF_SRU = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        response = search(client)

    assert [str(message).strip() for message in response.context["messages"]] == [NOT_THERE]
    assert form_of(response)["isbn"].value() == NUMBER


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch, settings):
    monkeypatch.setattr(bnf, "TIMEOUT", 0.2)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        settings.BNF_SRU = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        with pytest.raises(bnf.Unanswered, match="ne répond pas"):
            bnf.look_up(NUMBER)


def test_where_it_is_off_nothing_is_asked(client, documentalist, library, settings):
    assert "La notice est demandée" in client.get(reverse(SCREEN)).content.decode()
    settings.BNF_SRU = ""

    page = client.get(reverse(SCREEN)).content.decode()
    response = search(client)

    assert "La recherche à la BnF n’est pas en service ici" in page
    assert library.asked == []
    assert form_of(response)["isbn"].value() == NUMBER


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Tapez ou scannez un ISBN."),
        ("12345", "Un ISBN a 10 chiffres, ou 13 qui commencent par 978 ou 979."),
        (
            "9782070368229",
            "Le dernier chiffre ne répond pas aux autres : l’un d’eux est mal recopié.",
        ),
        ("9782070368228", "Déjà au catalogue : « Siestes ». Cherchez-la dans la liste."),
    ],
)
def test_a_number_that_will_not_do_is_said(client, documentalist, library, number, sentence):
    ResourceFactory(title="Siestes", isbn=NUMBER)

    response = search(client, number)

    assert response.status_code == 422
    assert form_of(response).errors["isbn"] == [sentence]
    assert library.asked == []


def test_an_entity_is_not_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(bnf.Unanswered):
        bnf.read(bomb)


@given(st.binary(max_size=300))
def test_no_answer_breaks_the_reading(answer):
    with pytest.raises(bnf.Unanswered):
        bnf.read(answer)


@given(st.text(max_size=20))
def test_no_text_breaks_the_check_of_a_number(text):
    try:
        number = isbn.normalised(text)
    except isbn.Wrong:
        return
    assert isbn.normalised(number) == number


def test_who_may_not_add_may_not_ask(client, library):
    client.force_login(UserFactory(role="agenda"))

    response = client.get(reverse(SCREEN), {"isbn": NUMBER})

    assert response.url == reverse("wagtailadmin_home")
    assert library.asked == []
