"""Each event is published on the path that says so, and on no other."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.items import key_change_key, task_key
from adapters.dynamodb.keys import DynamoKeys
from adapters.dynamodb.operations import DynamoEndedCases, DynamoUnfinishedRounds
from domain.cases.case import Outcome, Status, TaskKey, TaskKind
from domain.events.details import DetailType
from domain.keys.key_changes import UsageReport
from domain.model.api_key import KEY_ISSUER, IssuedKey, KeyAction, KeyChange, KeyLocation
from domain.operations.unfinished_rounds import RoundKey
from infra.redrive import call_of
from tests.adapters.stores import MachineOnDynamoDB
from tests.examples import exception_data, reopen, request_data
from tests.fakes import NOON
from tests.handlers.events.published import FUNCTION, Subscriber, subscribed
from tests.handlers.in_process_desk import InProcessDesk, in_process_desk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import APPLICANTS, ask, click, open_account, send_json
from wiring import keys

Event = dict[str, Any]
SEEN: set[str] = set()
"""The types of events that the tests of this file have caught."""


@pytest.fixture
def desk() -> Iterator[InProcessDesk]:
    with in_process_desk() as desk:
        yield desk


@pytest.fixture
def subscriber(desk: InProcessDesk) -> Iterator[Subscriber]:
    with subscribed(desk) as subscriber:
        yield subscriber


def submit(desk: InProcessDesk, account_id: str, **changes: Any) -> str:
    """An application of an account, stored and not yet checked."""
    data = request_data(account_id=account_id, **changes)
    data["applicant"]["email"] = APPLICANTS[0]
    return str(send_json(desk, "POST", f"/accounts/{account_id}/applications", data)["application_id"])


def check(case_id: str, number: int = 1) -> None:
    invoke("workflow.validate_application", {"application_id": case_id, "round": number})


def conclude(case_id: str, number: int = 1) -> None:
    invoke("workflow.record_outcome", {"application_id": case_id, "round": number})


def approved(desk: InProcessDesk, account_id: str) -> str:
    open_account(desk, account_id)
    case_id = submit(desk, account_id)
    check(case_id)
    for kind, answer in (("safety", "clear"), ("review", "approve")):
        click(desk, f"/decisions/{ask(desk, case_id, kind)}", answer=answer)
    conclude(case_id)
    return case_id


def types(events: list[Event]) -> list[str]:
    SEEN.update(event["detail-type"] for event in events)
    return [event["detail-type"] for event in events]


def details(events: list[Event], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(event["detail"].get(name) for name in names) for event in events]


def test_submitted_application_is_an_event_and_its_review_when_no_rule_rejects(
    desk: InProcessDesk, subscriber: Subscriber
) -> None:
    open_account(desk, "acct-submitted")
    case_id = submit(desk, "acct-submitted")
    submitted = subscriber.caught()

    check(case_id)
    started = subscriber.caught()
    check(case_id)

    assert types(submitted) == ["Application submitted"]
    assert types(started) == ["Review started"]
    names = ("application_id", "account_id", "round", "status")
    assert details([*submitted, *started], *names) == 2 * [(case_id, "acct-submitted", 1, "in_review")]
    assert subscriber.caught() == [], "checked again after a restart"


def test_application_of_a_stranger_waits_for_a_confirmation_and_is_submitted_by_it(
    desk: InProcessDesk, subscriber: Subscriber
) -> None:
    open_account(desk, "acct-stranger")
    send_json(desk, "POST", "/applications", request_data(account_id="acct-stranger"))
    waiting = subscriber.caught()

    token = desk.token("confirm")
    page = desk.call("GET", f"/confirm/{token}").body
    (key,) = re.findall(r'name="application" value="([^"]+)"', page)
    click(desk, f"/confirm/{token}", application=quote(unescape(key)))
    submitted = subscriber.caught()

    assert types(waiting) == ["Confirmation requested"]
    assert types(submitted) == ["Application submitted"]
    assert details(waiting, "application_id", "account_id") == details(submitted, "application_id", "account_id")
    assert "@" not in json.dumps(waiting), "not at whose address it waits"


def test_tasks_are_events_when_they_are_opened_and_decided(desk: InProcessDesk, subscriber: Subscriber) -> None:
    open_account(desk, "acct-tasks")
    owner = {"name": "Robin Example", "email": "owner@client.example", "agreed": True}
    case_id = submit(desk, "acct-tasks", owner=owner)
    check(case_id)
    subscriber.caught()

    for kind, answer in (("owner", "confirm"), ("safety", "clear"), ("review", "approve")):
        click(desk, f"/decisions/{ask(desk, case_id, kind)}", answer=answer, note="Words of staff")
        opened, decided = subscriber.caught()
        assert types([opened, decided]) == ["Task opened", "Task decided"]
        assert details([opened, decided], "case_id", "kind", "decision") == [
            (case_id, kind, None),
            (case_id, kind, answer),
        ]
        ask(desk, case_id, kind)
        assert subscriber.caught() == [], "a state that is entered again opens nothing"
    conclude(case_id)

    ended = subscriber.caught()
    assert types(ended) == ["Application approved"]
    assert details(ended, "round", "status") == [(1, "approved")]


def test_rejection_by_the_policy_starts_no_review(desk: InProcessDesk, subscriber: Subscriber) -> None:
    open_account(desk, "acct-policy", has_photo=False)
    case_id = submit(desk, "acct-policy")
    check(case_id)
    conclude(case_id)

    assert types(subscriber.caught()) == ["Application submitted", "Application rejected"]


def test_reviewers_rejection_re_review_and_final_rejection_are_events(
    desk: InProcessDesk, subscriber: Subscriber
) -> None:
    open_account(desk, "acct-twice")
    case_id = submit(desk, "acct-twice")
    check(case_id)
    click(desk, f"/decisions/{ask(desk, case_id, 'safety')}", answer="not_clear", note="Words of staff")
    conclude(case_id)
    first = subscriber.caught()

    assert reopen(DynamoCases(desk.table), case_id, "Words of the applicant", "receipt-1", datetime.now(UTC))
    reopened = subscriber.caught()
    check(case_id, 2)
    checked = subscriber.caught()
    invoke("workflow.open_task", {"case_id": case_id, "round": 2, "kind": "safety"})
    click(desk, f"/decisions/{desk.token('decisions')}", answer="not_clear", note="Words of staff")
    conclude(case_id, 2)
    conclude(case_id, 1)
    second = subscriber.caught()

    assert types(first)[2:] == ["Task opened", "Task decided", "Application rejected"]
    assert types(reopened) == ["Review reopened"]
    assert details(reopened, "round", "status") == [(2, "in_review")]
    assert types(checked) == [], "the re-review started when it was reopened"
    assert types(second) == ["Task opened", "Task decided", "Application rejected for good"]
    assert details(second[:2], "round", "kind") == 2 * [(2, "safety")]
    assert details(second[2:], "round", "status") == [(2, "rejected_for_good")]


def test_withdrawal_is_an_event_and_closes_the_open_tasks(desk: InProcessDesk, subscriber: Subscriber) -> None:
    open_account(desk, "acct-withdrawn")
    case_id = submit(desk, "acct-withdrawn")
    check(case_id)
    invoke("workflow.send_email", {"case_id": case_id, "round": 1, "mail": "received"})
    ask(desk, case_id, "safety")
    subscriber.caught()

    click(desk, f"/status/{desk.token('status')}", do="withdraw")
    withdrawn = subscriber.caught()
    conclude(case_id)

    assert sorted(types(withdrawn)) == ["Application withdrawn", "Task decided"]
    (task,) = (event for event in withdrawn if event["detail-type"] == "Task decided")
    assert details([task], "kind", "decision") == [("safety", "withdrawn")]
    assert subscriber.caught() == [], "the machine finds the outcome"


def test_check_that_comes_after_the_withdrawal_starts_no_review(desk: InProcessDesk, subscriber: Subscriber) -> None:
    open_account(desk, "acct-early")
    case_id = submit(desk, "acct-early")
    invoke("workflow.send_email", {"case_id": case_id, "round": 1, "mail": "received"})
    click(desk, f"/status/{desk.token('status')}", do="withdraw")

    check(case_id)

    assert types(subscriber.caught()) == ["Application submitted", "Application withdrawn"]


@pytest.mark.parametrize(
    ("answer", "decision", "end"),
    [("decline", "decline", "Application declined"), ("", "unanswered", "Application expired")],
)
def test_owner_who_declines_or_does_not_answer_ends_the_application(
    desk: InProcessDesk, subscriber: Subscriber, answer: str, decision: str, end: str
) -> None:
    account_id = f"acct-{decision}"
    open_account(desk, account_id)
    owner = {"name": "Robin Example", "email": "owner@client.example", "agreed": True}
    case_id = submit(desk, account_id, owner=owner)
    check(case_id)
    token = ask(desk, case_id, "owner")
    if answer:
        click(desk, f"/decisions/{token}", answer=answer)
    else:
        key = TaskKey(case_id=case_id, round=1, kind=TaskKind.OWNER)
        desk.table.update(task_key(key), "SET answer_by = :past", "", {"past": NOON.isoformat()})
        ask(desk, case_id, "owner")
    conclude(case_id)

    events = subscriber.caught()
    assert types(events)[2:] == ["Task opened", "Task decided", end]
    assert details(events[3:4], "kind", "decision") == [("owner", decision)]


def test_question_to_the_applicant_is_a_task_and_the_next_turn_another(
    desk: InProcessDesk, subscriber: Subscriber
) -> None:
    open_account(desk, "acct-question")
    case_id = submit(desk, "acct-question")
    check(case_id)
    click(desk, f"/decisions/{ask(desk, case_id, 'safety')}", answer="clear")
    click(desk, f"/decisions/{ask(desk, case_id, 'review')}", answer="ask", note="Words of staff")
    subscriber.caught()

    invoke("workflow.open_task", {"case_id": case_id, "round": 1, "kind": "question", "turn": 1})
    invoke("workflow.open_task", {"case_id": case_id, "round": 1, "kind": "review", "turn": 2})

    events = subscriber.caught()
    assert types(events) == ["Task opened", "Task opened"]
    assert details(events, "kind", "turn") == [("question", 1), ("review", 2)]


@pytest.mark.parametrize(
    ("answers", "end", "status"),
    [
        (("clear", "grant"), "Exception granted", "exception_granted"),
        (("not_clear",), "Exception refused", "exception_refused"),
    ],
)
def test_exception_is_an_event_when_it_is_filed_and_decided(
    desk: InProcessDesk, subscriber: Subscriber, answers: tuple[str, ...], end: str, status: str
) -> None:
    account_id = f"acct-{status.replace('_', '-')}"
    open_account(desk, account_id, plan="business")
    filed = send_json(desk, "POST", "/exceptions", exception_data(account_id=account_id))["exception_id"]
    for kind, answer in zip(("exception_safety", "exception"), answers, strict=False):
        click(desk, f"/decisions/{ask(desk, filed, kind)}", answer=answer, note="Words of staff")
    invoke("workflow.record_exception_outcome", {"case_id": filed})
    invoke("workflow.record_exception_outcome", {"case_id": filed})

    events = subscriber.caught()
    tasks = 2 * ["Task opened", "Task decided"]
    assert types(events) == ["Exception filed", *tasks[: 2 * len(answers)], end]
    ends = [event for event in events if event["detail-type"].startswith("Exception")]
    assert details(ends, "exception_id", "account_id", "status") == [
        (filed, account_id, "in_review"),
        (filed, account_id, status),
    ]


def test_each_change_of_a_key_is_an_event_once(desk: InProcessDesk, subscriber: Subscriber) -> None:
    case_id = approved(desk, "acct-keys")
    subscriber.caught()
    cases, changes, day = DynamoCases(desk.table), keys.key_changes(), datetime.now(UTC).date()
    key = IssuedKey(id="key-1", location=KeyLocation(text="Words of the issuer."))
    issued = KeyChange(number=1, action=KeyAction.ISSUE, by=KEY_ISSUER, at=NOON, key=key)
    report = UsageReport(application_id=case_id, day=day, requests=52_310)

    for _ in range(2):
        DynamoKeys(desk.table).add_change(cases.get_case(case_id), issued)
    for _ in range(2):
        changes.report_usage(cases.get_case(case_id), report, "one@staff.example")
    for action in (KeyAction.SUSPEND, KeyAction.RESUME, KeyAction.REVOKE):
        changes.change(cases.get_case(case_id), action, "one@staff.example", "Words of staff")

    events = subscriber.caught()
    assert types(events) == ["Key issued", "Key over limit", "Key suspended", "Key resumed", "Key revoked"]
    assert details(events, "application_id", "account_id") == 5 * [(case_id, "acct-keys")]
    assert details(events, "number", "status", "key_id", "day", "requests", "limit") == [
        (1, "issued", "key-1", None, None, None),
        (2, None, None, day.isoformat(), 52_310, 40_000),
        (3, "suspended", None, None, None, None),
        (4, "issued", None, None, None, None),
        (5, "revoked", None, None, None, None),
    ]
    desk.table.update(key_change_key(case_id, 3), "REMOVE open_kind", "", {})
    assert subscriber.caught() == [], "its machine has done it"


def test_nothing_that_somebody_wrote_is_in_an_event(desk: InProcessDesk, subscriber: Subscriber) -> None:
    open_account(desk, "acct-private")
    data = request_data(account_id="acct-private")
    data["applicant"] |= {"name": "Secret Words", "email": APPLICANTS[0]}
    data["project"] |= {"name": "Secret Words", "use": "Secret Words that say what it is for, every day."}
    case_id = str(send_json(desk, "POST", "/accounts/acct-private/applications", data)["application_id"])
    check(case_id)
    click(desk, f"/decisions/{ask(desk, case_id, 'safety')}", answer="not_clear", note="Secret Words")
    conclude(case_id)

    said = json.dumps([event["detail"] for event in subscriber.caught()])
    assert case_id in said
    assert "Secret" not in said
    assert "@" not in said


def test_assigning_failing_restarting_and_purging_are_no_events(desk: InProcessDesk, subscriber: Subscriber) -> None:
    open_account(desk, "acct-quiet")
    case_id = submit(desk, "acct-quiet")
    check(case_id)
    ask(desk, case_id, "safety")
    unfinished = DynamoUnfinishedRounds(desk.table)
    cases, key = DynamoCases(desk.table), TaskKey(case_id=case_id, round=1, kind=TaskKind.SAFETY)
    subscriber.caught()

    assert cases.assign(key, "one@staff.example", NOON)
    desk.table.update(task_key(key), "SET task_token = :token", "", {"token": "token"})
    MachineOnDynamoDB(desk.table).fail(RoundKey(case_id=case_id), "States.Timeout")
    failed = unfinished.get_round(RoundKey(case_id=case_id))
    assert failed
    assert unfinished.record_next_try(failed, 1, NOON)
    cases.confirm_address(case_id, APPLICANTS[0], NOON)
    MachineOnDynamoDB(desk.table).close(RoundKey(case_id=case_id))
    assert subscriber.caught() == []

    cases.conclude(cases.get_case(case_id), Outcome(status=Status.REJECTED, at=NOON))
    assert types(subscriber.caught()) == ["Application rejected"]
    assert DynamoEndedCases(desk.table).purge_case(case_id)
    assert subscriber.caught() == []


def test_repeated_batch_repeats_events_with_their_ids(desk: InProcessDesk, subscriber: Subscriber) -> None:
    open_account(desk, "acct-repeated")
    submit(desk, "acct-repeated")
    records = subscriber.records()

    for _ in range(2):
        invoke("events.publish_events", {"Records": records})

    first, second = subscriber.received()
    assert first["detail"] == second["detail"]
    assert first["detail"]["event_id"].endswith("/round/1/application-submitted")


def test_record_that_cannot_be_read_is_set_aside_and_keeps_nothing_back(
    desk: InProcessDesk, subscriber: Subscriber
) -> None:
    desk.table.put(("CASE#kpoisonpoison2345", "TASK#1#safety"), {"brief": "no JSON", "opened_at": "never"})
    open_account(desk, "acct-behind")
    case_id = submit(desk, "acct-behind")

    caught = subscriber.caught()
    (message,) = subscriber.unhandled()
    call = call_of({"Body": json.dumps(message)})

    assert details(caught, "application_id") == [(case_id,)]
    assert call
    assert (call.function, call.reason) == (FUNCTION, "RecordNotRead, JSONDecodeError")
    assert "kpoisonpoison2345" in desk.logged.getvalue()
    invoke("events.publish_events", call.payload)
    assert len(subscriber.unhandled()) == 1, "make redrive: it waits again as long as it can't be read"


def test_batch_that_lambda_gave_up_is_read_from_the_stream_again(desk: InProcessDesk, subscriber: Subscriber) -> None:
    open_account(desk, "acct-given-up")
    case_id = submit(desk, "acct-given-up")
    check(case_id)
    numbers = [record["dynamodb"]["SequenceNumber"] for record in subscriber.records()]
    ask(desk, case_id, "safety")
    place = {"streamArn": subscriber.stream, "shardId": subscriber.shard["ShardId"]}
    batch = {**place, "startSequenceNumber": numbers[0], "endSequenceNumber": numbers[-1], "batchSize": len(numbers)}
    context = {"functionArn": FUNCTION, "condition": "MaxRecordAgeExceeded"}
    call = call_of({"Body": json.dumps({"requestContext": context, "DDBStreamBatchInfo": batch})})

    assert call
    assert (call.function, call.reason) == (FUNCTION, "MaxRecordAgeExceeded, no error")
    invoke("events.publish_events", call.payload)

    assert types(subscriber.received()) == ["Application submitted", "Review started"], "and nothing behind the batch"


def test_every_type_of_event_was_caught() -> None:
    """It comes last: the tests above show each type."""
    assert set(DetailType) == SEEN
