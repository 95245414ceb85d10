import pytest

from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Outcome, Status
from domain.console.failed_reviews import FailedReviews, failure_values
from domain.model.api_key import KeyAction
from domain.model.errors import NotAllowed, UnknownCase
from domain.operations.unfinished_rounds import RoundKey
from domain.presentation.case_rows import MAX_ROWS
from tests.domain.operations.test_reconciliation import Running
from tests.fakes import FakeFailures
from tests.staff import OPERATOR, REVIEWER


class Failed(Running):
    """The review of one application failed for good."""

    def __init__(self) -> None:
        super().__init__()
        self.executions.end("KeyError")
        self.unfinished.fail(self.key, "KeyError")
        self.failures = FakeFailures(self.unfinished)
        self.failed_reviews = FailedReviews(self.desk.access, self.reconciliation.recovery, self.desk.log)


@pytest.fixture
def failed() -> Failed:
    return Failed()


def test_operator_restarts_a_failed_review_once_and_is_logged(failed: Failed) -> None:
    (shown,) = failure_values(failed.failures.list_failures())["lines"]
    assert (shown["case_id"], shown["failure"]) == (failed.id, "KeyError")

    assert failed.failed_reviews.restart(failed.id, OPERATOR)
    assert not failed.failed_reviews.restart(failed.id, OPERATOR), "a second click"

    assert failure_values(failed.failures.list_failures())["lines"] == []
    assert failed.numbers() == [0, 1]
    at, what = failed.desk.clock(), "Restarted the failed review"
    assert failed.desk.log.list_entries(failed.id) == (AuditEntry(at=at, by=OPERATOR.address, what=what),)


def test_restarted_review_is_left_out_of_a_list_that_is_behind(failed: Failed) -> None:
    values = failure_values(failed.failures.list_failures(), restarted=failed.id)

    assert (values["lines"], values["restarted"]) == ([], failed.id)


def test_only_operators_restart_reviews_and_only_cases_are_known(failed: Failed) -> None:
    with pytest.raises(NotAllowed):
        failed.failed_reviews.restart(failed.id, REVIEWER)
    for unknown in ("", "x", "../k", "habcdefghij234567"):
        with pytest.raises(UnknownCase):
            failed.failed_reviews.restart(unknown, OPERATOR)


@pytest.mark.parametrize(("number", "are_more"), [(MAX_ROWS, False), (MAX_ROWS + 1, True)])
def test_list_says_whether_there_are_more_failures(failed: Failed, number: int, are_more: bool) -> None:
    (failure,) = failed.failures.list_failures()
    keys = [failure.key.model_copy(update={"case_id": f"k{n}"}) for n in range(number)]

    values = failure_values(failure.model_copy(update={"key": key}) for key in keys)

    assert (len(values["lines"]), values["are_more"]) == (MAX_ROWS, are_more)


def test_key_that_is_not_issued_is_told_apart_from_a_review(failed: Failed) -> None:
    (review,) = failure_values(failed.failures.list_failures())["lines"]
    failed.unfinished.fail(failed.key, "KeyIssuerFailed")
    (shown,) = failure_values(failed.failures.list_failures())["lines"]

    assert (review["is_key_missing"], review["is_key_change"]) == (False, False)
    assert (shown["is_key_missing"], shown["is_key_change"]) == (True, False)


def test_failed_change_of_a_key_is_restarted_and_logged_as_one(failed: Failed) -> None:
    desk = failed.desk
    failed.unfinished.close(failed.key)
    desk.cases.conclude(desk.cases.get_case(failed.id), Outcome(status=Status.APPROVED, at=desk.clock()))
    desk.key_issuing.issue(failed.id)
    desk.key_changes.change(desk.cases.get_case(failed.id), KeyAction.SUSPEND, "one@staff.example", "It floods us.")
    failed.unfinished.fail(RoundKey(case_id=failed.id, key_change=2), "KeyIssuerFailed")
    (shown,) = failure_values(failed.failures.list_failures())["lines"]
    assert (shown["is_key_change"], shown["is_key_missing"]) == (True, False)

    assert failed.failed_reviews.restart(failed.id, OPERATOR)

    (entry,) = desk.log.list_entries(failed.id)
    assert entry.what == "Restarted the failed change of the API key"
