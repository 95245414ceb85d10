"""Emails about a key: who gets them, what they contain, and that none says twice where the key is."""

from datetime import timedelta

import pytest

from domain.model.api_key import KeyAction
from domain.notifications.messages import KEY_EMAILS, EmailName
from tests.domain.keys.approved import Approved
from tests.fakes import KEY_LOCATION

OWNER = {"name": "Olive Example", "email": "olive@client.example", "agreed": True}
APPLICANT = "avery@client.example"


def sent(approved: Approved) -> list[tuple[str, str]]:
    return [(letter.to, letter.subject) for letter in approved.desk.sender.letters]


def test_approval_names_the_key_that_was_issued() -> None:
    approved = Approved.with_key()

    approved.desk.notifier.notify(EmailName.APPROVED, approved.id, 1)

    values = approved.desk.templates.written[-1]
    assert values["key_id"] == f"key-of-{approved.id}"
    assert values["key_place_text"] == "The key is on your keys page."
    assert values["key_place_url"] == "https://marketplace.example/keys"


def test_approval_without_an_issuer_says_where_keys_are_and_invents_no_key() -> None:
    approved = Approved(has_issuer=False)

    approved.desk.notifier.notify(EmailName.APPROVED, approved.id, 1)

    values = approved.desk.templates.written[-1]
    assert (values["key_id"], values["key_status"]) == ("", "")
    assert (values["key_place_text"], values["key_place_url"]) == (KEY_LOCATION.text, KEY_LOCATION.url)


def test_applicant_whose_approval_named_the_key_gets_no_other_email() -> None:
    approved = Approved.with_key()
    approved.desk.notifier.notify(EmailName.APPROVED, approved.id, 1)

    approved.desk.notifier.notify(EmailName.KEY_ISSUED, approved.id, 1)

    assert sent(approved) == [(APPLICANT, "approved")]


def test_key_that_is_issued_after_the_approval_is_announced_once() -> None:
    approved = Approved()
    approved.desk.notifier.notify(EmailName.APPROVED, approved.id, 1)
    approved.desk.clock.move(timedelta(hours=2))
    approved.desk.key_issuing.issue(approved.id)

    for _ in range(2):
        approved.desk.notifier.notify(EmailName.KEY_ISSUED, approved.id, 1)

    assert sent(approved) == [(APPLICANT, "approved"), (APPLICANT, "key_issued")]


def test_owner_of_a_re_reviewed_application_is_told_the_key_once() -> None:
    approved = Approved(owner=OWNER, is_re_review=True)
    approved.desk.key_issuing.issue(approved.id)
    approved.desk.notifier.notify(EmailName.APPROVED, approved.id, 2)

    approved.desk.notifier.notify(EmailName.KEY_ISSUED, approved.id, 2)

    assert "key_issued" not in [subject for _, subject in sent(approved)]


def test_no_key_is_announced_where_none_was_issued() -> None:
    approved = Approved(has_issuer=False)

    approved.desk.notifier.notify(EmailName.KEY_ISSUED, approved.id, 1)

    assert sent(approved) == []


@pytest.mark.parametrize("action", [KeyAction.SUSPEND, KeyAction.REVOKE])
def test_owner_and_applicant_are_told_why_a_key_was_changed(action: KeyAction) -> None:
    approved = Approved.with_key(owner=OWNER)
    approved.change(action, "It floods us.")

    approved.desk.notifier.notify(KEY_EMAILS[action], approved.id, 1, "2")

    assert sent(approved)[1:] == [(to, str(KEY_EMAILS[action])) for to in (APPLICANT, "olive@client.example")]
    assert approved.desk.templates.written[-1]["reason"] == "It floods us."


def test_each_day_over_the_limit_is_told_with_its_own_figures() -> None:
    approved = Approved.with_key()
    approved.report(52_310)
    approved.report(60_000, day=approved.desk.clock().date())

    for number in ("2", "3"):
        approved.desk.notifier.notify(EmailName.OVER_LIMIT, approved.id, 1, number)

    told = [(values["requests"], values["limit"]) for values in approved.desk.templates.written if "requests" in values]
    assert told == [(52_310, 40_000), (60_000, 40_000)]
    assert sent(approved) == [(APPLICANT, "over_limit")] * 2
