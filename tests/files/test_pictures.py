"""Pictures as browsers ask for them, whatever keeps the files."""

import pytest

from tests.factories import PictureFactory
from tests.production import VARIABLES, manage


def test_a_rendition_is_served_and_may_be_kept_for_ever(client):
    rendition = PictureFactory().get_rendition("fill-10x10")

    response = client.get(rendition.url)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    caching = set(response.headers["Cache-Control"].split(", "))
    assert caching == {"public", "max-age=31536000", "immutable"}
    assert response.getvalue()[:2] == b"\xff\xd8"  # JPEG, really
    response.close()


@pytest.mark.parametrize("name", ["autre.jpg", "", "%2e%2e/original_images/example.jpg", "..%2Fx"])
def test_what_is_not_a_rendition_is_not_found(client, name):
    PictureFactory()

    assert client.get(f"/media/images/{name}").status_code in (400, 404)


def test_the_picture_as_it_was_given_has_no_address(client):
    picture = PictureFactory()
    assert picture.file.storage.exists(picture.file.name)

    assert client.get(f"/media/{picture.file.name}").status_code == 404


def test_with_a_bucket_pictures_keep_an_address_of_the_site_without_signature():
    code = (
        "from django.core.files.storage import default_storage as s; print(s.url('images/a.jpg'))"
    )

    answer = manage("shell", "--no-imports", "-c", code, **VARIABLES)

    assert answer.stdout.strip() == "https://colibris.example.org/media/images/a.jpg"
