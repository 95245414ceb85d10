"""What the page of quarantined messages shows, and the daily email about them."""

from collections import Counter
from functools import partial
from typing import Any

from domain.cases.access_tokens import QuarantineToken, new_thread_id
from domain.cases.inbound_message import StoredMessage
from domain.inbound_email.quarantine import (
    MAX_DISCARDED,
    QUARANTINE_TOKEN_LIFETIME,
    Quarantine,
    QuarantinePage,
    sender_of,
)
from domain.model.errors import FieldProblem
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.outbox import Outbox
from domain.presentation.case_view import message_values


def send_quarantine_digest(quarantine: Quarantine, outbox: Outbox, people: tuple[str, ...]) -> None:
    """Email people about the quarantined messages that they may see, if there are any; once per day (UTC)."""
    if not people and quarantine.get_page("").messages:
        outbox.count("NobodyToAsk")
    for person in people:
        page = quarantine.get_page(person)
        if page.messages:
            entry = OutboxEntry(name=EmailName.HELD_MAIL, to=person, occasion=outbox.clock().date().isoformat())
            values = partial(_digest_values, page, outbox, person)
            outbox.send_once(entry, new_thread_id(outbox.mail_domain), values)


def quarantine_values(
    page: QuarantinePage,
    person: str,
    here: str,
    judged: str = "",
    problems: list[FieldProblem] | None = None,
    discarded: str = "",
) -> dict[str, Any]:
    """Values for ``held.html``, of the pages and of the console.

    ``here`` is the last part of the page's URL. ``judged`` is the receipt of the message that was decided last: it is
    shown with its problems, or left out, since accepting takes a moment. ``discarded`` is how many of a sender were
    discarded, if they were.
    """
    return {
        "person": person,
        "here": here,
        "after": page.after,
        "next": page.next,
        "is_judged": bool(judged) and not problems,
        "discarded": int(discarded) if discarded.isdecimal() and len(discarded) < 4 else None,
        "mails": [
            _values(message, page, problems if problems and message.receipt == judged else [])
            for message in page.messages
            if problems or message.receipt != judged
        ],
        "is_whole": False,
    }


def whole_message_values(message: StoredMessage, person: str, here: str) -> dict[str, Any]:
    """The same page with one message, shown whole."""
    values = quarantine_values(QuarantinePage((message,), Counter()), person, here)
    shown = message_values(message, is_whole=True)
    return {**values, "mails": [{**values["mails"][0], **shown}], "is_whole": True}


def _values(message: StoredMessage, page: QuarantinePage, problems: list[FieldProblem]) -> dict[str, Any]:
    sender = sender_of(message)
    of_sender = page.by_sender[sender] if sender else 0
    return {
        **message_values(message),
        "problem": problems[0].message if problems else "",
        "is_decided": message.judgement is not None,
        "of_sender": min(of_sender, MAX_DISCARDED),
        "are_all": of_sender <= MAX_DISCARDED,
    }


def _digest_values(page: QuarantinePage, outbox: Outbox, person: str) -> dict[str, Any]:
    token = QuarantineToken(person=person, expires_at=outbox.clock() + QUARANTINE_TOKEN_LIFETIME)
    return {
        "count": page.by_sender.total(),
        "oldest": page.messages[0].received_at,
        "url": outbox.new_url("held", token),
    }
