"""Signing in as people do: an address, a letter, six digits."""

import re

import pytest
from django.test import Client
from django.urls import reverse


@pytest.fixture
def ask(mailoutbox):
    """ask(browser, address): the answer, and the code that the letter brings."""

    def asked(browser, address, suite=""):
        query = {"suite": suite} if suite else None
        answer = browser.post(reverse("space:sign_in", query=query), {"email": address})
        letter = mailoutbox[-1] if mailoutbox else None
        found = letter and re.search(r"^\d{6}$", letter.body, re.MULTILINE)
        return answer, found and found[0]

    return asked


@pytest.fixture
def sign_in(ask, mailoutbox):
    """sign_in(address): a browser that is in its space."""

    def signed_in(address, browser=None):
        browser = browser or Client()
        _, code = ask(browser, address)
        answer = browser.post(reverse("space:code"), {"code": code})
        assert (answer.status_code, answer.url) == (302, "/mon-espace/")
        mailoutbox.clear()
        return browser

    return signed_in
