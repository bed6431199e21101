"""What every answer says to browsers: what a page may load, ask and be framed by."""

import pytest

from tests.factories import UserFactory


@pytest.mark.parametrize("path", ["/", "/agenda/", "/ressources/", "/recherche/?q=jeu", "/rien/"])
def test_a_public_page_loads_nothing_from_elsewhere_and_no_inline_script(client, path):
    headers = client.get(path).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["Permissions-Policy"] == (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    )


def test_the_back_office_keeps_the_scripts_of_its_framework(client):
    client.force_login(UserFactory(is_superuser=True))

    response = client.get("/gestion/")

    assert response.status_code == 200
    assert "Content-Security-Policy" not in response.headers


def test_pages_travel_compressed_to_who_can_read_them_so(client):
    assert "Content-Encoding" not in client.get("/agenda/").headers

    response = client.get("/agenda/", headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
