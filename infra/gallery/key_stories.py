"""The emails about API keys: where to find them, and what happened to them."""

from collections.abc import Iterator
from typing import Any

from domain.cases.case import Case, DecisionType, TaskKind
from domain.cases.inbound_message import Handling, StoredMessage
from domain.model.api_key import KEY_ISSUER, USAGE_REPORT, IssuedKey, KeyAction, KeyChange, KeyLocation, Usage
from domain.notifications.messages import EmailName
from domain.policy import load_policy
from domain.presentation.case_view import case_values
from domain.presentation.key_values import change_values, key_values, reply_values
from infra.gallery.cases import OWNER, account, application, concluded, day, in_review, task
from infra.gallery.story import APPLICANT, HELP_URL, STATUS_URL, URL, Story
from infra.local.local_settings import REVIEWERS

BOTH = f"{APPLICANT} and {OWNER['email']}"
LOCATION = KeyLocation(
    text="You'll find the key on the page API keys of your account. Only the account's admins can see it.",
    url="https://www.marketplace.example/account/keys",
)
OUTSIDE = KeyLocation(
    text="You'll find the key in the API Center of your account.", url="https://www.marketplace.example/api-center"
)
NOWHERE = KeyLocation(text="Ask your account manager for the key.")
LIMIT = load_policy().daily_limit
SUSPENDED = "The app was over its limit on four days, and nobody replied to our emails.\nTell us how you'll send less."
RESUMED = "Thank you for your reply. With the new schedule, the app should stay within the limit."
REVOKED = "The app shows data of other clients to the public. We suspended the key for it before."
REPLY = "Our nightly report read every contract again.\nSince today, it only reads what has changed."


def approved(*changes: KeyChange, with_owner: bool = False) -> Case:
    """The example application, approved, with these changes of its key."""
    confirmed = (task(TaskKind.OWNER, DecisionType.CONFIRM, day(3)),) if with_owner else ()
    decided = (
        *confirmed,
        task(TaskKind.SAFETY, DecisionType.CLEAR, day(6)),
        task(TaskKind.REVIEW, DecisionType.APPROVE, day(30)),
    )
    case = concluded(in_review(application(with_owner), account(), *decided), day(30))
    return case.model_copy(update={"key_changes": changes})


def issued(location: KeyLocation = LOCATION) -> KeyChange:
    key = IssuedKey(id="9xk2mq47td", location=location)
    return KeyChange(number=1, action=KeyAction.ISSUE, by=KEY_ISSUER, at=day(30), key=key)


def over(requests: int, number: int = 2) -> KeyChange:
    usage = Usage(day=day(39).date(), requests=requests, limit=LIMIT)
    return KeyChange(number=number, action=KeyAction.OVER_LIMIT, by=USAGE_REPORT, at=day(40), usage=usage)


def changed(action: KeyAction, reason: str, number: int = 3) -> KeyChange:
    return KeyChange(number=number, action=action, by=REVIEWERS[0], at=day(40 + number), reason=reason)


def replied(case: Case) -> StoredMessage:
    """The applicant's reply to the last email about the key."""
    return StoredMessage(
        receipt="receipt-about-key",
        message_id="reply@client.example",
        case_id=case.application.id,
        received_at=day(41),
        from_address=APPLICANT,
        subject="Re: Action needed: over the request limit",
        text=REPLY,
        handling=Handling.ABOUT_KEY,
    )


def approvals() -> Iterator[Story]:
    """What the applicant is told with the approval about the key."""
    name, when = EmailName.APPROVED, "a reviewer approves it"
    yield _story(name, "", approved(), APPLICANT, f"{when}, and keys are issued outside of Keydesk", OUTSIDE)
    yield _story(name, "without page", approved(), APPLICANT, "the same, if there's no page of the key", NOWHERE)
    yield _story(name, "with key", approved(issued(), with_owner=True), APPLICANT, f"{when}, and the key is issued")
    yield _story(name, "key follows", approved(), APPLICANT, f"{when}, and the key issuer fails at first")


def owner_approvals() -> Iterator[Story]:
    """The same for the key owner."""
    name, when, to = EmailName.OWNER_OUTCOME, "it is approved, and someone else owns the key", str(OWNER["email"])
    yield _story(name, "approved", approved(with_owner=True), to, when, OUTSIDE)
    yield _story(name, "approved with key", approved(issued(), with_owner=True), to, f"{when}, which is issued")
    yield _story(name, "approved key follows", approved(with_owner=True), to, f"{when}, which follows")


def key_changes() -> Iterator[Story]:
    """What the applicant and the key owner are told later."""
    ready = "the key issuer issued the key after the email about the approval"
    yield _story(EmailName.KEY_ISSUED, "", approved(issued()), APPLICANT, ready)
    owned = approved(issued(NOWHERE), with_owner=True)
    yield _story(EmailName.KEY_ISSUED, "to owner", owned, str(OWNER["email"]), "the same, without a page of the key")
    of_owner = approved(issued(), over(52_310), with_owner=True)
    yield _change(EmailName.OVER_LIMIT, "", of_owner, "the app sent more requests on a day than its limit")
    yield _change(EmailName.OVER_LIMIT, "reached", approved(issued(), over(LIMIT)), "it used all of its requests")
    stopped = changed(KeyAction.SUSPEND, SUSPENDED)
    late = approved(issued(), stopped.model_copy(update={"number": 2}), over(52_310, number=3))
    yield _change(EmailName.OVER_LIMIT, "suspended", late, "a report comes in after the key was suspended")
    outside = approved(over(52_310, number=1))
    yield _change(EmailName.OVER_LIMIT, "outside", outside, "the same, if keys are issued outside of Keydesk", OUTSIDE)
    yield _reply("", of_owner, "the applicant or the key owner replies to an email about the key")
    yield _reply("outside", outside, "the same, if keys are issued outside of Keydesk", OUTSIDE)
    suspended = approved(issued(), over(52_310), stopped, with_owner=True)
    yield _change(EmailName.KEY_SUSPENDED, "", suspended, "a person suspends the key")
    resumed = approved(issued(), over(52_310), stopped, changed(KeyAction.RESUME, RESUMED, number=4), with_owner=True)
    yield _change(EmailName.KEY_RESUMED, "", resumed, "a person resumes the key")
    revoked = approved(issued(), changed(KeyAction.REVOKE, REVOKED, number=2), with_owner=True)
    yield _change(EmailName.KEY_REVOKED, "", revoked, "a person revokes the key")


def _change(name: EmailName, form: str, case: Case, when: str, location: KeyLocation | None = None) -> Story:
    to = BOTH if case.application.request.other_owner else APPLICANT
    change = change_values(case, case.key_changes[-1].number)
    return _story(name, form, case, to, when, location, **change)


def _reply(form: str, case: Case, when: str, location: KeyLocation | None = None) -> Story:
    message = replied(case)
    told = case.model_copy(update={"messages": (message,)})
    values = {**case_values(told), **key_values(told, location), **reply_values(told, message)}
    case_url = f"{URL}/console/cases/{case.application.id}"
    return Story(EmailName.KEY_REPLY, form, REVIEWERS[0], when, {**values, "case_url": case_url})


def _story(
    name: EmailName, form: str, case: Case, to: str, when: str, location: KeyLocation | None = None, **more: Any
) -> Story:
    values = {**case_values(case), **key_values(case, location), **more}
    if name is EmailName.OWNER_OUTCOME:
        return Story(name, form, to, when, {**values, "outcome": str(case.status)})
    return Story(name, form, to, when, {**values, "status_url": STATUS_URL, "help_url": HELP_URL})
