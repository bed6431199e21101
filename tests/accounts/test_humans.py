"""Robots are held back; people who look like one keep what they typed and send again."""

import pytest
import time_machine
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from accounts import humans


class Question(humans.HumanForm):
    text = humans.Line(max_length=20)


@pytest.fixture
def now():
    with time_machine.travel("2026-10-13T19:45:00+02:00", tick=False) as traveller:
        yield traveller


def filled(stamp=None, **data):
    return {"text": "Bonjour", "website": "", "stamp": stamp or humans.new_stamp(), **data}


def test_somebody_who_takes_their_time_gets_through(now):
    data = filled()
    now.shift(humans.MIN_SECONDS)

    form = Question(data)

    assert form.errors == {}
    assert len(form.key) == 32


def test_a_form_sent_as_soon_as_made_must_be_sent_again_and_then_passes(now):
    data = filled()

    assert Question(data).non_field_errors() == [humans.TOO_FAST]
    now.shift(humans.MIN_SECONDS)
    assert Question(data).is_valid()


def test_haste_is_not_held_against_a_form_that_must_be_mended_anyway(now):
    assert Question({**filled(), "text": ""}).non_field_errors() == []


@pytest.mark.parametrize("stamp", ["", "forged", "é\x00", "eyJ:1a:b"])
def test_a_form_without_a_stamp_of_ours_gets_one_and_loses_nothing(now, stamp):
    form = Question({**filled(), "stamp": stamp})

    assert form.non_field_errors() == [humans.TOO_OLD]
    again = {name: form[name].value() for name in form.fields}
    now.shift(humans.MIN_SECONDS)
    assert Question(again).is_valid()
    assert again["text"] == "Bonjour"


def test_a_form_left_open_for_days_can_be_sent_again(now):
    data = filled()
    now.shift(3 * 24 * 3600)

    form = Question(data)

    assert form.non_field_errors() == [humans.TOO_OLD]
    again = {name: form[name].value() for name in form.fields}
    now.shift(humans.MIN_SECONDS)
    assert Question(again).is_valid()


def test_a_filled_trap_is_emptied_and_the_form_can_be_sent_again(now):
    data = filled(website="https://example.org")
    now.shift(humans.MIN_SECONDS)

    form = Question(data)

    assert form.non_field_errors() == [humans.FILLED_TRAP]
    assert Question({name: form[name].value() for name in form.fields}).is_valid()


def test_the_trap_is_hidden_from_everybody_and_announced_to_nobody():
    form = Question()

    assert [field.name for field in form.visible_fields()] == ["text"]
    assert str(form["website"]) == (
        '<input type="text" name="website" hidden tabindex="-1" autocomplete="off" id="id_website">'
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Marie   Claire ", "Marie Claire"),
        ("Marie\r\nBcc: tous", "Marie Bcc: tous"),
        ("Ma\x00rie", "Ma rie"),
        ("\ud800Marie", "Marie"),
        ("Ma\u202erie", "Ma rie"),
    ],
)
def test_a_line_keeps_only_what_can_be_printed_on_one_line(typed, kept):
    assert humans.Line().clean(typed) == kept


def test_a_line_of_nothing_printable_is_empty():
    with pytest.raises(ValidationError) as raised:
        humans.Line().clean("\x00\x1b\u200b")

    assert raised.value.code == "required"


def request(ip="192.0.2.1", **headers):
    return RequestFactory().post("/", REMOTE_ADDR=ip, headers=headers)


def tries_before_the_limit(requests, **limits):
    for n, (sender, key) in enumerate(requests):
        try:
            humans.limit(sender, "essai", key=key, **limits)
        except humans.TooManyTries:
            return n
    return None


def test_one_connection_may_try_so_many_times_an_hour():
    requests = [(request(), f"{n}@example.org") for n in range(5)]

    assert tries_before_the_limit(requests, per_ip=3) == 3


def test_one_address_may_be_tried_so_many_times_an_hour_wherever_from():
    requests = [(request(f"192.0.2.{n}"), "nina@example.org") for n in range(5)]

    assert tries_before_the_limit(requests, per_key=3) == 3


def test_the_limit_is_lifted_with_time(now):
    requests = [(request(), "")] * 3

    assert tries_before_the_limit(requests, per_ip=2) == 2
    now.shift(humans.HOUR)
    assert tries_before_the_limit(requests[:2], per_ip=2) is None


def test_two_actions_are_counted_apart():
    humans.limit(request(), "contact", per_ip=1)

    humans.limit(request(), "inscription", per_ip=1)


def keys_of(cache):
    if isinstance(cache, LocMemCache):
        return list(cache._cache)
    return [key.decode() for key in cache._cache.get_client().keys("*")]


def test_the_cache_holds_neither_addresses_nor_networks():
    humans.limit(request(), "essai", key="nina@example.org")

    held = " ".join(keys_of(caches["default"]))
    assert held.count("tries:essai") == 2
    assert "nina" not in held
    assert "192.0.2" not in held


@pytest.mark.parametrize(
    ("proxies", "forwarded", "ip", "network"),
    [
        (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "192.0.2.1", "203.0.113.9"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (1, "nonsense", "192.0.2.1", ""),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (0, "", "", ""),
    ],
)
def test_the_visitor_is_who_our_outermost_proxy_saw(settings, proxies, forwarded, ip, network):
    settings.PROXIES = proxies

    assert humans.network(request(ip, **{"X-Forwarded-For": forwarded})) == network


def test_a_view_that_says_nothing_itself_is_answered_by_a_page_in_french():
    def view(_request):
        raise humans.TooManyTries

    middleware = humans.TooManyTriesMiddleware(view)

    with pytest.raises(humans.TooManyTries) as raised:
        middleware(request())
    answer = middleware.process_exception(request(), raised.value)

    assert (answer.status_code, answer["Cache-Control"]) == (429, "no-store")
    assert "Trop d’envois en peu de temps" in answer.content.decode()


def test_other_errors_are_left_to_django():
    middleware = humans.TooManyTriesMiddleware(None)

    assert middleware.process_exception(request(), ValueError()) is None
