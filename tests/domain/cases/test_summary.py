from datetime import timedelta

from domain.cases.case import Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.cases.summary import summarize
from domain.policy import RuleId, evaluate
from tests.examples import account, reopen, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.words import exception

DAY = timedelta(days=1)


def test_summary_of_an_application_counts_the_flags_once_checked() -> None:
    desk = FakeKeydesk()
    owner = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
    data = request_data(owner=owner)
    data["project"]["theme_colours"] = ["#732f86"]
    submitted = desk.submit(data)

    first = summarize(desk.cases.get_case(submitted.id), NOON)
    desk.cases.set_round(submitted.id, 1, account=account(), verdict=evaluate(submitted, account()))
    checked = summarize(desk.cases.get_case(submitted.id), NOON + DAY)

    assert (first.title, first.account_id) == ("Weekly hours report", "acct-in-order")
    assert first.people == ("Avery Example", "Robin Example")
    assert (first.round, first.waits_since, first.flags) == (1, NOON, 0)
    assert checked == first.model_copy(update={"flags": 1, "flagged": (RuleId.NO_BRAND_LOOK,)}), (
        "checking takes no time of the client's"
    )


def test_summary_counts_from_the_re_review_without_the_clients_time() -> None:
    desk = FakeKeydesk()
    id_ = desk.submit(request_data()).id
    desk.cases.conclude(desk.cases.get_case(id_), Outcome(status=Status.REJECTED, at=NOON))
    reopen(desk.cases, id_, "Please look again.", "receipt-1", NOON + 10 * DAY)
    review = TaskKey(case_id=id_, round=2, kind=TaskKind.REVIEW)
    desk.notifier.request_decision(review, ("one@staff.example",))
    asking = Decision(answer=DecisionType.REQUEST_INFO, by="one@staff.example", at=NOON + 11 * DAY, note="Who sees it?")
    desk.cases.decide(review, asking)
    desk.clock.move(11 * DAY)
    desk.notifier.request_decision(review.model_copy(update={"kind": TaskKind.INFO_REQUEST}), (), days=14)

    summary = summarize(desk.cases.get_case(id_), NOON + 16 * DAY)

    assert summary.round == 2
    assert summary.waits_since == NOON + (10 + 5) * DAY


def test_summary_of_an_exception_names_the_account_and_its_manager() -> None:
    filed = exception("Words.")

    summary = summarize(filed, NOON + DAY)

    assert (summary.title, summary.people) == (filed.account.name, (filed.request.account_manager.name,))
    assert (summary.round, summary.waits_since, summary.flags) == (1, filed.filed_at, 0)
