import pytest

from domain.cases.audit_entry import AuditEntry
from domain.console.failed_reviews import FailedReviews, failure_values
from domain.model.errors import NotAllowed, UnknownCase
from domain.presentation.case_rows import MAX_ROWS
from tests.domain.operations.test_reconciliation import Running
from tests.fakes import FakeFailures
from tests.staff import OPERATOR, REVIEWER


class Failed(Running):
    """A desk on which the review of one application failed for good."""

    def __init__(self) -> None:
        super().__init__()
        self.executions.end("KeyError")
        self.unfinished.fail(self.key, "KeyError")
        self.failures = FakeFailures(self.unfinished)
        self.failure_desk = FailedReviews(self.reconciliation.recovery, self.desk.log)


def test_an_operator_starts_a_failed_review_again_and_the_log_says_who() -> None:
    failed = Failed()
    (shown,) = failure_values(failed.failures.list_failures())["lines"]
    assert (shown["case_id"], shown["failure"]) == (failed.id, "KeyError")

    assert failed.failure_desk.restart(failed.id, OPERATOR)

    assert failure_values(failed.failures.list_failures())["lines"] == []
    assert failed.numbers() == [0, 1]
    at, what = failed.desk.clock(), "Started it again, after it had failed"
    assert failed.desk.log.list_entries(failed.id) == (AuditEntry(at=at, by=OPERATOR.address, what=what),)


def test_a_second_click_starts_nothing_and_is_no_entry() -> None:
    failed = Failed()
    failed.failure_desk.restart(failed.id, OPERATOR)

    assert not failed.failure_desk.restart(failed.id, OPERATOR)
    assert len(failed.desk.log.list_entries(failed.id)) == 1


def test_what_was_started_a_moment_ago_is_left_out_of_a_list_that_is_behind() -> None:
    failed = Failed()

    values = failure_values(failed.failures.list_failures(), restarted=failed.id)

    assert (values["lines"], values["restarted"]) == ([], failed.id)


def test_nobody_else_starts_a_review_again_and_only_cases_are_known() -> None:
    failed = Failed()

    with pytest.raises(NotAllowed):
        failed.failure_desk.restart(failed.id, REVIEWER)
    for unknown in ("", "x", "../k", "habcdefghij234567"):
        with pytest.raises(UnknownCase):
            failed.failure_desk.restart(unknown, OPERATOR)


def test_more_failures_than_a_page_has_are_said() -> None:
    failed = Failed()
    (one,) = failed.failures.list_failures()
    many = [one.model_copy(update={"key": one.key.model_copy(update={"case_id": f"k{n}"})}) for n in range(MAX_ROWS)]

    assert not failure_values(many)["are_more"]
    values = failure_values([*many, one])
    assert (len(values["lines"]), values["are_more"]) == (MAX_ROWS, True)
