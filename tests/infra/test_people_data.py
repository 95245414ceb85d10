"""A person's data is found wherever it is, exported and erased; what others need stays under a pseudonym."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from adapters.dynamodb.access_tokens import DynamoAccessTokens
from adapters.dynamodb.accounts import DynamoAccounts, DynamoAccountStatuses, DynamoPendingConfirmations
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.console import DynamoCaseNotes
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.keys import DynamoKeys
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.table import Table
from domain.applications.pending_confirmation import pending_key
from domain.cases.access_tokens import DecisionToken, ReplyToken, StatusToken
from domain.cases.case import Decision, DecisionType, Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionOutcome, ExceptionStatus, file_exception, parse_exception
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.staff import StaffRole
from domain.cases.summary import summarize_application
from domain.console.case_notes import CaseNote
from domain.model.account import AccountMember, MemberRole
from domain.model.api_key import IssuedKey, KeyAction, KeyChange, KeyLocation
from domain.model.application import PendingKey
from domain.notifications.messages import EmailName, EmailText, OutboxEntry, SentEmail
from infra.local.local_settings import free_port
from infra.people_data.__main__ import main
from infra.people_data.person import Person
from infra.people_data.store import PREFIX, Store
from infra.staff import add, register_of, remove
from tests.adapters.stores import table
from tests.examples import ROOT, application, exception_data, facts, request_data
from tests.fakes import NOON

AVERY, OLIVE, REVIEWER = "avery@client.example", "Olive@client.example", "one@staff.example"
MANAGER = exception_data()["account_manager"]
GONE = "gone@staff.example"
OTHERS = "avery@client.example.org and not-avery@client.example"  # whose addresses only look alike
BUCKET = "received-mail"


class Stored:
    """A table and a bucket of received messages. Avery applies, Olive is to own the key, a reviewer decides."""

    def __init__(self) -> None:
        self.table: Table = table()
        self.s3 = boto3.client("s3", region_name="us-east-1")
        self.s3.create_bucket(Bucket=BUCKET)
        self.store = Store(self.table._client, self.s3, "desk", BUCKET)
        self.cases, self.outbox = DynamoCases(self.table), DynamoOutbox(self.table)
        self.tokens, self.accounts = DynamoAccessTokens(self.table), DynamoAccounts(self.table)

    def submit(self, case_id: str, applicant: str = AVERY, owner: str = OLIVE, account: str = "acct-a") -> None:
        name = f"{applicant.partition('@')[0].title()} Person"
        data = request_data(account_id=account, owner={"name": "Olive Owner", "email": owner, "agreed": True})
        data["applicant"] = {"name": name, "email": applicant, "role": "admin"}
        data["project"]["use"] = f"Olive Owner counts hours. Ask {OTHERS}."
        submitted = application(data).model_copy(update={"id": case_id})
        self.cases.add_application(submitted, f"thread-{case_id}@desk.example")
        key = TaskKey(case_id=case_id, round=1, kind=TaskKind.REVIEW)
        self.cases.open_task(Task(key=key, opened_at=NOON), summarize_application(submitted))
        self.send(EmailName.REVIEW_REQUEST, case_id, REVIEWER)
        self.send(EmailName.OWNER_REQUEST, case_id, owner)
        self.send(EmailName.RECEIVED, case_id, applicant)
        of_case: dict[str, Any] = {"expires_at": NOON, "application_id": case_id}
        self.tokens.add_token(f"status-{case_id}", StatusToken(person=applicant, **of_case))
        self.tokens.add_token(f"reply-{case_id}", ReplyToken(round=1, mail="received", **of_case))
        token = DecisionToken(expires_at=NOON, task=key, answer=DecisionType.APPROVE, person=REVIEWER)
        self.tokens.add_token(f"task-{case_id}", token)

    def send(self, name: EmailName, case_id: str, to: str, text: str = "") -> None:
        entry = OutboxEntry(name=name, case_id=case_id, round=1, to=to)
        self.outbox.record_due(entry, NOON)
        self.outbox.mark_tried(entry, NOON, EmailText(subject="About a key", text=text) if text else None)
        self.outbox.mark_sent(entry, SentEmail(message_id=f"ses-{name}-{case_id}", at=NOON))

    def approve(self, case_id: str) -> None:
        decision = Decision(answer=DecisionType.APPROVE, by=REVIEWER, at=NOON, note="Olive Owner is known.")
        self.cases.decide(TaskKey(case_id=case_id, round=1, kind=TaskKind.REVIEW), decision)
        self.cases.conclude(self.cases.get_case(case_id), Outcome(status=Status.APPROVED, at=NOON))
        self.machine_ends(case_id, "ROUND#1")

    def change_key(self, case_id: str, number: int, action: KeyAction, by: str = REVIEWER) -> None:
        key = IssuedKey(id="key-1", location=KeyLocation(text="On your page.")) if action is KeyAction.ISSUE else None
        change = KeyChange(number=number, action=action, by=by, at=NOON, reason="It floods us.", key=key)
        assert DynamoKeys(self.table).add_change(self.cases.get_case(case_id), change)

    def note(self, case_id: str, text: str, by: str = REVIEWER) -> None:
        assert DynamoCaseNotes(self.table).add_note(case_id, CaseNote(at=NOON, by=by, text=text))

    def notes(self, case_id: str) -> list[tuple[str, str]]:
        return [(note.by, note.text) for note in DynamoCaseNotes(self.table).list_notes(case_id)]

    def machine_ends(self, case_id: str, sort_key: str) -> None:
        self.table.update((f"CASE#{case_id}", sort_key), "REMOVE open_kind", "attribute_exists(pk)", {})

    def receive(self, receipt: str, case_id: str, sender: str) -> None:
        texts = {"receipt": receipt, "case_id": case_id, "from_address": sender, "subject": "Hello", "text": "Words"}
        message = StoredMessage(received_at=NOON, handling=Handling.KEPT, **texts)
        DynamoInboundMessages(self.table).store_message(message)
        self.put_object(receipt, sender)

    def put_object(self, receipt: str, sender: str) -> None:
        raw = f"From: A Person <{sender}>\r\nTo: desk@desk.example\r\n\r\nWords to {AVERY}\r\n"
        self.s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}{receipt}", Body=raw.encode())

    def objects(self) -> set[str]:
        listed = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {found["Key"].removeprefix(PREFIX) for found in listed}

    def all_items(self) -> str:
        return "\n".join(json.dumps(item, default=str) for item in self.store.items())

    def mentions(self, address: str) -> list[tuple[str, str]]:
        return [(item["pk"], item["sk"]) for item in self.store.items() if Person(address).is_in(item)]


ID, OTHER = "kaaaaaaaaaaaaaaaa", "kbbbbbbbbbbbbbbbb"


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stored]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield Stored()


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(stored: Stored, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; returns its exit status and what it prints."""

    def command(what: str, address: str, *more: str) -> tuple[int, str]:
        arguments = ["people", what, "--address", address, "--table", "desk", "--bucket", BUCKET, *more]
        monkeypatch.setattr("sys.argv", arguments)
        status = main()
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return command


@pytest.fixture
def erase(run: Run) -> Run:
    return lambda address: run("erase", address, "--sure", "yes")


def test_address_is_found_in_any_case_and_not_within_another() -> None:
    avery = Person("Avery@Client.example")

    assert avery.is_in({"pk": "CASE#k", "sk": "MAIL#1#received##avery@client.example"})
    assert avery.is_in({"mail": json.dumps({"text": "Hello\navery@client.example."})})
    assert not avery.is_in({"mail": json.dumps({"text": OTHERS})})


def test_word_that_contains_the_name_stays() -> None:
    changed = Person(AVERY).replaced({"reply": "Al also saw avery@client.example"}, "x@erased.invalid", {"Al"})

    assert changed == {"reply": "Erased person also saw x@erased.invalid"}


def test_export_has_all_that_names_the_person_and_the_received_messages(
    stored: Stored, run: Run, tmp_path: Path
) -> None:
    stored.submit(ID)
    stored.receive("receipt-1", ID, AVERY)
    stored.put_object("receipt-2", AVERY)  # a machine's, say, of which there is no record
    stored.put_object("receipt-3", OLIVE)
    stored.table.update(("CASE#" + ID, "TASK#1#review"), "SET task_token = :token", "", {"token": "secret-token"})

    status, printed = run("export", AVERY.upper(), "--folder", str(tmp_path))

    data = json.loads((tmp_path / "data.json").read_text("utf-8"))
    assert status == 0
    assert {path.name for path in tmp_path.iterdir()} == {"data.json", "receipt-1.eml", "receipt-2.eml"}
    assert str(tmp_path / "receipt-2.eml") in printed
    assert b"Words to" in (tmp_path / "receipt-1.eml").read_bytes()
    (items,) = data["own_cases"].values()
    (head,) = (item for item in items if item["sk"] == "APPLICATION")
    assert head["application"]["request"]["project"]["use"].startswith("Olive Owner counts")
    assert data["names"] == ["Avery Person"]
    assert data["executions"] == [f"{ID}-1"]
    leading = data["links_and_messages"]
    kinds = {"words" if item["pk"].startswith("WORDS#") else item["sk"] for item in leading}
    assert kinds == {"MESSAGE", "words", *(kind.stored_kind for kind in (StatusToken, ReplyToken, DecisionToken))}
    assert "secret-token" not in (tmp_path / "data.json").read_text("utf-8")


def test_application_in_review_is_not_erased_and_the_output_says_why(stored: Stored, erase: Run) -> None:
    stored.submit(ID)
    before = stored.all_items()

    for person in (AVERY, OLIVE):
        status, printed = erase(person)
        assert status == 1
        assert ID in printed
        assert "withdrawn" in printed
    assert stored.all_items() == before


def test_application_with_a_key_is_erased_after_the_key_is_revoked(stored: Stored, erase: Run) -> None:
    stored.submit(ID)
    stored.approve(ID)
    stored.change_key(ID, 1, KeyAction.ISSUE)
    before = stored.all_items()

    status, printed = erase(AVERY)
    assert (status, stored.all_items()) == (1, before)
    assert ID in printed
    assert "Revoke the key" in printed

    stored.change_key(ID, 2, KeyAction.REVOKE)
    stored.machine_ends(ID, "KEY#2")
    status, printed = erase(AVERY)
    assert status == 0
    assert f"execution {ID}-key-2" in printed
    assert stored.mentions(AVERY) == []


def test_member_of_staff_who_changed_a_key_stays_under_a_pseudonym(stored: Stored, erase: Run) -> None:
    stored.submit(ID)
    stored.approve(ID)
    stored.change_key(ID, 1, KeyAction.ISSUE)
    stored.change_key(ID, 2, KeyAction.SUSPEND, by=GONE)
    stored.machine_ends(ID, "KEY#2")

    assert erase(GONE)[0] == 0

    change = stored.cases.get_case(ID).key_changes[-1]
    assert change.action is KeyAction.SUSPEND
    assert change.by.endswith("@erased.invalid")


def test_case_whose_outcome_is_not_sent_yet_is_not_erased(stored: Stored, erase: Run) -> None:
    stored.submit(ID)
    stored.cases.conclude(stored.cases.get_case(ID), Outcome(status=Status.WITHDRAWN, at=NOON))

    assert erase(AVERY)[0] == 1
    stored.machine_ends(ID, "ROUND#1")
    assert erase(AVERY)[0] == 0


def test_first_run_only_shows_what_would_be_erased(stored: Stored, run: Run) -> None:
    stored.submit(ID)
    stored.approve(ID)
    stored.receive("receipt-1", ID, AVERY)
    stored.table.update((f"CASE#{ID}", "ROUND#1"), "SET restarts = :one", "", {"one": 1})
    before = stored.all_items()

    status, printed = run("erase", AVERY)

    assert status == 0
    assert f"delete   CASE#{ID}" in printed
    assert "delete   received message received/receipt-1" in printed
    assert [line.split()[2] for line in printed.splitlines() if "execution" in line] == [f"{ID}-1:", f"{ID}-1-r1:"]
    assert "SURE=yes" in printed
    assert stored.all_items() == before
    assert stored.objects() == {"receipt-1"}


def test_erasing_an_applicant_leaves_others_untouched(stored: Stored, erase: Run) -> None:
    stored.submit(OTHER, "blake@client.example", owner="robin@client.example", account="acct-b")
    stored.approve(OTHER)
    others = set(stored.all_items().splitlines())
    stored.submit(ID)
    stored.approve(ID)
    stored.receive("receipt-1", ID, AVERY)
    stored.receive("receipt-2", ID, OLIVE)  # about the application
    stored.put_object("receipt-3", AVERY)
    stored.put_object("receipt-4", "blake@client.example")
    pending = DynamoPendingConfirmations(stored.table)
    pending.add_pending(AVERY, application(), NOON)
    pending.add_pending(REVIEWER, application(), NOON)  # for an account of somebody else, who does not know Avery
    pending.discard(PendingKey(REVIEWER, pending_key(application())), application(), NOON)
    stored.send(EmailName.WAITS_FOR_CONFIRMATION, "", AVERY)
    stored.outbox.record_due(OutboxEntry(name=EmailName.NOT_CONFIRMED, to=AVERY, occasion="k acct day"), NOON)
    stored.accounts.put_account(facts(account_id="acct-a", email=AVERY))

    status, _ = erase(AVERY)

    assert status == 0
    assert stored.mentions(AVERY) == []
    assert ID not in stored.all_items()
    assert others - set(stored.all_items().splitlines()) == set()
    assert stored.objects() == {"receipt-4"}
    assert erase(AVERY) == (0, "0 done, 0 waiting\n"), "safe to repeat"


def test_erased_application_leaves_the_history_of_others(stored: Stored, erase: Run) -> None:
    stored.submit(OTHER, "blake@client.example", owner="robin@client.example", account="acct-b")
    stored.submit(ID)
    stored.approve(ID)
    stored.cases.record_start(stored.cases.get_case(OTHER), (ID, "kelse"), None)

    assert erase(AVERY)[0] == 0

    assert stored.cases.get_case(OTHER).current.earlier == ("kelse",)
    assert ID not in stored.all_items()


@pytest.mark.parametrize("is_final", [False, True], ids=["first", "final"])
def test_account_is_not_pointed_to_a_re_review_that_was_erased(stored: Stored, erase: Run, is_final: bool) -> None:
    stored.submit(ID)
    outcome = Outcome(status=Status.REJECTED, at=NOON)
    if is_final:
        day = (NOON + timedelta(days=90)).date()
        outcome = Outcome(status=Status.REJECTED_FOR_GOOD, at=NOON, reapply_on=day)
    stored.cases.conclude(stored.cases.get_case(ID), outcome)
    stored.machine_ends(ID, "ROUND#1")

    assert erase(AVERY)[0] == 0

    rejection = DynamoAccountStatuses(stored.table).get_status("acct-a").rejection
    assert (rejection is not None) is is_final, "a final rejection is the account's, whoever applied"


def test_owner_is_replaced_in_the_application_of_another(stored: Stored, erase: Run) -> None:
    stored.submit(ID)
    stored.approve(ID)

    status, _ = erase(OLIVE)

    case = stored.cases.get_case(ID)
    assert status == 0
    assert stored.mentions(OLIVE) == []
    assert "olive" not in stored.all_items().lower(), "not among the words of the search either"
    assert case.application.request.applicant.email == AVERY
    assert case.application.request.project.use == f"Erased person counts hours. Ask {OTHERS}."
    assert case.application.request.owner
    pseudonym = case.application.request.owner.email
    assert pseudonym.endswith("@erased.invalid")
    assert ("CASE#" + ID, f"MAIL#1#owner_request##{pseudonym}") in stored.mentions(pseudonym)


def test_notes_about_a_case_are_exported_and_erased_with_it(stored: Stored, run: Run, tmp_path: Path) -> None:
    stored.submit(ID)
    stored.approve(ID)
    stored.note(ID, "Rang twice.")
    stored.send(EmailName.APPROVED, ID, AVERY, "Your key is approved.")

    run("export", AVERY, "--folder", str(tmp_path))
    exported = (tmp_path / "data.json").read_text("utf-8")
    run("erase", AVERY, "--sure", "yes")

    assert "Rang twice." in exported
    assert "Your key is approved." in exported
    assert stored.notes(ID) == []
    assert "Rang twice." not in stored.all_items()


def test_notes_and_emails_of_a_case_of_others_name_a_pseudonym(stored: Stored, erase: Run) -> None:
    stored.submit(OTHER, "blake@client.example", owner=OLIVE, account="acct-b")
    stored.approve(OTHER)
    stored.note(OTHER, "Olive Owner asked for it. Blake has no part in it.")
    stored.send(EmailName.APPROVED, OTHER, "blake@client.example", "Olive Owner will own the key.")

    erase(OLIVE)
    erase(REVIEWER)

    ((by, text),) = stored.notes(OTHER)
    assert by.endswith("@erased.invalid")
    assert text == "Erased person asked for it. Blake has no part in it."
    assert "Erased person will own the key." in stored.all_items()


def test_emails_of_others_do_not_tell_of_an_erased_application(stored: Stored, erase: Run) -> None:
    stored.submit(OTHER, "blake@client.example", owner="robin@client.example", account="acct-b")
    stored.submit(ID)
    stored.approve(ID)
    stored.send(EmailName.SAFETY_REQUEST, OTHER, REVIEWER, f"| A secret plan\nhttps://desk.example/console/cases/{ID}")
    stored.send(EmailName.REMINDER, OTHER, REVIEWER, "Nothing of that")

    assert erase(AVERY)[0] == 0

    assert "A secret plan" not in stored.all_items()
    contents = {record.entry.name: record.content for record in stored.outbox.list_entries(OTHER)}
    assert contents[EmailName.SAFETY_REQUEST] is None
    assert contents[EmailName.REMINDER] == EmailText(subject="About a key", text="Nothing of that")
    assert erase(AVERY) == (0, "0 done, 0 waiting\n"), "safe to repeat"


def test_decisions_stay_under_one_pseudonym(stored: Stored, erase: Run) -> None:
    for number, case_id in enumerate((ID, OTHER)):
        stored.submit(case_id, account=f"acct-{number}")
        stored.approve(case_id)

    erase(REVIEWER)

    decisions = [stored.cases.get_case(case_id).decision(TaskKind.REVIEW, 1) for case_id in (ID, OTHER)]
    assert stored.mentions(REVIEWER) == []
    assert [decision.answer for decision in decisions if decision] == [DecisionType.APPROVE] * 2
    (by,) = {decision.by for decision in decisions if decision}
    assert by.endswith("@erased.invalid")
    assert "DecisionToken" not in stored.all_items(), "a link is the person's alone"


def test_records_of_staff_in_open_reviews_wait_and_are_listed(stored: Stored, erase: Run) -> None:
    stored.submit(ID)
    stored.submit(OTHER, account="acct-b")
    stored.approve(OTHER)

    status, printed = erase(REVIEWER)

    assert status == 1
    assert f"waits    CASE#{ID} MAIL#1#review_request##{REVIEWER}" in printed
    assert {pk for pk, _ in stored.mentions(REVIEWER)} == {f"CASE#{ID}"}
    stored.approve(ID)
    assert erase(REVIEWER)[0] == 0
    assert stored.mentions(REVIEWER) == []


def test_member_of_staff_is_not_erased_before_leaving_the_staff(stored: Stored, erase: Run) -> None:
    register = register_of(stored.store.dynamodb, "desk")
    add(register, [REVIEWER, MANAGER["email"]], frozenset({StaffRole.OPERATOR}), REVIEWER)
    before = stored.all_items()

    status, said = erase(REVIEWER.upper())
    assert status == 1
    assert f"make staff REMOVE={REVIEWER.upper()}" in said
    assert stored.all_items() == before

    remove(register, REVIEWER, MANAGER["email"])
    assert erase(REVIEWER)[0] == 0
    assert stored.mentions(REVIEWER) == []
    (colleague,) = register.store.list_members()
    assert colleague.member.address == MANAGER["email"] and REVIEWER not in colleague.added_by
    assert len(register.store.list_changes().entries) == 3, "the log stays, under a pseudonym"


def test_member_is_removed_from_an_account(stored: Stored, erase: Run) -> None:
    members = [
        AccountMember(name=name, email=email, role=MemberRole.ADMIN)
        for name, email in (("Avery Person", AVERY), ("Blake Person", "blake@client.example"))
    ]
    stored.accounts.put_account(facts(account_id="acct-a", email="holder@client.example", members=tuple(members)))

    erase(AVERY)

    left = stored.accounts.get_account("acct-a")
    assert left
    assert left.members == (members[1],)


def test_account_waits_while_an_application_for_it_is_in_review(stored: Stored, erase: Run) -> None:
    stored.accounts.put_account(facts(account_id="acct-a", email="holder@client.example"))
    stored.submit(ID)

    status, printed = erase("holder@client.example")

    assert (status, stored.accounts.get_account("acct-a") is None) == (1, False)
    assert "waits    ACCOUNT#acct-a ACCOUNT" in printed


def test_exception_is_pseudonymised_for_its_manager_and_erased_for_its_client(stored: Stored, erase: Run) -> None:
    exceptions = DynamoExceptions(stored.table)
    account = facts(account_id="acct-high-value", plan="business", email=AVERY)
    case = file_exception(parse_exception(exception_data()), account, NOON, "thread-x", "")
    exceptions.add_exception(case)
    assert erase(MANAGER["email"])[0] == 1
    exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON))
    stored.machine_ends(case.id, "EXCEPTION")

    assert erase(MANAGER["email"])[0] == 0
    assert MANAGER["name"] not in stored.all_items()
    assert exceptions.get_exception(case.id).request.account_manager.name == "Erased person"
    assert f"stays    execution {case.id}: " in erase(AVERY)[1]
    assert stored.all_items() == ""


@pytest.mark.parametrize("command", ["export-person", "erase-person"])
def test_command_without_a_desk_or_an_address_says_what_to_do(command: str) -> None:
    environment = {**os.environ, "AWS_PORT": str(free_port())}

    for address, message in ((AVERY, "Start it (make run)"), ("", "ADDRESS=")):
        made = ["make", "--silent", command, f"ADDRESS={address}"]
        done = subprocess.run(made, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert message in done.stderr
        assert "Traceback" not in done.stderr
