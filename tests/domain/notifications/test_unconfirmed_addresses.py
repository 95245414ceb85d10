"""Emails to addresses that are on no record: few a day, and no words of the application until they are confirmed."""

from datetime import timedelta

import pytest

from domain.applications.status_page import status_values
from domain.cases.case import Decision, DecisionType, Outcome, Reason, Status, TaskKey, TaskKind
from domain.notifications.messages import EmailName
from domain.notifications.notifier import UNCONFIRMED_DAILY
from domain.operations.outbox_retry import WITHHELD_FOR, OutboxRetry
from tests.examples import account, request_data
from tests.fakes import NOON, FakeKeydesk, FakeUnfinishedRounds

VICTIM, OWNER = "victim@elsewhere.example", "owner@elsewhere.example"
DAY = timedelta(days=1)
REJECTED = Outcome(status=Status.REJECTED, reasons=(Reason(message="No photo."),), at=NOON)


class Desk:
    """An account whose holder names other people's addresses."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.ids: list[str] = []
        unfinished = FakeUnfinishedRounds(self.desk.cases, self.desk.exceptions)
        desk = self.desk
        self.retry = OutboxRetry(unfinished, desk.notifier, desk.account_holder_emails, desk.confirmation_notices)

    def submit(self, number: int = 1) -> str:
        data = request_data(
            account_id=f"acct-{number}", owner={"name": "Olive Example", "email": OWNER, "agreed": True}
        )
        data["applicant"]["email"] = VICTIM
        case_id = self.desk.submit(data).id
        self.desk.cases.set_round(case_id, 1, account=account(account_id=f"acct-{number}"))
        return case_id

    def reject(self, case_id: str) -> None:
        self.desk.cases.conclude(self.desk.cases.get_case(case_id), REJECTED)
        self.desk.notifier.notify(EmailName.REJECTED, case_id, 1)

    def sent(self, to: str = VICTIM) -> list[str]:
        return [letter.subject for letter in self.desk.sender.letters if letter.to == to]

    def retry_due(self, later: timedelta = DAY) -> None:
        self.desk.clock.move(later)
        for entry in list(self.desk.outbox_store.list_due(self.desk.clock())):
            self.retry.resend(entry)

    def confirm(self) -> None:
        """By the newest status link that was emailed."""
        urls = [str(values["status_url"]) for values in self.desk.templates.written if "status_url" in values]
        self.desk.status_links.confirm_address(urls[-1].rpartition("/")[2])


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_email_to_an_unconfirmed_applicant_waits_until_the_address_is_confirmed(desk: Desk) -> None:
    case_id = desk.submit()
    desk.reject(case_id)
    desk.retry_due()
    assert desk.sent() == ["confirm_address"], "asked once, and told nothing"
    assert status_values(desk.desk.cases.get_case(case_id), VICTIM)["unconfirmed"] == VICTIM

    desk.confirm()
    desk.retry_due()
    desk.retry_due()

    assert desk.sent() == ["confirm_address", "rejected"]
    assert status_values(desk.desk.cases.get_case(case_id), VICTIM)["unconfirmed"] == ""


def test_question_that_waited_is_asked_once_the_address_is_confirmed(desk: Desk) -> None:
    case_id = desk.submit()
    review = TaskKey(case_id=case_id, round=1, kind=TaskKind.REVIEW)
    desk.desk.notifier.request_decision(review, ("one@staff.example",))
    asked = Decision(answer=DecisionType.REQUEST_INFO, by="one@staff.example", at=NOON, note="Who sees it?")
    desk.desk.cases.decide(review, asked)
    desk.desk.notifier.request_decision(review.model_copy(update={"kind": TaskKind.INFO_REQUEST}), (), days=14)
    assert desk.sent() == ["confirm_address"]

    desk.confirm()
    desk.retry_due()

    assert desk.sent() == ["confirm_address", "question"]


def test_address_gets_a_few_emails_a_day_however_many_accounts_name_it(desk: Desk) -> None:
    for case_id in [desk.submit(number) for number in range(UNCONFIRMED_DAILY + 2)]:
        desk.reject(case_id)
    assert len(desk.sent()) == UNCONFIRMED_DAILY

    desk.retry_due()

    assert len(desk.sent()) == UNCONFIRMED_DAILY + 2, "the others come on the next day"


def test_owner_is_asked_at_once_and_a_decision_confirms_the_address(desk: Desk) -> None:
    case_id = desk.submit()
    key = TaskKey(case_id=case_id, round=1, kind=TaskKind.OWNER)
    desk.desk.notifier.request_decision(key, (), days=14)
    assert desk.sent(OWNER) == ["owner_request"]

    desk.desk.cases.decide(key, Decision(answer=DecisionType.DECLINE, by=OWNER, at=NOON))
    desk.desk.cases.conclude(desk.desk.cases.get_case(case_id), Outcome(status=Status.DECLINED, at=NOON))
    desk.desk.notifier.notify(EmailName.DECLINED, case_id, 1)

    assert desk.sent(OWNER) == ["owner_request", "declined"]
    assert desk.sent() == ["confirm_address"]


def test_email_for_an_address_that_nobody_confirms_is_given_up(desk: Desk) -> None:
    desk.reject(desk.submit())
    desk.retry_due(WITHHELD_FOR + DAY)

    assert list(desk.desk.outbox_store.list_due(desk.desk.clock())) == []
    assert desk.sent() == ["confirm_address"]


def test_confirmation_is_for_the_address_that_the_link_was_sent_to(desk: Desk) -> None:
    case_id = desk.submit()
    desk.reject(case_id)
    desk.confirm()

    case = desk.desk.cases.get_case(case_id)
    assert case.has_confirmed(VICTIM.upper()) and not case.has_confirmed(OWNER)
    assert not desk.desk.cases.get_case(desk.submit(2)).has_confirmed(VICTIM), "another application asks again"
