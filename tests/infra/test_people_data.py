"""A person's data: found wherever it is, handed over, erased; what others need stays, and says nobody's name."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from adapters.dynamodb.access_tokens import DynamoAccessTokens
from adapters.dynamodb.accounts import DynamoAccounts, DynamoPendingConfirmations
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.table import Table
from domain.cases.access_tokens import DecisionToken, ReplyToken, StatusToken
from domain.cases.case import Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionOutcome, ExceptionStatus, file_exception, parse_exception
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.summary import summarize_application
from domain.model.account import AccountMember, MemberRole
from domain.model.application import Application
from domain.notifications.messages import EmailName, OutboxEntry, SentEmail
from infra.local.local_settings import free_port
from infra.people_data.__main__ import main
from infra.people_data.person import Person
from infra.people_data.store import PREFIX, Store
from tests.adapters.stores import table
from tests.examples import ROOT, application, exception_data, facts, request_data
from tests.fakes import NOON

AVERY, OLIVE, REVIEWER = "avery@client.example", "Olive@client.example", "one@staff.example"
MANAGER = exception_data()["account_manager"]
OTHERS = "avery@client.example.org and not-avery@client.example"  # whose addresses only look alike
BUCKET = "received-mail"


class Desk:
    """A table and a bucket with an application of Avery, whose key Olive is to own, decided by a reviewer."""

    def __init__(self) -> None:
        self.table: Table = table()
        self.s3 = boto3.client("s3", region_name="us-east-1")
        self.s3.create_bucket(Bucket=BUCKET)
        self.store = Store(self.table._client, self.s3, "desk", BUCKET)
        self.cases, self.mails = DynamoCases(self.table), DynamoOutbox(self.table)
        self.links, self.received = DynamoAccessTokens(self.table), DynamoInboundMessages(self.table)

    def hand_in(self, application_id: str, applicant: str, owner: str = OLIVE, account: str = "acct-a") -> Application:
        data = request_data(account_id=account, owner={"name": "Olive Owner", "email": owner, "agreed": True})
        data["applicant"] = {
            "name": f"{applicant.partition('@')[0].title()} Person",
            "email": applicant,
            "role": "admin",
        }
        data["project"]["use"] = f"Olive Owner counts hours. Ask {OTHERS}."
        made = application(data).model_copy(update={"id": application_id})
        self.cases.add_application(made, f"thread-{application_id}@desk.example")
        key = TaskKey(case_id=application_id, round=1, kind=TaskKind.REVIEW)
        self.cases.open_task(Task(key=key, opened_at=NOON), summarize_application(made))
        self.send(EmailName.REVIEW_REQUEST, application_id, REVIEWER)
        self.send(EmailName.OWNER_REQUEST, application_id, owner)
        self.send(EmailName.RECEIVED, application_id, applicant)
        later = {"expires_at": NOON, "application_id": application_id}
        self.links.add_token(f"status-{application_id}", StatusToken(person=applicant, **later))
        self.links.add_token(f"reply-{application_id}", ReplyToken(round=1, mail="received", **later))
        link = DecisionToken(expires_at=NOON, task=key, answer=DecisionType.APPROVE, person=REVIEWER)
        self.links.add_token(f"task-{application_id}", link)
        return made

    def send(self, name: EmailName, case_id: str, to: str) -> None:
        mail = OutboxEntry(name=name, case_id=case_id, round=1, to=to)
        self.mails.record_due(mail, NOON)
        self.mails.mark_tried(mail, NOON)
        self.mails.mark_sent(mail, SentEmail(message_id=f"ses-{name}-{case_id}", at=NOON))

    def approve(self, application_id: str) -> None:
        key = TaskKey(case_id=application_id, round=1, kind=TaskKind.REVIEW)
        self.cases.decide(
            key, Decision(answer=DecisionType.APPROVE, by=REVIEWER, at=NOON, note="Olive Owner is known.")
        )
        self.cases.conclude(self.cases.get_case(application_id), Outcome(status=Status.APPROVED, at=NOON))
        self.machine_ends(application_id, "ROUND#1")

    def machine_ends(self, case_id: str, sk: str) -> None:
        self.table.update((f"CASE#{case_id}", sk), "REMOVE open_kind", "attribute_exists(pk)", {})

    def receive(self, receipt: str, case_id: str, sender: str) -> None:
        kept = StoredMessage(
            receipt=receipt,
            case_id=case_id,
            received_at=NOON,
            from_address=sender,
            subject="Hello",
            text="Words",
            handling=Handling.KEPT,
        )
        self.received.store_message(kept)
        self.deliver(receipt, sender)

    def deliver(self, receipt: str, sender: str) -> None:
        raw = f"From: A Person <{sender}>\r\nTo: desk@desk.example\r\n\r\nWords to {AVERY}\r\n"
        self.s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}{receipt}", Body=raw.encode())

    def objects(self) -> set[str]:
        listed = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {one["Key"].removeprefix(PREFIX) for one in listed}

    def everything(self) -> str:
        return "\n".join(json.dumps(item, default=str) for item in self.store.items())

    def mentions(self, address: str) -> list[tuple[str, str]]:
        return [(item["pk"], item["sk"]) for item in self.store.items() if Person(address).is_in(item)]


ID, OTHER = "kaaaaaaaaaaaaaaaa", "kbbbbbbbbbbbbbbbb"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield Desk()


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def command(what: str, address: str, *more: str) -> tuple[int, str]:
        arguments = ["people", what, "--address", address, "--table", "desk", "--bucket", BUCKET, *more]
        monkeypatch.setattr("sys.argv", arguments)
        status = main()
        said = capsys.readouterr()
        return status, said.out + said.err

    return command


def test_an_address_is_known_in_any_case_and_never_as_a_part_of_another() -> None:
    avery = Person("Avery@Client.example")

    assert avery.is_in({"pk": "CASE#k", "sk": "MAIL#1#received##avery@client.example"})
    assert avery.is_in({"mail": json.dumps({"text": "Hello\navery@client.example."})})
    assert not avery.is_in({"mail": json.dumps({"text": OTHERS})})


def test_a_word_that_a_name_is_part_of_stays() -> None:
    changed = Person(AVERY).replaced({"reply": "Al also saw avery@client.example"}, "x@erased.invalid", {"Al"})

    assert changed == {"reply": "Erased person also saw x@erased.invalid"}


def test_the_export_holds_all_that_names_the_person_and_the_mails_as_they_came(
    desk: Desk, run: Any, tmp_path: Path
) -> None:
    desk.hand_in(ID, AVERY)
    desk.receive("receipt-1", ID, AVERY)
    desk.deliver("receipt-2", AVERY)  # a machine's, say, of which there is no record
    desk.deliver("receipt-3", OLIVE)
    desk.table.update(("CASE#" + ID, "TASK#1#review"), "SET task_token = :token", "", {"token": "secret-token"})

    status, said = run("export", AVERY.upper(), "--folder", str(tmp_path))

    data = json.loads((tmp_path / "data.json").read_text("utf-8"))
    assert status == 0
    assert {path.name for path in tmp_path.iterdir()} == {"data.json", "receipt-1.eml", "receipt-2.eml"}
    assert str(tmp_path / "receipt-2.eml") in said
    assert b"Words to" in (tmp_path / "receipt-1.eml").read_bytes()
    (items,) = data["own_cases"].values()
    (head,) = (item for item in items if item["sk"] == "APPLICATION")
    assert head["application"]["request"]["project"]["use"].startswith("Olive Owner counts")
    assert data["names"] == ["Avery Person"]
    leading = data["links_and_messages"]
    kinds = {"words" if item["pk"].startswith("WORDS#") else item["sk"] for item in leading}
    assert kinds == {"MESSAGE", "words", *(kind.stored_kind for kind in (StatusToken, ReplyToken, DecisionToken))}
    assert "secret-token" not in (tmp_path / "data.json").read_text("utf-8")


def test_what_is_in_review_is_not_erased_and_the_way_is_told(desk: Desk, run: Any) -> None:
    desk.hand_in(ID, AVERY)
    before = desk.everything()

    for person in (AVERY, OLIVE):
        status, said = run("erase", person, "--sure", "yes")
        assert status == 1
        assert ID in said
        assert "withdrawn" in said
    assert desk.everything() == before


def test_what_is_answered_and_not_told_yet_is_not_erased(desk: Desk, run: Any) -> None:
    desk.hand_in(ID, AVERY)
    desk.cases.conclude(desk.cases.get_case(ID), Outcome(status=Status.WITHDRAWN, at=NOON))

    assert run("erase", AVERY, "--sure", "yes")[0] == 1
    desk.machine_ends(ID, "ROUND#1")
    assert run("erase", AVERY, "--sure", "yes")[0] == 0


def test_first_it_only_shows_what_would_go(desk: Desk, run: Any) -> None:
    desk.hand_in(ID, AVERY)
    desk.approve(ID)
    desk.receive("receipt-1", ID, AVERY)
    before = desk.everything()

    status, said = run("erase", AVERY)

    assert status == 0
    assert f"delete   CASE#{ID}" in said
    assert "delete   received message received/receipt-1" in said
    assert "SURE=yes" in said
    assert desk.everything() == before
    assert desk.objects() == {"receipt-1"}


def test_nothing_of_an_applicant_stays_and_nothing_of_another_goes(desk: Desk, run: Any) -> None:
    desk.hand_in(OTHER, "blake@client.example", owner="robin@client.example", account="acct-b")
    desk.approve(OTHER)
    others = set(desk.everything().splitlines())
    desk.hand_in(ID, AVERY)
    desk.approve(ID)
    desk.receive("receipt-1", ID, AVERY)
    desk.receive("receipt-2", ID, OLIVE)  # about the application
    desk.deliver("receipt-3", AVERY)
    desk.deliver("receipt-4", "blake@client.example")
    DynamoPendingConfirmations(desk.table).add_pending(AVERY, application(), NOON)
    DynamoAccounts(desk.table).put_account(facts(account_id="acct-a", email=AVERY))

    status, _ = run("erase", AVERY, "--sure", "yes")

    assert status == 0
    assert desk.mentions(AVERY) == []
    assert ID not in desk.everything()
    assert others - set(desk.everything().splitlines()) == set()
    assert desk.objects() == {"receipt-4"}
    assert run("erase", AVERY, "--sure", "yes") == (0, "0 done, 0 wait\n"), "safe to repeat"


def test_an_owner_leaves_the_application_of_another_which_stays_readable(desk: Desk, run: Any) -> None:
    desk.hand_in(ID, AVERY)
    desk.approve(ID)

    status, _ = run("erase", OLIVE, "--sure", "yes")

    case = desk.cases.get_case(ID)
    assert status == 0
    assert desk.mentions(OLIVE) == []
    assert "olive" not in desk.everything().lower(), "not among the words of the search either"
    assert case.application.request.applicant.email == AVERY
    assert case.application.request.project.use == f"Erased person counts hours. Ask {OTHERS}."
    assert case.application.request.owner
    pseudonym = case.application.request.owner.email
    assert pseudonym.endswith("@erased.invalid")
    assert ("CASE#" + ID, f"MAIL#1#owner_request##{pseudonym}") in desk.mentions(pseudonym)


def test_who_decided_stays_on_record_under_one_pseudonym(desk: Desk, run: Any) -> None:
    for number, application_id in enumerate((ID, OTHER)):
        desk.hand_in(application_id, AVERY, account=f"acct-{number}")
        desk.approve(application_id)

    run("erase", REVIEWER, "--sure", "yes")

    decisions = [desk.cases.get_case(one).decision(TaskKind.REVIEW, 1) for one in (ID, OTHER)]
    assert desk.mentions(REVIEWER) == []
    assert [one.answer for one in decisions if one] == [DecisionType.APPROVE] * 2
    (by,) = {one.by for one in decisions if one}
    assert by.endswith("@erased.invalid")
    assert "DecisionToken" not in desk.everything(), "a link is the person's alone"


def test_of_open_reviews_the_part_of_the_staff_waits_and_is_named(desk: Desk, run: Any) -> None:
    desk.hand_in(ID, AVERY)
    desk.hand_in(OTHER, AVERY, account="acct-b")
    desk.approve(OTHER)

    status, said = run("erase", REVIEWER, "--sure", "yes")

    assert status == 1
    assert f"waits    CASE#{ID} MAIL#1#review_request##{REVIEWER}" in said
    assert {pk for pk, _ in desk.mentions(REVIEWER)} == {f"CASE#{ID}"}
    desk.approve(ID)
    assert run("erase", REVIEWER, "--sure", "yes")[0] == 0
    assert desk.mentions(REVIEWER) == []


def test_a_member_leaves_an_account_whose_facts_stay(desk: Desk, run: Any) -> None:
    members = [
        AccountMember(name=name, email=email, role=MemberRole.ADMIN)
        for name, email in (("Avery Person", AVERY), ("Blake Person", "blake@client.example"))
    ]
    DynamoAccounts(desk.table).put_account(
        facts(account_id="acct-a", email="holder@client.example", members=tuple(members))
    )

    run("erase", AVERY, "--sure", "yes")

    left = DynamoAccounts(desk.table).get_account("acct-a")
    assert left
    assert left.members == (members[1],)


def test_the_facts_of_an_account_wait_while_an_application_for_it_is_in_review(desk: Desk, run: Any) -> None:
    DynamoAccounts(desk.table).put_account(facts(account_id="acct-a", email="holder@client.example"))
    desk.hand_in(ID, AVERY)

    status, said = run("erase", "holder@client.example", "--sure", "yes")

    assert (status, DynamoAccounts(desk.table).get_account("acct-a") is None) == (1, False)
    assert "waits    ACCOUNT#acct-a ACCOUNT" in said


def test_an_account_manager_leaves_the_exception_and_its_client_takes_it_along(desk: Desk, run: Any) -> None:
    exceptions = DynamoExceptions(desk.table)
    account = facts(account_id="acct-high-value", plan="business", email=AVERY)
    case = file_exception(parse_exception(exception_data()), account, NOON, "thread-x", "")
    exceptions.add_exception(case)
    assert run("erase", MANAGER["email"], "--sure", "yes")[0] == 1
    exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON))
    desk.machine_ends(case.id, "EXCEPTION")

    assert run("erase", MANAGER["email"], "--sure", "yes")[0] == 0
    assert MANAGER["name"] not in desk.everything()
    assert exceptions.get_exception(case.id).request.account_manager.name == "Erased person"
    run("erase", AVERY, "--sure", "yes")
    assert desk.everything() == ""


@pytest.mark.parametrize("command", ["export-person", "erase-person"])
def test_without_a_desk_or_an_address_it_says_what_to_do(command: str) -> None:
    environment = {**os.environ, "AWS_PORT": str(free_port())}

    for address, said in ((AVERY, "Start it (make run)"), ("", "ADDRESS=")):
        answer = subprocess.run(
            ["make", "--silent", command, f"ADDRESS={address}"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode != 0
        assert said in answer.stderr
        assert "Traceback" not in answer.stderr
