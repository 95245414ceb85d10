from datetime import timedelta

from domain.cases.case import Outcome, Status
from domain.operations.retention import forget_what_ended
from tests.examples import request_data
from tests.fakes import FakeDesk, FakeEndedCases

DAY = timedelta(days=1)


def test_what_ended_longer_ago_than_it_is_kept_is_forgotten_and_counted() -> None:
    desk = FakeDesk()
    ended = FakeEndedCases(desk.cases, desk.exceptions)
    ids = [desk.hand_in(request_data(account_id=f"acct-{number}")).id for number in range(4)]
    for case_id in ids[:3]:  # the last one is still in review
        desk.cases.conclude(desk.cases.get(case_id), Outcome(status=Status.APPROVED, at=desk.clock()))
        desk.clock.move(DAY)

    assert forget_what_ended(ended, 3, desk.clock) == 0, "the first one ended three days ago, and not before"
    desk.clock.move(DAY)
    assert forget_what_ended(ended, 3, desk.clock) == 1
    assert desk.cases.ids() == ids[1:]
    desk.clock.move(400 * DAY)
    assert forget_what_ended(ended, 3, desk.clock) == 2
    assert forget_what_ended(ended, 3, desk.clock) == 0
    assert desk.cases.ids() == ids[3:]
