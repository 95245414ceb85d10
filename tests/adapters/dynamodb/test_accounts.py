"""Accounts and pending confirmations: the fakes and the DynamoDB adapters behave alike."""

from datetime import date, datetime, timedelta

import pytest

from domain.applications.pending_confirmation import MAX_PENDING, pending_key
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Outcome, Status
from domain.cases.exception import ExceptionOutcome, ExceptionStatus
from domain.cases.ports import Cases
from domain.model.account import AccountStatus, Rejection
from domain.model.application import MAX_SUBMISSIONS, Application
from domain.model.errors import AlreadySubmitted, AnotherApplicationOpen, MayNotApplyYet, TooManySubmissions
from tests.adapters.stores import Stores
from tests.examples import application, facts, filed_exception, grant, reopen
from tests.fakes import NOON

ID = application().id
HOLDER, OTHER_HOLDER = "holder@client.example", "other@client.example"
REJECTED = Outcome(status=Status.REJECTED, at=NOON)
WITHDRAWN = Outcome(status=Status.WITHDRAWN, at=NOON)
WEEK = timedelta(days=7)
IN_90_DAYS = (NOON + timedelta(days=90)).date()
LIFTED = AuditEntry(at=NOON, by="operator@staff.example", what="Let the account apply again")
OTHER = application().model_copy(update={"id": "kother"})


def test_account_is_as_it_was_last_put(stores: Stores) -> None:
    stores.accounts.put_account(facts(has_photo=False))
    stores.accounts.put_account(facts())

    assert stores.accounts.get_account("acct-in-order") == facts()
    assert stores.accounts.get_account("acct-unknown") is None


def test_account_has_one_application_open_at_a_time(stores: Stores, cases: Cases) -> None:
    with pytest.raises(AnotherApplicationOpen, match=ID):
        cases.add_application(OTHER, "thread-2@desk.example")
    assert stores.statuses.get_status("acct-in-order").open_application == ID

    cases.conclude(cases.get_case(ID), REJECTED)
    assert stores.statuses.get_status("acct-in-order").open_application is None
    assert lift(stores)
    cases.add_application(OTHER, "thread-2@desk.example")

    assert not reopen(cases, ID, "fixed", "receipt-1", NOON), "another one is open now"
    cases.conclude(cases.get_case("kother"), WITHDRAWN)
    assert reopen(cases, ID, "fixed", "receipt-2", NOON)
    assert stores.statuses.get_status("acct-in-order").open_application == ID


@pytest.mark.parametrize("wait", [timedelta(days=365), timedelta(days=90)], ids=["first", "final"])
def test_account_waits_after_a_rejection_and_not_longer(stores: Stores, cases: Cases, wait: timedelta) -> None:
    if wait.days == 365:
        cases.conclude(cases.get_case(ID), REJECTED)
    else:
        reject_for_good(cases)
    rejection = stores.statuses.get_status("acct-in-order").rejection
    assert rejection and (rejection.application_id, rejection.is_final) == (ID, wait.days == 90)
    assert rejection.reapply_on == (NOON + wait).date()

    too_early = OTHER.model_copy(update={"submitted_at": NOON + wait - timedelta(days=1)})
    with pytest.raises(MayNotApplyYet) as refused:
        cases.add_application(too_early, "thread-2@desk.example")
    assert refused.value.rejection == rejection
    cases.add_application(OTHER.model_copy(update={"submitted_at": NOON + wait}), "thread-2@desk.example")


def test_lifted_wait_is_over_and_logged_once_with_the_rejected_application(stores: Stores, cases: Cases) -> None:
    reject_for_good(cases)

    assert lift(stores)

    assert stores.statuses.get_status("acct-in-order").rejection is None
    cases.add_application(OTHER, "thread-2@desk.example")
    assert not cases.lift_wait("acct-in-order", rejection_of_id(), LIFTED), "it was lifted before"


def test_wait_after_another_rejection_is_not_lifted(stores: Stores, cases: Cases) -> None:
    reject_for_good(cases)

    assert not cases.lift_wait("acct-in-order", rejection_of_id(), LIFTED)
    assert stores.statuses.get_status("acct-in-order").rejection is not None


@pytest.mark.parametrize("status", [Status.APPROVED, Status.WITHDRAWN, Status.DECLINED, Status.EXPIRED])
def test_account_that_was_not_rejected_may_apply_again_at_once(cases: Cases, status: Status) -> None:
    cases.conclude(cases.get_case(ID), Outcome(status=status, at=NOON))

    cases.add_application(OTHER, "thread-2@desk.example")


def test_no_wait_is_set_for_none_after_a_final_rejection(cases: Cases) -> None:
    reject_for_good(cases, reapply_on=None)

    cases.add_application(OTHER, "thread-2@desk.example")


def reject_for_good(cases: Cases, reapply_on: date | None = IN_90_DAYS) -> None:
    cases.conclude(cases.get_case(ID), REJECTED)
    reopen(cases, ID, "fixed", "receipt-1", NOON)
    final = Outcome(status=Status.REJECTED_FOR_GOOD, at=NOON, reapply_on=reapply_on)
    cases.conclude(cases.get_case(ID), final)


def rejection_of_id() -> Rejection:
    return Rejection(application_id=ID, is_final=True, reapply_on=NOON.date())


def lift(stores: Stores) -> bool:
    rejection = stores.statuses.get_status("acct-in-order").rejection
    assert rejection
    return stores.cases.lift_wait("acct-in-order", rejection, LIFTED)


def test_account_submits_a_few_applications_a_day(stores: Stores, cases: Cases) -> None:
    def submit(number: int, day: int = 0) -> None:
        other = OTHER.model_copy(update={"id": f"k{number}", "submitted_at": NOON + timedelta(days=day)})
        cases.conclude(cases.get_case(ID if number == 1 else f"k{number - 1}"), WITHDRAWN)
        cases.add_application(other, f"thread-{number}@desk")

    for number in range(1, MAX_SUBMISSIONS):
        submit(number)
    with pytest.raises(TooManySubmissions):
        submit(MAX_SUBMISSIONS)
    assert stores.statuses.get_status("acct-in-order").open_application is None, "nothing was stored"

    with pytest.raises(AlreadySubmitted):
        cases.add_application(application(), "thread-1@desk.example")
    cases.add_application(OTHER.model_copy(update={"submitted_at": NOON + timedelta(days=1)}), "thread-9@desk.example")


def test_grant_stays_when_the_open_application_ends(stores: Stores, cases: Cases) -> None:
    case = filed_exception()
    stores.exceptions.add_exception(case)
    stores.exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.GRANTED, at=NOON, grant=grant(case)))

    cases.conclude(cases.get_case(ID), WITHDRAWN)

    assert stores.statuses.get_status("acct-in-order") == AccountStatus(open_application=None, exception=grant(case))


def test_pending_confirmations_come_newest_first_until_they_expire(stores: Stores) -> None:
    later = OTHER.model_copy(update={"submitted_at": NOON + timedelta(hours=1)})
    for submitted in (application(), later, later):
        stores.pending.add_pending(HOLDER, submitted, submitted.submitted_at + WEEK)

    def shown(now: datetime) -> list[Application]:
        return [pending.application for pending in stores.pending.list_newest(HOLDER, now)]

    assert shown(NOON) == [later, application()]
    assert shown(NOON + WEEK) == [later]
    assert stores.pending.get_application(HOLDER, pending_key(later), NOON) == later
    assert stores.pending.get_application(HOLDER, pending_key(application()), NOON + WEEK) is None
    assert stores.pending.get_application(OTHER_HOLDER, pending_key(later), NOON) is None
    assert stores.pending.list_newest(OTHER_HOLDER, NOON) == ()


def test_confirmed_application_is_no_longer_listed_but_still_found(stores: Stores) -> None:
    stores.pending.add_pending(HOLDER, application(), NOON + WEEK)

    stores.pending.mark_confirmed(HOLDER, pending_key(application()))
    stores.pending.add_pending(HOLDER, application(), NOON + WEEK)  # repeated late

    assert stores.pending.list_newest(HOLDER, NOON) == ()
    assert stores.pending.get_application(HOLDER, pending_key(application()), NOON) == application()


def test_every_pending_confirmation_is_on_some_page(stores: Stores) -> None:
    for number in range(MAX_PENDING + 5):
        changes = {"id": f"k{number}", "submitted_at": NOON + timedelta(seconds=number)}
        stores.pending.add_pending(HOLDER, application().model_copy(update=changes), NOON + WEEK)

    newest = stores.pending.list_newest(HOLDER, NOON)
    older = stores.pending.list_newest(HOLDER, NOON, before=newest[-1].key)

    ids = [pending.application.id for pending in (*newest, *older)]
    assert ids == [f"k{number}" for number in range(MAX_PENDING + 4, -1, -1)]


def test_email_is_claimed_by_one_caller_until_lambda_tries_again(stores: Stores) -> None:
    assert [stores.pending.claim_email(HOLDER, "today", NOON) for _ in range(3)] == [True, False, False]
    assert stores.pending.claim_email(HOLDER, "tomorrow", NOON)
    assert stores.pending.claim_email(HOLDER, "today", NOON + timedelta(minutes=1))
