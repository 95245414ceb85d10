"""The ways that reviews and exceptions go, from the hand-in to the answer, and the mails of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.soak.faults.visitor import OWNER, Review, Visitor

RECEIVED = "We are reviewing your application"
AGAIN = "We are reviewing your application again"
APPROVED = "Your application is approved"
REJECTED = "We could not approve your application"
FINAL = "Our final decision: not approved"
STILL_MISSING = "Something is still missing"
QUESTION = "A question about your application"
OWNERSHIP = "Will you own this API key?"
KEY_APPROVED = "The API key is approved"
DECLINED = "The key owner declined"
EXPIRED = "The key owner did not answer"
WITHDRAWN = "The application is withdrawn"
SAFETY = "Trust &amp; Safety check"
DECIDE = "Approve this application?"
EXCEPTION_SAFETY = "Trust &amp; Safety check for an exception"
GRANT = "Grant this exception?"
GRANTED = "The exception is granted"
REFUSED = "The exception is refused"
ONE, TWO = "reviewer.one@staff.example", "reviewer.two@staff.example"
APPLICANT, HOLDER = "{0}@client.example", "{0}@holder.example"
MANAGER, APPROVER, TEAM = "marlow@staff.example", "approver@staff.example", "safety@staff.example"

CLOSED = "No action needed"

CHECK = ((TEAM, SAFETY),)
ASKED = ((ONE, DECIDE), (TWO, DECIDE))
DECIDED_BY_ONE = (*ASKED, (TWO, CLOSED))
DECIDED_BY_TWO = (*ASKED, (ONE, CLOSED))
Mails = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Path:
    """What people do, the mails that go out (recipient and title), what the channel hears, how each round ends."""

    walk: Callable[[Visitor, Review], None]
    mails: Mails
    ends: tuple[str, ...]


def _reviewed(visitor: Visitor, review: Review, button: str = "Approve", note: str = "", by: str = ONE) -> None:
    visitor.answer(review, SAFETY, "Cleared")
    visitor.answer(review, DECIDE, button, note, to=by)


def _approved(visitor: Visitor, review: Review) -> None:
    visitor.apply(review)
    _reviewed(visitor, review)


def _approved_by_the_other(visitor: Visitor, review: Review) -> None:
    visitor.apply(review)
    _reviewed(visitor, review, by=TWO)


def _not_clear(visitor: Visitor, review: Review) -> None:
    visitor.apply(review)
    visitor.answer(review, SAFETY, "Not cleared", "Seen before.")


def _replied_too_early(visitor: Visitor, review: Review) -> None:
    visitor.apply(review, "acct-no-photo")
    visitor.reply(review, REJECTED, "Please look again.")


def _mended(visitor: Visitor, review: Review) -> None:
    visitor.apply(review, "acct-no-photo")
    rejection = visitor.letter(review, REJECTED)
    review.seen.discard(rejection.id)
    visitor.account(review, "acct-in-order")
    visitor.reply(review, REJECTED, "I added a photo.")
    _reviewed(visitor, review, by=TWO)


def _rejected_twice(visitor: Visitor, review: Review) -> None:
    visitor.apply(review)
    _reviewed(visitor, review, "Reject", "Name the systems.")
    visitor.reply(review, REJECTED, "They have no names.")
    _reviewed(visitor, review, "Reject", "Then we cannot.", by=TWO)


def _questioned(visitor: Visitor, review: Review) -> None:
    visitor.apply(review)
    _reviewed(visitor, review, "Ask a question", "Who will see the reports?")
    visitor.reply(review, QUESTION, "Only our bookkeepers.")
    visitor.answer(review, DECIDE, "Approve", to=ONE)


def _confirmed(visitor: Visitor, review: Review) -> None:
    visitor.apply(review, owned=True)
    visitor.answer(review, OWNERSHIP, "I will own the key")
    _reviewed(visitor, review)


def _declined(visitor: Visitor, review: Review) -> None:
    visitor.apply(review, owned=True)
    visitor.answer(review, OWNERSHIP, "I will not own the key")


def _silent(visitor: Visitor, review: Review) -> None:
    visitor.apply(review, owned=True)
    visitor.letter(review, OWNERSHIP)
    visitor.table.update_item(  # weeks later
        TableName=visitor.desk.outputs["TableName"],
        Key={"pk": {"S": f"CASE#{review.case_id}"}, "sk": {"S": "TASK#1#owner"}},
        UpdateExpression="SET answer_by = :at",
        ExpressionAttributeValues={":at": {"S": datetime.now(UTC).isoformat()}},
    )


def _withdrawn(visitor: Visitor, review: Review) -> None:
    visitor.apply(review)
    text = visitor.letter(review, RECEIVED).text
    visitor.answer(review, SAFETY, "Cleared")
    for reviewer in (ONE, TWO):
        visitor.letter(review, DECIDE, reviewer)
    visitor.submit(review, re.findall(r"(\S+/status/\w+)", text)[0], {"do": "withdraw"})


def _granted(visitor: Visitor, review: Review) -> None:
    visitor.file(review)
    visitor.answer(review, EXCEPTION_SAFETY, "Cleared")
    visitor.answer(review, GRANT, "Grant")


def _refused(visitor: Visitor, review: Review) -> None:
    visitor.file(review)
    visitor.answer(review, EXCEPTION_SAFETY, "Cleared")
    visitor.answer(review, GRANT, "Refuse", "Too new a client.")


def _to_applicant(*titles: str) -> Mails:
    return tuple((APPLICANT, title) for title in titles)


PATHS = {
    "approved": Path(_approved, (*_to_applicant(RECEIVED, APPROVED), *CHECK, *DECIDED_BY_ONE), ("approved",)),
    "approved by the other": Path(
        _approved_by_the_other, (*_to_applicant(RECEIVED, APPROVED), *CHECK, *DECIDED_BY_TWO), ("approved",)
    ),
    "not clear": Path(_not_clear, (*_to_applicant(RECEIVED, REJECTED), *CHECK), ("rejected",)),
    "replied too early": Path(_replied_too_early, _to_applicant(REJECTED, STILL_MISSING), ("rejected",)),
    "mended": Path(
        _mended,
        (*_to_applicant(REJECTED, AGAIN, APPROVED), *CHECK, *DECIDED_BY_TWO),
        ("rejected", "approved"),
    ),
    "rejected twice": Path(
        _rejected_twice,
        (*_to_applicant(RECEIVED, REJECTED, AGAIN, FINAL), *CHECK * 2, *DECIDED_BY_ONE, *DECIDED_BY_TWO),
        ("rejected", "rejected_for_good"),
    ),
    "questioned": Path(
        _questioned, (*_to_applicant(RECEIVED, QUESTION, APPROVED), *CHECK, *DECIDED_BY_ONE * 2), ("approved",)
    ),
    "owner confirms": Path(
        _confirmed,
        (*_to_applicant(RECEIVED, APPROVED), (OWNER, OWNERSHIP), (OWNER, KEY_APPROVED), *CHECK, *DECIDED_BY_ONE),
        ("approved",),
    ),
    "owner declines": Path(
        _declined,
        (*_to_applicant(RECEIVED, DECLINED), (OWNER, OWNERSHIP), (OWNER, DECLINED)),
        ("declined",),
    ),
    "owner is silent": Path(
        _silent, (*_to_applicant(RECEIVED, EXPIRED), (OWNER, OWNERSHIP), (OWNER, EXPIRED)), ("expired",)
    ),
    "withdrawn": Path(
        _withdrawn, (*_to_applicant(RECEIVED, WITHDRAWN), *CHECK, *ASKED, (ONE, CLOSED), (TWO, CLOSED)), ("withdrawn",)
    ),
    "exception granted": Path(
        _granted,
        ((TEAM, EXCEPTION_SAFETY), (APPROVER, GRANT), (MANAGER, GRANTED), (HOLDER, GRANTED)),
        ("exception_granted",),
    ),
    "exception refused": Path(
        _refused, ((TEAM, EXCEPTION_SAFETY), (APPROVER, GRANT), (MANAGER, REFUSED)), ("exception_refused",)
    ),
}
