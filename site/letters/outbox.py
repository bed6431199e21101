"""Letters on their way out. The only code that writes a letter's state.

A letter is posted in the transaction of what it tells: both happen or neither. It is written when
it leaves, from the rows as they stand then, and its Message-ID was chosen when it was posted: what
a killed worker sends twice is one letter for who receives it.
"""

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from letters import matters
from letters.models import LEASE, Letter

log = logging.getLogger(__name__)

State = Letter.State
UNSENT = [State.QUEUED, State.SENDING]
RETRIES = [timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8)]
TASKS_STAY = timedelta(days=1)  # what the queue keeps of tasks that are over


def post(matter: str, kind: str, *, address: str, **columns: Any) -> Letter | None:
    """Queue a letter, in the transaction of what it tells. With a `key`, once for ever: None when
    that one was posted before."""
    try:
        with transaction.atomic():
            letter = Letter.objects.create(matter=matter, kind=kind, address=address, **columns)
    except IntegrityError:
        if columns.get("key") is None:
            raise
        return None
    _enqueue(letter.pk)
    return letter


def resend(letter: Letter) -> bool:
    """Send a letter that failed once more; whether it had failed."""
    return _requeue(Letter.objects.filter(pk=letter.pk, state=State.FAILED), attempts=0, error="")


def revive() -> int:
    """Enqueue again what should have left by now: to be tried once more, lost with its task, or in
    the hands of a worker that died."""
    stuck = Letter.objects.filter(state__in=UNSENT, due_at__lte=timezone.now())
    pks = list(stuck.order_by("due_at", "pk").values_list("pk", flat=True))
    return sum(_requeue(stuck.filter(pk=pk)) for pk in pks)


def forget_tasks() -> int:
    """Empty the queue of what is over; a task that has run for a day died with its worker."""
    over = DBTaskResult.objects.exclude(status=TaskResultStatus.READY)
    return over.filter(started_at__lt=timezone.now() - TASKS_STAY).delete()[0]


@task(backend="letters")
def deliver(pk: int) -> None:
    """Write a letter and send it, unless it has left or somebody else is at it."""
    letter = _claim(pk)
    if letter is None:
        return
    try:
        with transaction.atomic():
            email = matters.get(letter.matter).write(letter)
        if email is None:
            _settle(letter, State.DROPPED)
            return
        email.extra_headers["Message-ID"] = letter.message_id
        email.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        # Not the error itself: mail servers repeat addresses, and logs are read by others.
        log.error("Letter %s did not leave: %s", letter, type(error).__name__)
        _give_up_or_retry(letter, error)
    except Exception:
        log.exception("Letter %s could not be written", letter)
        _settle(letter, State.FAILED, error="Le site n’a pas su l’écrire.")
    else:
        _settle(letter, State.SENT, sent_at=timezone.now())


def _enqueue(pk: int) -> None:
    if settings.QUEUE:
        deliver.enqueue(pk)  # a row of the same transaction
    else:
        # Robust: whatever happens to the letter, what it tells stands.
        transaction.on_commit(lambda: deliver.enqueue(pk), robust=True)


@transaction.atomic
def _requeue(rows: QuerySet[Letter], **columns: Any) -> bool:
    """One letter back in the queue, unless somebody else has just put it there."""
    pk = rows.values_list("pk", flat=True).first()
    due_at = timezone.now() + LEASE
    if pk is None or not rows.update(state=State.QUEUED, due_at=due_at, **columns):
        return False
    _enqueue(pk)
    return True


def _claim(pk: int) -> Letter | None:
    """One update that only one worker can make: from then on the letter is its own, for a time no
    mail server can outlast."""
    claimed = Letter.objects.filter(pk=pk, state=State.QUEUED).update(
        state=State.SENDING, attempts=F("attempts") + 1, due_at=timezone.now() + LEASE
    )
    return Letter.objects.select_related("person").get(pk=pk) if claimed else None


def _settle(letter: Letter, state: str, **columns: Any) -> None:
    if state in (State.SENT, State.DROPPED):
        columns["details"] = {}  # only there to write it
    Letter.objects.filter(pk=letter.pk).update(state=state, **{"error": "", **columns})


def _give_up_or_retry(letter: Letter, error: OSError) -> None:
    code = _refusal(error)
    why = f"Le serveur a refusé la lettre ({code})." if code else "Le serveur n’a pas répondu."
    about_this_letter = isinstance(error, SMTPRecipientsRefused | SMTPDataError)
    permanent = about_this_letter and code is not None and code >= 500  # RFC 5321 4.2.1
    if permanent or letter.attempts > len(RETRIES):
        _settle(letter, State.FAILED, error=why)
    else:
        due_at = timezone.now() + RETRIES[letter.attempts - 1]
        _settle(letter, State.QUEUED, due_at=due_at, error=why)


def _refusal(error: OSError) -> int | None:
    """The mail server's answer, when it answered."""
    if isinstance(error, SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, SMTPResponseException) else None
