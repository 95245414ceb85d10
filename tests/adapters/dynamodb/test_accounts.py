"""Accounts and pending confirmations: the fakes and the DynamoDB adapters behave alike."""

from datetime import date, datetime, timedelta

import pytest

from domain.applications.pending_confirmation import MAX_PENDING, PendingPage, pending_key
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Outcome, Status
from domain.cases.exception import ExceptionOutcome, ExceptionStatus
from domain.cases.ports import Cases
from domain.model.account import AccountStatus, Rejection
from domain.model.application import MAX_SUBMISSIONS, Application, PendingKey
from domain.model.errors import (
    AlreadySubmitted,
    AnotherApplicationOpen,
    ApplicationDiscarded,
    CaseNotStored,
    MayNotApplyYet,
    TooManySubmissions,
)
from tests.adapters.stores import Stores
from tests.examples import application, facts, filed_exception, grant, reopen, request_data
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
        return [pending.application for pending in stores.pending.list_newest(HOLDER, now).shown]

    assert shown(NOON) == [later, application()]
    assert shown(NOON + WEEK) == [later]
    found = stores.pending.get_pending(place(later), NOON)
    assert found and (found.application, found.is_discarded) == (later, False)
    assert stores.pending.get_pending(place(application()), NOON + WEEK) is None
    assert stores.pending.get_pending(PendingKey(OTHER_HOLDER, pending_key(later)), NOON) is None
    assert stores.pending.list_newest(OTHER_HOLDER, NOON) == PendingPage(())


def place(of: Application) -> PendingKey:
    return PendingKey(HOLDER, pending_key(of))


def test_confirmed_application_is_no_longer_listed_but_still_found(stores: Stores) -> None:
    stores.pending.add_pending(HOLDER, application(), NOON + WEEK)

    stores.cases.add_application(application(), "thread@desk.example", place(application()))
    stores.pending.add_pending(HOLDER, application(), NOON + WEEK)  # repeated late

    assert stores.pending.list_newest(HOLDER, NOON).shown == ()
    found = stores.pending.get_pending(place(application()), NOON)
    assert found and not found.is_discarded


def test_confirmed_application_is_not_discarded(stores: Stores) -> None:
    stores.pending.add_pending(HOLDER, application(), NOON + WEEK)
    stores.cases.add_application(application(), "thread@desk.example", place(application()))

    assert not stores.pending.discard(place(application()), application(), NOON + WEEK)

    assert not stores.pending.is_blocked(HOLDER, application(), NOON)
    with pytest.raises(AlreadySubmitted):
        stores.cases.add_application(application(), "thread@desk.example", place(application()))


def test_discarded_application_is_not_submitted(stores: Stores) -> None:
    stores.pending.add_pending(HOLDER, application(), NOON + WEEK)
    assert [stores.pending.discard(place(application()), application(), NOON + WEEK) for _ in range(2)] == [True, True]

    with pytest.raises(ApplicationDiscarded):
        stores.cases.add_application(application(), "thread@desk.example", place(application()))

    assert stores.statuses.get_status("acct-in-order").open_application is None, "nothing was stored"
    with pytest.raises(CaseNotStored):
        stores.cases.get_case(ID)
    assert stores.pending.list_newest(HOLDER, NOON).shown == ()
    found = stores.pending.get_pending(place(application()), NOON)
    assert found and found.is_discarded


def test_application_that_cannot_be_submitted_still_waits(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    stores.pending.add_pending(HOLDER, OTHER, NOON + WEEK)

    with pytest.raises(AnotherApplicationOpen):
        stores.cases.add_application(OTHER, "thread-2@desk.example", place(OTHER))

    assert [one.application for one in stores.pending.list_newest(HOLDER, NOON).shown] == [OTHER]
    assert stores.pending.discard(place(OTHER), OTHER, NOON + WEEK)


def test_block_is_for_one_applicant_and_account_with_any_tag_until_it_ends(stores: Stores) -> None:
    def of(**changes: object) -> Application:
        return application(request_data(**changes))

    def by(address: str) -> Application:
        data = request_data()
        data["applicant"]["email"] = address
        return application(data)

    stores.pending.add_pending(HOLDER, application(), NOON + WEEK)
    stores.pending.discard(place(application()), application(), NOON + WEEK)
    local_part, _, host = application().request.applicant.email.partition("@")

    assert stores.pending.is_blocked(HOLDER.upper(), application(), NOON)
    assert stores.pending.is_blocked(HOLDER, by(f"{local_part}+again@{host}"), NOON)
    assert not stores.pending.is_blocked(HOLDER, by(f"other@{host}"), NOON)
    assert not stores.pending.is_blocked(HOLDER, of(account_id="acct-other"), NOON)
    assert not stores.pending.is_blocked(OTHER_HOLDER, application(), NOON)
    assert not stores.pending.is_blocked(HOLDER, application(), NOON + WEEK)


def test_application_that_was_submitted_twice_is_listed_once_and_ends_once(stores: Stores) -> None:
    again = application().model_copy(update={"submitted_at": NOON + timedelta(seconds=1)})
    for submitted in (application(), again):
        stores.pending.add_pending(HOLDER, submitted, NOON + WEEK)
    assert [one.key for one in stores.pending.list_newest(HOLDER, NOON).shown] == [pending_key(again)]

    stores.pending.discard(place(again), again, NOON + WEEK)

    assert stores.pending.list_newest(HOLDER, NOON).shown == ()


def test_every_pending_confirmation_is_on_some_page(stores: Stores) -> None:
    many = [
        application().model_copy(update={"id": f"k{number}", "submitted_at": NOON + timedelta(seconds=number)})
        for number in range(MAX_PENDING + 5)
    ]
    for submitted in many:
        stores.pending.add_pending(HOLDER, submitted, NOON + WEEK)

    newest = stores.pending.list_newest(HOLDER, NOON)
    older = stores.pending.list_newest(HOLDER, NOON, newest.before)

    ids = [pending.application.id for pending in (*newest.shown, *older.shown)]
    assert ids == [f"k{number}" for number in range(MAX_PENDING + 4, -1, -1)]
    assert older.before == ""
    for submitted in many[6:]:
        stores.pending.discard(place(submitted), submitted, NOON + WEEK)
    left = stores.pending.list_newest(HOLDER, NOON)
    assert [one.application for one in left.shown] == [many[5]], "of the newest page, discarded or not"
    assert left.before == newest.before, "the older ones are still led to"


def test_email_is_claimed_by_one_caller_until_lambda_tries_again(stores: Stores) -> None:
    assert [stores.pending.claim_email(HOLDER, "today", NOON) for _ in range(3)] == [True, False, False]
    assert stores.pending.claim_email(HOLDER, "tomorrow", NOON)
    assert stores.pending.claim_email(HOLDER, "today", NOON + timedelta(minutes=1))
