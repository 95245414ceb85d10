from datetime import timedelta
from typing import Any

import pytest

from domain.applications.re_review import ReReview, ReReviewRequest
from domain.cases.case import Case, Outcome, Status
from domain.model.errors import AccountLookupFailed
from tests.examples import application, facts, request_data
from tests.fakes import NOON, FakeKeydesk

STARTED, STILL_MISSING, NOT_POSSIBLE = ReReview.STARTED, ReReview.STILL_MISSING, ReReview.NOT_POSSIBLE


class Rejected:
    """An application that was rejected since the account has no photo."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data()).id
        self.look_like(has_photo=False)
        self.desk.cases.conclude(self.case, Outcome(status=Status.REJECTED, at=NOON))

    @property
    def case(self) -> Case:
        return self.desk.cases.get_case(self.id)

    def look_like(self, **changes: Any) -> None:
        self.desk.accounts.put_account(facts(**changes))

    def ask(self, receipt: str = "form") -> ReReview:
        request = ReReviewRequest(words="I added a photo.", receipt=receipt, at=self.desk.clock())
        return self.desk.re_reviews.start(self.id, request)


@pytest.fixture
def rejected() -> Rejected:
    return Rejected()


def test_what_a_rule_still_rejects_uses_up_nothing(rejected: Rejected) -> None:
    assert [rejected.ask(), rejected.ask("another")] == [STILL_MISSING] * 2

    case = rejected.case
    assert case.is_rejected_once
    assert case.recheck and [reason.message for reason in case.recheck.reasons] == ["The account has no profile photo."]
    assert rejected.desk.machine.started == [(rejected.id, 1)]


def test_re_review_starts_once_nothing_is_missing(rejected: Rejected) -> None:
    rejected.ask()
    rejected.look_like()

    assert [rejected.ask(), rejected.ask()] == [STARTED] * 2, "the same request again"
    assert rejected.ask("another") is NOT_POSSIBLE

    second = rejected.case.current
    assert (second.number, second.reply) == (2, "I added a photo.")
    assert second.verdict and not second.verdict.rejected, "it can't be rejected by a rule any more"
    assert rejected.desk.machine.started == [(rejected.id, 1), (rejected.id, 2)]


def test_check_is_of_the_application_as_last_changed(rejected: Rejected) -> None:
    rejected.look_like()
    commercial = application(commercial=True).model_copy(update={"id": rejected.id})
    rejected.desk.revisions.revise(rejected.case, commercial, "")

    assert rejected.ask() is STILL_MISSING
    assert rejected.case.recheck and "commercial" in rejected.case.recheck.reasons[0].message


def test_change_during_the_check_is_checked_too(rejected: Rejected, monkeypatch: pytest.MonkeyPatch) -> None:
    rejected.look_like()
    commercial = application(commercial=True).model_copy(update={"id": rejected.id})
    reopen = rejected.desk.cases.reopen

    def late(*arguments: Any) -> None:
        rejected.desk.cases.revise(commercial, NOON)
        reopen(*arguments)

    monkeypatch.setattr(rejected.desk.cases, "reopen", late)

    assert rejected.ask() is STILL_MISSING
    assert rejected.case.is_rejected_once


def test_lookup_that_fails_stores_nothing(rejected: Rejected) -> None:
    rejected.desk.lookup.fails = 1

    with pytest.raises(AccountLookupFailed):
        rejected.ask()
    assert rejected.case.recheck is None


def test_start_that_failed_is_repeated_by_the_same_request(rejected: Rejected) -> None:
    rejected.look_like()
    rejected.desk.machine.fails = 1
    with pytest.raises(ConnectionError):
        rejected.ask()

    rejected.look_like(has_photo=False)  # what was checked stays checked
    assert rejected.ask() is STARTED


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED_FOR_GOOD, Status.WITHDRAWN])
def test_only_a_first_rejection_has_a_re_review(status: Status) -> None:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts())
    case = desk.cases.get_case(desk.submit(request_data()).id)
    desk.cases.conclude(case, Outcome(status=status, at=NOON + timedelta(hours=1)))

    asked = desk.re_reviews.start(case.application.id, ReReviewRequest(words="", receipt="form", at=NOON))

    assert asked is NOT_POSSIBLE
