"""The fakes and the DynamoDB adapters behave alike: changing an application between its two reviews."""

from datetime import timedelta

import pytest

from domain.cases.case import Outcome, Revision, Status
from domain.cases.ports import Cases
from domain.model.application import Application
from tests.examples import application
from tests.fakes import NOON

ID = application().id
REJECTED = Outcome(status=Status.REJECTED, at=NOON)
LATER = NOON + timedelta(days=1)


def revised(name: str) -> Application:
    return application(name=name)


@pytest.fixture
def rejected(cases: Cases) -> Cases:
    cases.conclude(cases.get_case(ID), REJECTED)
    return cases


def test_round_two_judges_what_was_changed_last_and_round_one_is_kept(rejected: Cases) -> None:
    assert rejected.revise(revised("Once changed"), NOON)
    assert rejected.revise(revised("Twice changed"), LATER)
    before = rejected.get_case(ID)
    assert before.application == application(), "the first review is still the last one"
    assert before.revision == Revision(request=revised("Twice changed").request, at=LATER)

    rejected.reopen(ID, "I changed its name.", "receipt-1", LATER)

    case = rejected.get_case(ID)
    assert case.application == revised("Twice changed")
    assert [one.request for one in case.rounds] == [application().request, revised("Twice changed").request]
    assert case.at_round(1).application == application()


def test_without_a_change_both_rounds_judge_the_same(rejected: Cases) -> None:
    rejected.reopen(ID, "The account is mended.", "receipt-1", LATER)

    case = rejected.get_case(ID)
    assert [one.request for one in case.rounds] == [application().request] * 2
    assert case.revision is None


@pytest.mark.parametrize("status", [one for one in Status if one not in (Status.IN_REVIEW, Status.REJECTED)])
def test_what_is_over_cannot_be_changed(cases: Cases, status: Status) -> None:
    cases.conclude(cases.get_case(ID), Outcome(status=status, at=NOON))

    assert not cases.revise(revised("Changed"), LATER)
    assert cases.get_case(ID).revision is None


def test_while_a_review_runs_and_after_the_second_nothing_is_changed(cases: Cases) -> None:
    assert not cases.revise(revised("Changed too early"), NOON)
    cases.conclude(cases.get_case(ID), REJECTED)
    cases.reopen(ID, "Please look again.", "receipt-1", LATER)

    assert not cases.revise(revised("Changed too late"), LATER)
    cases.conclude(cases.get_case(ID), Outcome(status=Status.REJECTED_FOR_GOOD, at=LATER))
    assert not cases.revise(revised("Changed far too late"), LATER)
    assert cases.get_case(ID).application == application()
