"""The clock goes on when one of its acts fails."""

import pytest
from django.core.management import CommandError, call_command

from colibris.management.commands import tick


def test_what_cannot_be_done_is_said_and_does_not_keep_the_rest(monkeypatch, capsys, caplog):
    def broken():
        raise ValueError

    monkeypatch.setattr(tick, "ACTS", [("rappels", broken), ("lettres remises", lambda: 2)])

    with pytest.raises(CommandError, match="n’ont pas pu se faire : rappels"):
        call_command("tick")

    assert capsys.readouterr().out == "lettres remises : 2\n"
    assert [record.message for record in caplog.records] == ["tick: rappels"]
