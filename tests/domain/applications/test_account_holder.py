from datetime import timedelta

import pytest

from domain.applications.account_holder import HOLDER_TOKEN_LIFETIME
from domain.applications.pending_confirmation import BLOCK_LIFETIME, pending_key
from domain.applications.submission import read_application
from domain.cases.access_tokens import ApplyToken, ConfirmationToken, hash_token
from domain.model.application import Application, Proof
from domain.model.errors import AccountLookupFailed, ApplicationConfirmed, ApplicationDiscarded, UnknownToken
from domain.policy import RuleId, account_findings
from tests.examples import facts, request_data
from tests.fakes import FakeKeydesk, no_image

HOLDER = "avery@client.example"


class Desk(FakeKeydesk):
    """Keydesk in memory with one account, for which strangers apply."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts.put_account(facts())

    def apply(self, key: str = "", **changes: object) -> Application:
        application = read_application(request_data(**changes), key, no_image, self.clock, proof=None)
        self.account_holder_emails.ask_to_confirm(application)
        return application

    def confirm(self, key: str) -> Application:
        application, waits_at = self.confirmations.confirm(self.token("confirm"), key, self.lookup)
        return self.applications.submit(application, waits_at)

    def list_pending(self) -> list[Application]:
        return [one.application for one in self.confirmations.list_pending(self.token("confirm")).shown]

    def sent(self) -> list[tuple[str, str]]:
        return [(email.subject, email.to) for email in self.sender.letters]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_application_of_a_stranger_waits_for_the_account_holder_and_blocks_nobody(desk: Desk) -> None:
    application = desk.apply()

    assert desk.sent() == [("confirm_application", HOLDER)]
    assert desk.machine.started == []
    assert desk.statuses.get_status("acct-in-order").open_application is None
    assert desk.list_pending() == [application]


def test_confirmation_submits_now_and_records_the_proof(desk: Desk) -> None:
    application = desk.apply()
    desk.clock.move(timedelta(days=2))

    desk.confirm(pending_key(application))

    stored = desk.cases.get_case(application.id).application
    assert (stored.proof, stored.submitted_at) == (Proof.CONFIRMATION, desk.clock())
    assert desk.machine.started == [(application.id, 1)]


def test_address_gets_one_confirmation_email_a_day_for_all_that_is_pending(desk: Desk) -> None:
    desk.accounts.put_account(facts(account_id="acct-second"))
    first, second = desk.apply(), desk.apply("key", account_id="acct-second")
    desk.apply("key", account_id="acct-second")
    assert len(desk.sent()) == 1
    assert {application.id for application in desk.list_pending()} == {first.id, second.id}

    desk.clock.move(timedelta(days=1))
    desk.apply()

    assert len(desk.sent()) == 2


def test_pending_application_expires_after_seven_days(desk: Desk) -> None:
    desk.apply()
    desk.clock.move(HOLDER_TOKEN_LIFETIME - timedelta(seconds=1))
    assert len(desk.list_pending()) == 1

    desk.clock.move(timedelta(seconds=1))

    with pytest.raises(UnknownToken):
        desk.list_pending()


@pytest.mark.parametrize("key", ["", "kabcdefghij234567", "2026-03-02T12:00:00+00:00#kabcdefghij234567", "../x"])
def test_nothing_is_confirmed_but_what_is_pending_for_this_account_holder(desk: Desk, key: str) -> None:
    desk.apply()

    with pytest.raises(UnknownToken):
        desk.confirm(key)


def test_application_is_confirmed_as_it_was_shown(desk: Desk) -> None:
    seen, swapped = desk.apply("key-1"), desk.apply("key-1", hours_per_day=24)

    assert seen.id != swapped.id
    assert desk.confirm(pending_key(seen)).request == seen.request


def test_confirmed_application_is_no_longer_pending(desk: Desk) -> None:
    application = desk.apply()

    desk.confirm(pending_key(application))

    assert desk.list_pending() == []


def discard(desk: Desk, application: Application) -> Application:
    return desk.confirmations.discard(desk.token("confirm"), pending_key(application))


def test_discarded_application_cannot_be_confirmed_and_a_second_click_changes_nothing(desk: Desk) -> None:
    application, other = desk.apply("key-1"), desk.apply("key-2")

    assert [discard(desk, application), discard(desk, application)] == [application, application]

    with pytest.raises(ApplicationDiscarded):
        desk.confirm(pending_key(application))
    assert desk.list_pending() == [other]
    assert desk.machine.started == []


def test_confirmed_application_cannot_be_discarded(desk: Desk) -> None:
    application = desk.apply()
    desk.confirm(pending_key(application))

    with pytest.raises(ApplicationConfirmed):
        discard(desk, application)

    desk.clock.move(timedelta(days=1))
    desk.apply("key-2")
    assert len(desk.sent()) == 2, "the applicant is not blocked"


def test_application_that_is_discarded_while_it_is_confirmed_is_not_submitted(desk: Desk) -> None:
    application = desk.apply()
    confirmed = desk.confirmations.confirm(desk.token("confirm"), pending_key(application), desk.lookup)
    discard(desk, application)

    with pytest.raises(ApplicationDiscarded):
        desk.applications.submit(*confirmed)

    assert desk.machine.started == []
    assert desk.statuses.get_status("acct-in-order").open_application is None


def test_applicant_who_was_not_recognised_brings_no_email_for_a_month(desk: Desk) -> None:
    desk.accounts.put_account(facts(account_id="acct-second"))
    discard(desk, desk.apply())
    for day in range(BLOCK_LIFETIME.days):
        desk.apply(f"key-{day}")
        desk.clock.move(timedelta(days=1))
    assert len(desk.sent()) == 1

    desk.apply("later")

    assert len(desk.sent()) == 2
    assert [pending.id for pending in desk.list_pending()] == [desk.apply("later").id], "the others were not kept"


def test_other_applicants_and_accounts_are_asked_about_as_before(desk: Desk) -> None:
    desk.accounts.put_account(facts(account_id="acct-second"))
    discard(desk, desk.apply())
    desk.clock.move(timedelta(days=1))

    desk.apply("key", account_id="acct-second")

    assert len(desk.sent()) == 2


@pytest.mark.parametrize("key", ["", "kabcdefghij234567", "2026-03-02T12:00:00+00:00#kabcdefghij234567", "../x"])
def test_nothing_is_discarded_but_what_is_pending_for_this_account_holder(desk: Desk, key: str) -> None:
    application = desk.apply()

    with pytest.raises(UnknownToken):
        desk.confirmations.discard(desk.token("confirm"), key)

    assert desk.list_pending() == [application]


def test_link_is_dead_when_the_account_has_another_address(desk: Desk) -> None:
    application = desk.apply()
    desk.account_holder_emails.send_apply_link("acct-in-order")
    desk.accounts.put_account(facts(email="other@client.example"))

    with pytest.raises(UnknownToken):
        desk.confirm(pending_key(application))
    with pytest.raises(UnknownToken):
        desk.apply_links.account(desk.token("apply"))


def test_unknown_account_gets_no_email(desk: Desk) -> None:
    desk.apply(account_id="acct-nobody")
    desk.account_holder_emails.send_apply_link("acct-nobody")

    assert desk.sent() == []


def test_failed_lookup_sends_nothing_and_can_be_repeated(desk: Desk) -> None:
    desk.lookup.fails = 1
    with pytest.raises(AccountLookupFailed):
        desk.apply()
    assert desk.sent() == []

    desk.apply()

    assert len(desk.sent()) == 1


def test_apply_link_opens_its_account_with_its_status(desk: Desk) -> None:
    desk.accounts.put_account(facts(has_photo=False))
    desk.statuses.set_status("acct-in-order", open_application="kother")
    desk.account_holder_emails.send_apply_link("acct-in-order")

    account = desk.apply_links.account(desk.token("apply"))

    assert [finding.rule for finding in account_findings(account) if finding.result == "reject"] == [
        RuleId.ONE_OPEN_APPLICATION,
        RuleId.PROFILE_PHOTO,
    ]


def test_apply_link_is_sent_once_a_day_per_account_and_works_seven_days(desk: Desk) -> None:
    desk.accounts.put_account(facts(account_id="acct-second"))
    for account_id in ("acct-in-order", "acct-in-order", "acct-second"):
        desk.account_holder_emails.send_apply_link(account_id)
    assert [email.reply_to for email in desk.sender.letters] == ["", ""], "nobody reads replies to it"
    token = desk.token("apply")

    desk.clock.move(HOLDER_TOKEN_LIFETIME)

    with pytest.raises(UnknownToken):
        desk.apply_links.account(token)


def test_link_opens_only_its_own_page_and_is_stored_as_a_hash(desk: Desk) -> None:
    desk.apply()
    desk.account_holder_emails.send_apply_link("acct-in-order")
    token = desk.token("apply")

    with pytest.raises(UnknownToken):
        desk.apply_links.account(desk.token("confirm"))
    with pytest.raises(UnknownToken):
        desk.confirmations.list_pending(token)
    assert desk.tokens.get_token(ApplyToken, token) is None
    assert desk.tokens.get_token(ApplyToken, hash_token(token))
    assert desk.tokens.get_token(ConfirmationToken, hash_token(token)) is None


def test_email_that_failed_is_sent_by_the_retry(desk: Desk) -> None:
    desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        desk.account_holder_emails.send_apply_link("acct-in-order")
    desk.clock.move(timedelta(minutes=1))  # after which Lambda retries

    desk.account_holder_emails.send_apply_link("acct-in-order")

    assert len(desk.sent()) == 1
