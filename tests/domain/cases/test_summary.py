"""What a line of a list says of a case."""

from datetime import timedelta

from domain.cases.case import Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.cases.summary import summarize
from domain.policy import evaluate
from tests.examples import account, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.words import exception

DAY = timedelta(days=1)


def test_an_application_is_its_project_its_people_and_what_the_policy_flags() -> None:
    desk = FakeKeydesk()
    owner = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
    data = request_data(owner=owner)
    data["project"]["theme_colours"] = ["#15a902"]
    handed_in = desk.submit(data)

    first = summarize(desk.cases.get_case(handed_in.id), NOON)
    desk.cases.set_round(handed_in.id, 1, account=account(), verdict=evaluate(handed_in, account()))
    checked = summarize(desk.cases.get_case(handed_in.id), NOON + DAY)

    assert (first.title, first.account_id) == ("Weekly hours report", "acct-in-order")
    assert first.people == ("Avery Example", "Robin Example")
    assert (first.round, first.waits_since, first.flags) == (1, NOON, 0)
    assert checked == first.model_copy(update={"flags": 1}), "the policy took no time of the client's"


def test_a_line_counts_from_the_second_review_and_not_while_the_client_is_asked() -> None:
    desk = FakeKeydesk()
    id_ = desk.submit(request_data()).id
    desk.cases.conclude(desk.cases.get_case(id_), Outcome(status=Status.REJECTED, at=NOON))
    desk.cases.reopen(id_, "Please look again.", "receipt-1", NOON + 10 * DAY)
    review = TaskKey(case_id=id_, round=2, kind=TaskKind.REVIEW)
    desk.notifier.request_decision(review, ("one@staff.example",))
    asking = Decision(answer=DecisionType.REQUEST_INFO, by="one@staff.example", at=NOON + 11 * DAY, note="Who sees it?")
    desk.cases.decide(review, asking)
    desk.clock.move(11 * DAY)
    desk.notifier.request_decision(review.model_copy(update={"kind": TaskKind.INFO_REQUEST}), (), days=14)

    brief = summarize(desk.cases.get_case(id_), NOON + 16 * DAY)

    assert brief.round == 2
    assert brief.waits_since == NOON + (10 + 5) * DAY


def test_an_exception_is_its_account_and_who_filed_it() -> None:
    filed = exception("Words.")

    brief = summarize(filed, NOON + DAY)

    assert (brief.title, brief.people) == (filed.account.name, (filed.request.account_manager.name,))
    assert (brief.round, brief.waits_since, brief.flags) == (1, filed.filed_at, 0)
