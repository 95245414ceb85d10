"""What staff and clients see of a key: its status, what to do about it, and what the client replied."""

from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Case
from domain.cases.inbound_message import Handling, QuarantineDecision, StoredMessage
from domain.cases.staff import StaffMember, StaffRole
from domain.model.api_key import KeyAction, KeyLocation
from domain.model.errors import FieldProblem
from domain.presentation.key_values import (
    NEWEST_EVENTS,
    change_text,
    change_title,
    client_key_values,
    key_panel_values,
    reply_values,
)
from tests.domain.keys.approved import YESTERDAY, Approved
from tests.fakes import KEY_LOCATION, NOON
from tests.staff import MANAGER, OPERATOR, REVIEWER

HOUR = timedelta(hours=1)
SAFETY = StaffMember(address="safety@staff.example", roles=frozenset({StaffRole.SAFETY}))


def with_reply(approved: Approved, handling: Handling = Handling.ABOUT_KEY, **changes: Any) -> Case:
    """The case after a reply, an hour after everything else."""
    reply = StoredMessage(
        receipt="receipt-1",
        message_id="m@client.example",
        case_id=approved.id,
        received_at=NOON + HOUR,
        from_address="avery@client.example",
        subject="Re: limit",
        text="We read less now.",
        handling=handling,
    )
    return approved.case.model_copy(update={"messages": (reply.model_copy(update=changes),)})


def shown(approved: Approved, location: KeyLocation | None = None) -> dict[str, Any]:
    return client_key_values(approved.case, location)


def test_issued_key_is_where_the_issuer_says_and_asks_for_nothing() -> None:
    values = shown(Approved.with_key(), KEY_LOCATION)

    assert (values["key_status"], values["key_place_text"]) == ("issued", "The key is on your keys page.")
    assert (values["usage"], values["reason"], values["replied_at"]) == (None, "", None)


@pytest.mark.parametrize(("location", "place"), [(KEY_LOCATION, KEY_LOCATION.text), (None, "")])
def test_key_that_is_not_issued_has_a_place_only_if_one_is_known(location: KeyLocation | None, place: str) -> None:
    values = shown(Approved(), location)

    assert (values["key_id"], values["key_status"], values["key_place_text"]) == ("", "", place)


@pytest.mark.parametrize("action", [KeyAction.SUSPEND, KeyAction.REVOKE])
def test_reason_is_shown_while_the_key_is_stopped(action: KeyAction) -> None:
    approved = Approved.with_key()
    approved.change(action, "It floods us.")

    assert (shown(approved)["reason"], shown(approved)["changed_at"]) == ("It floods us.", approved.desk.clock())


def test_reason_of_a_resumed_key_is_over() -> None:
    approved = Approved.with_key()
    approved.change(KeyAction.SUSPEND, "It floods us.")
    approved.change(KeyAction.RESUME, "Thank you.")

    assert (shown(approved)["reason"], shown(approved)["key_status"]) == ("", "issued")


def test_report_asks_for_a_reply_until_somebody_changes_the_key() -> None:
    approved = Approved.with_key()
    approved.report(52_310)
    assert shown(approved)["usage"] == {"day": YESTERDAY, "requests": 52_310, "limit": 40_000}

    approved.change(KeyAction.SUSPEND)
    assert shown(approved)["usage"] is None

    approved.change(KeyAction.RESUME)
    assert shown(approved)["usage"] is None


def test_report_about_a_key_that_was_issued_elsewhere_asks_for_a_reply_too() -> None:
    approved = Approved(has_issuer=False)
    approved.report(52_310)

    assert shown(approved, KEY_LOCATION)["usage"]["requests"] == 52_310


def test_reply_counts_until_the_client_is_told_something_else() -> None:
    approved = Approved.with_key()
    approved.report(52_310)
    assert client_key_values(with_reply(approved), None)["replied_at"] == NOON + HOUR

    approved.desk.clock.move(2 * HOUR)
    approved.change(KeyAction.SUSPEND)
    assert client_key_values(with_reply(approved), None)["replied_at"] is None


def test_reply_that_was_quarantined_counts_once_it_is_accepted() -> None:
    approved = Approved.with_key()
    approved.report(52_310)
    assert client_key_values(with_reply(approved, Handling.QUARANTINED), None)["replied_at"] is None

    judgement = QuarantineDecision(is_released=True, by="one@staff.example", at=NOON + HOUR, application_id=approved.id)
    accepted = with_reply(approved, Handling.QUARANTINED, judgement=judgement, released_as=Handling.ABOUT_KEY)
    assert client_key_values(accepted, None)["replied_at"] == NOON + HOUR


def test_usage_is_told_apart_from_usage_of_all_requests() -> None:
    approved = Approved.with_key()
    approved.report(52_310)
    approved.report(40_000, day=NOON.date())
    over, reached = approved.case.key_changes[1:]

    assert (change_title(over), change_text(over)) == (
        "Over the daily limit",
        "52,310 requests on 1 March 2026. The limit is 40,000 requests per day.",
    )
    assert (change_title(reached), change_text(reached)) == (
        "Daily limit reached",
        "All 40,000 requests per day were used on 2 March 2026.",
    )


def test_panel_has_changes_and_replies_the_newest_first() -> None:
    approved = Approved.with_key()
    approved.desk.clock.move(HOUR / 2)
    approved.report(52_310)

    events = key_panel_values(with_reply(approved), REVIEWER)["events"]

    assert [(event["title"], event["by"]) for event in events] == [
        ("Reply", "avery@client.example"),
        ("Over the daily limit", "a usage report"),
        ("API key issued", "the key issuer"),
    ]
    assert (events[0]["text"], events[0]["receipt"]) == ("We read less now.", "receipt-1")


def test_panel_leaves_old_entries_to_the_log() -> None:
    approved = Approved.with_key()
    for number in range(NEWEST_EVENTS):
        approved.change(KeyAction.RESUME if number % 2 else KeyAction.SUSPEND)

    values = key_panel_values(approved.case, REVIEWER)

    assert (len(values["events"]), values["earlier_events"]) == (NEWEST_EVENTS, 1)


@pytest.mark.parametrize(
    ("done", "possible"),
    [
        ((), ["suspend", "revoke"]),
        ((KeyAction.SUSPEND,), ["resume", "revoke"]),
        ((KeyAction.REVOKE,), []),
    ],
)
def test_panel_offers_what_can_be_done(done: tuple[KeyAction, ...], possible: list[str]) -> None:
    approved = Approved.with_key()
    for action in done:
        approved.change(action)

    values = key_panel_values(approved.case, REVIEWER)

    assert values["actions"] == possible
    assert values["can_report"] is (KeyAction.REVOKE not in done)


@pytest.mark.parametrize(("member", "may"), [(REVIEWER, True), (SAFETY, True), (OPERATOR, False), (MANAGER, False)])
def test_reviewers_and_trust_and_safety_change_keys(member: StaffMember, may: bool) -> None:
    assert key_panel_values(Approved.with_key().case, member)["may_change"] is may


def test_refused_form_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    typed = {"reason": "", "day": "2026-03-01", "requests": "many", "csrf": "secret"}
    problems = [FieldProblem("/requests", "Enter the number of requests, like 52,310.")]

    values = key_panel_values(Approved.with_key().case, REVIEWER, "over_limit", typed, problems)

    assert values["typed"] == {"reason": "", "day": "2026-03-01", "requests": "many"}
    assert values["wrong"] == {"requests": "Enter the number of requests, like 52,310."}


def test_reviewer_is_told_what_the_client_replies_to() -> None:
    approved = Approved.with_key()
    approved.report(52_310)
    case = with_reply(approved)
    approved.desk.clock.move(2 * HOUR)
    approved.change(KeyAction.SUSPEND)  # after the reply
    later = case.model_copy(update={"key_changes": approved.case.key_changes})

    (told,) = reply_values(later, case.messages[0])["told"]

    assert (told["title"], told["at"]) == ("Over the daily limit", NOON)
