from datetime import timedelta

from domain.cases.case import Outcome, Status
from domain.operations.retention import purge_expired_cases
from tests.examples import request_data
from tests.fakes import FakeEndedCases, FakeKeydesk

DAY = timedelta(days=1)


def test_cases_that_ended_long_ago_are_purged_and_counted() -> None:
    desk = FakeKeydesk()
    ended = FakeEndedCases(desk.cases, desk.exceptions)
    ids = [desk.submit(request_data(account_id=f"acct-{number}")).id for number in range(4)]
    for case_id in ids[:3]:  # the last one is still in review
        desk.cases.conclude(desk.cases.get_case(case_id), Outcome(status=Status.APPROVED, at=desk.clock()))
        desk.clock.move(DAY)

    assert purge_expired_cases(ended, 3, desk.clock) == 0, "the first one ended exactly three days ago"
    desk.clock.move(DAY)
    assert purge_expired_cases(ended, 3, desk.clock) == 1
    assert desk.cases.ids() == ids[1:]
    desk.clock.move(400 * DAY)
    assert [purge_expired_cases(ended, 3, desk.clock) for _ in range(2)] == [2, 0]
    assert desk.cases.ids() == ids[3:]
