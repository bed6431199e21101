"""The factories make rows that the database accepts: the other tests lean on them."""

import pytest

from tests import factories


@pytest.mark.parametrize(
    "factory",
    [
        factories.CircleFactory,
        factories.CopyFactory,
        factories.RegistrationFactory,
        factories.SessionFactory,
    ],
)
def test_two_of_each_can_live_together(factory):
    assert len({row.pk for row in factory.create_batch(2)}) == 2


def test_terms_are_kept():
    theme = factories.ThemeFactory()

    event = factories.EventFactory(terms={"themes": [theme]})

    assert list(theme.events.all()) == [event]
