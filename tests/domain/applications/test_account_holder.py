"""Nobody applies in another's name."""

from datetime import timedelta

import pytest

from domain.applications.account_holder import HOLDER_TOKEN_LIFETIME
from domain.applications.pending_confirmation import pending_key
from domain.applications.submission import read_application
from domain.cases.access_tokens import ApplyToken, ConfirmationToken, hash_token
from domain.model.application import Application, Proof
from domain.model.errors import AccountLookupFailed, UnknownToken
from domain.policy import RuleId, account_findings
from tests.examples import facts, request_data
from tests.fakes import FakeKeydesk, no_image

HOLDER = "avery@client.example"


@pytest.fixture
def desk() -> FakeKeydesk:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts())
    return desk


def handed_in(desk: FakeKeydesk, **changes: object) -> Application:
    """What a stranger hands in."""
    return read_application(request_data(**changes), "", no_image, desk.clock, proof=None)


def shown(desk: FakeKeydesk) -> list[Application]:
    return [one.application for one in desk.confirmations.list_pending(desk.token("confirm"))]


def sent(desk: FakeKeydesk) -> list[tuple[str, str]]:
    return [(letter.subject, letter.to) for letter in desk.sender.letters]


def test_an_application_of_a_stranger_waits_for_the_holder_and_blocks_nobody(desk: FakeKeydesk) -> None:
    waits = handed_in(desk)
    desk.account_holder_emails.ask_to_confirm(waits)

    assert sent(desk) == [("confirm_application", HOLDER)]
    assert desk.machine.started == []
    assert desk.statuses.get_status("acct-in-order").open_application is None
    assert shown(desk) == [waits]


def test_a_confirmation_hands_it_in_now_and_says_how_it_was_proved(desk: FakeKeydesk) -> None:
    waits = handed_in(desk)
    desk.account_holder_emails.ask_to_confirm(waits)
    desk.clock.move(timedelta(days=2))

    confirmed = desk.confirmations.confirm(desk.token("confirm"), pending_key(waits), desk.lookup)
    desk.applications.submit(confirmed)

    stored = desk.cases.get_case(waits.id).application
    assert (stored.proof, stored.submitted_at) == (Proof.CONFIRMATION, desk.clock())
    assert desk.machine.started == [(waits.id, 1)]


def test_an_address_gets_one_mail_a_day_and_its_link_shows_all_that_wait(desk: FakeKeydesk) -> None:
    desk.accounts.put_account(facts(account_id="acct-second"))
    first, second = handed_in(desk), handed_in(desk, account_id="acct-second")
    for one in (first, second, second):
        desk.account_holder_emails.ask_to_confirm(one)
    assert len(sent(desk)) == 1
    assert {one.id for one in shown(desk)} == {first.id, second.id}

    desk.clock.move(timedelta(days=1))
    desk.account_holder_emails.ask_to_confirm(handed_in(desk))

    assert len(sent(desk)) == 2


def test_what_is_not_confirmed_in_seven_days_is_forgotten(desk: FakeKeydesk) -> None:
    desk.account_holder_emails.ask_to_confirm(handed_in(desk))
    token = desk.token("confirm")
    desk.clock.move(HOLDER_TOKEN_LIFETIME - timedelta(seconds=1))
    assert len(desk.confirmations.list_pending(token)) == 1

    desk.clock.move(timedelta(seconds=1))

    with pytest.raises(UnknownToken):
        desk.confirmations.list_pending(token)


@pytest.mark.parametrize("key", ["", "kabcdefghij234567", "2026-03-02T12:00:00+00:00#kabcdefghij234567", "../x"])
def test_nothing_is_confirmed_but_what_waits_for_this_holder(desk: FakeKeydesk, key: str) -> None:
    desk.account_holder_emails.ask_to_confirm(handed_in(desk))

    with pytest.raises(UnknownToken):
        desk.confirmations.confirm(desk.token("confirm"), key, desk.lookup)


def test_what_a_holder_confirms_is_what_the_holder_was_shown(desk: FakeKeydesk) -> None:
    seen = read_application(request_data(), "key-1", no_image, desk.clock, proof=None)
    swapped = read_application(request_data(hours_per_day=24), "key-1", no_image, desk.clock, proof=None)
    desk.account_holder_emails.ask_to_confirm(seen)
    desk.account_holder_emails.ask_to_confirm(swapped)

    confirmed = desk.confirmations.confirm(desk.token("confirm"), pending_key(seen), desk.lookup)

    assert seen.id != swapped.id
    assert confirmed.request == seen.request


def test_what_was_confirmed_waits_no_more(desk: FakeKeydesk) -> None:
    waits = handed_in(desk)
    desk.account_holder_emails.ask_to_confirm(waits)

    desk.confirmations.confirmed(desk.token("confirm"), pending_key(waits))

    assert shown(desk) == []


def test_a_link_is_dead_when_the_account_has_another_address(desk: FakeKeydesk) -> None:
    waits = handed_in(desk)
    desk.account_holder_emails.ask_to_confirm(waits)
    desk.account_holder_emails.send_apply_link("acct-in-order")
    desk.accounts.put_account(facts(email="other@client.example"))

    with pytest.raises(UnknownToken):
        desk.confirmations.confirm(desk.token("confirm"), pending_key(waits), desk.lookup)
    with pytest.raises(UnknownToken):
        desk.apply_links.account(desk.token("apply"))


def test_an_account_that_nobody_knows_gets_no_mail_and_keeps_nothing(desk: FakeKeydesk) -> None:
    desk.account_holder_emails.ask_to_confirm(handed_in(desk, account_id="acct-nobody"))
    desk.account_holder_emails.send_apply_link("acct-nobody")

    assert sent(desk) == []


def test_a_look_up_that_fails_sends_nothing_and_is_repeated(desk: FakeKeydesk) -> None:
    desk.lookup.fails = 1
    with pytest.raises(AccountLookupFailed):
        desk.account_holder_emails.ask_to_confirm(handed_in(desk))
    assert sent(desk) == []

    desk.account_holder_emails.ask_to_confirm(handed_in(desk))

    assert len(sent(desk)) == 1


def test_an_apply_link_opens_its_account_with_what_the_desk_knows_of_it(desk: FakeKeydesk) -> None:
    desk.accounts.put_account(facts(has_photo=False))
    desk.statuses.set_status("acct-in-order", open_application="kother")
    desk.account_holder_emails.send_apply_link("acct-in-order")

    account = desk.apply_links.account(desk.token("apply"))

    assert [one.rule for one in account_findings(account) if one.result == "reject"] == [
        RuleId.ONE_OPEN_APPLICATION,
        RuleId.PROFILE_PHOTO,
    ]


def test_an_apply_link_is_mailed_once_a_day_for_each_account_and_works_seven_days(desk: FakeKeydesk) -> None:
    desk.accounts.put_account(facts(account_id="acct-second"))
    for account_id in ("acct-in-order", "acct-in-order", "acct-second"):
        desk.account_holder_emails.send_apply_link(account_id)
    assert len(sent(desk)) == 2
    token = desk.token("apply")

    desk.clock.move(HOLDER_TOKEN_LIFETIME)

    with pytest.raises(UnknownToken):
        desk.apply_links.account(token)


def test_a_link_opens_nothing_but_what_it_was_made_for(desk: FakeKeydesk) -> None:
    desk.account_holder_emails.ask_to_confirm(handed_in(desk))
    desk.account_holder_emails.send_apply_link("acct-in-order")

    with pytest.raises(UnknownToken):
        desk.apply_links.account(desk.token("confirm"))
    with pytest.raises(UnknownToken):
        desk.confirmations.list_pending(desk.token("apply"))


def test_the_table_holds_only_the_hash_of_a_link(desk: FakeKeydesk) -> None:
    desk.account_holder_emails.send_apply_link("acct-in-order")
    token = desk.token("apply")

    assert desk.tokens.get_token(ApplyToken, token) is None
    assert desk.tokens.get_token(ApplyToken, hash_token(token))
    assert desk.tokens.get_token(ConfirmationToken, hash_token(token)) is None


def test_a_mail_to_a_holder_has_no_reply_address_since_nobody_reads_there(desk: FakeKeydesk) -> None:
    desk.account_holder_emails.send_apply_link("acct-in-order")

    assert desk.sender.letters[0].reply_to == ""


def test_a_mail_that_could_not_be_sent_is_sent_by_the_retry(desk: FakeKeydesk) -> None:
    desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        desk.account_holder_emails.send_apply_link("acct-in-order")
    desk.clock.move(timedelta(minutes=1))  # after which Lambda tries again

    desk.account_holder_emails.send_apply_link("acct-in-order")

    assert len(sent(desk)) == 1
