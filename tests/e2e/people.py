"""The people around the desk, who see of it what people see: pages, mails, answers."""

import io
import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

import httpx
import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.items import task_key
from adapters.dynamodb.operations import DynamoFailures
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.table import Table
from domain.cases.case import Decision, DecisionType, TaskKey, TaskKind
from domain.model.application import ApplicationRequest, Proof, new_application
from domain.model.ids import CaseKind, address_key, kind_of
from domain.notifications.messages import EmailName, OutboxEntry
from infra import reconcile, redrive
from infra.local import seeds, signed
from infra.local.desk import LocalDesk
from infra.local.local_settings import STACK
from infra.local.mailbox import StoredMail, reply_to
from infra.local.seeds import DEMO_ACCOUNTS
from tests.examples import ROOT, request_data

PATIENCE: float = 60  # seconds until a person gives up
BETWEEN_CLICKS = 5  # seconds until a person asks once more
_NUMBERS = itertools.count(1)
SESSIONS: dict[tuple[str, str], str] = {}  # by desk and person
_USED_LINKS: set[str] = set()
_LOGS: dict[str, "FunctionLogs"] = {}
Ran = subprocess.CompletedProcess[str]


class FunctionLogs:
    """What the functions of one desk have logged; each stream is read on from where it was read last."""

    def __init__(self, logs: Any) -> None:
        self._logs = logs
        self._next: dict[tuple[str, str], str] = {}
        self._events: list[dict[str, Any]] = []

    def read(self) -> str:
        for group in self._logs.describe_log_groups()["logGroups"]:
            for page in self._logs.get_paginator("describe_log_streams").paginate(logGroupName=group["logGroupName"]):
                for stream in page["logStreams"]:
                    self._read_on(group["logGroupName"], stream["logStreamName"])
        self._events.sort(key=lambda event: int(event["timestamp"]))
        return "".join(event["message"] for event in self._events)

    def _read_on(self, group: str, stream: str) -> None:
        """Read a stream to its end, which is reached when its token stays the same."""
        place = {"logGroupName": group, "logStreamName": stream, "startFromHead": True}
        while True:
            token = self._next.get((group, stream))
            page = self._logs.get_log_events(**place, **({"nextToken": token} if token else {}))
            self._events += page["events"]
            self._next[group, stream] = page["nextForwardToken"]
            if page["nextForwardToken"] == token:
                return


class People:
    """Applicants, Trust & Safety and reviewers of one desk. Each test has applicants and accounts of its own."""

    def __init__(self, desk: LocalDesk) -> None:
        self.desk = desk
        self._accounts: dict[str, dict[str, Any]] = {}
        self.web = httpx.Client(base_url=desk.settings.url, timeout=PATIENCE, event_hooks={"response": [_no_fault]})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.web.close()

    def open_account(self, account_id: str, like: str = "acct-in-order", **changes: Any) -> None:
        """An account of the marketplace, like one of the demo accounts, with the members that it had before."""
        (facts,) = (account for account, _ in DEMO_ACCOUNTS if account["account_id"] == like)
        members = self._accounts.get(account_id, {}).get("members", [])
        self._put_account({**facts, "members": members, "account_id": account_id, **changes})

    def fix_account(self, application_id: str) -> None:
        """The account of an application, put in order."""
        table = Table(self.desk.aws.client("dynamodb"), self.desk.outputs["TableName"])
        request = DynamoCases(table).get_case(application_id).application.request
        self.open_account(request.account_id)

    def _put_account(self, facts: dict[str, Any]) -> None:
        self._accounts[facts["account_id"]] = facts
        seeds.put_account(self.desk.aws.owner, self.desk.api_url, facts)

    def add_members(self, account_id: str, emails: list[str]) -> None:
        """Have these addresses on an account's record, if it was opened here, so that we write to them at once."""
        facts = self._accounts.get(account_id)
        if facts is None:
            return
        known = [facts["email"], *(member["email"] for member in facts["members"])]
        new = [
            {"name": "Member Example", "email": email, "role": "team_member"} for email in emails if email not in known
        ]
        if new:
            self._put_account({**facts, "members": [*facts["members"], *new]})

    def decide_and_die(
        self, application_id: str, kind: TaskKind, answer: DecisionType, by: str = "someone@staff.example"
    ) -> None:
        """A decision by a function that is killed after it wrote it, before it could tell the machine.

        The machine waits by then: else it would find the decision by itself.
        """
        table = Table(self.desk.aws.client("dynamodb"), self.desk.outputs["TableName"])
        key = TaskKey(case_id=application_id, round=1, kind=kind)
        eventually(lambda: "task_token" in (table.get(task_key(key)) or {}), lambda: f"nothing waits for {key}")
        decision = Decision(answer=answer, by=by, at=datetime.now(UTC))
        DynamoCases(table).decide(key, decision)

    def hand_in_and_die(self, account_id: str, email: str, **changes: Any) -> str:
        """An application that a function stored and was killed before it could start the review.

        It was stored by an older release, if it has what is refused today.
        """
        self.open_account(account_id)
        self.add_members(account_id, [email])
        data = request_data(account_id=account_id, **changes)
        data["applicant"]["email"] = email
        request = ApplicationRequest.model_validate(data)
        handed_in = new_application(request, datetime.now(UTC), "", Proof.SIGNED_CALL)
        table = Table(self.desk.aws.client("dynamodb"), self.desk.outputs["TableName"])
        DynamoCases(table).add_application(handed_in, f"{handed_in.id}@desk.example")
        return handed_in.id

    def write_down_and_die(self, application_id: str, name: EmailName, to: str, occasion: str) -> None:
        """A function that wrote down that a mail is due, and was killed before it could send it."""
        table = Table(self.desk.aws.client("dynamodb"), self.desk.outputs["TableName"])
        mail = OutboxEntry(name=name, case_id=application_id, round=1, to=to, occasion=occasion)
        DynamoOutbox(table).record_due(mail, datetime.now(UTC))

    def stop_execution(self, application_id: str, number: int = 1) -> None:
        """Somebody stops the execution of a round."""
        arn = self.desk.outputs["ReviewStateMachine"].replace(":stateMachine:", ":execution:")
        self.desk.aws.client("stepfunctions").stop_execution(executionArn=f"{arn}:{application_id}-{number}")

    def stop_exception(self, case_id: str) -> None:
        """Somebody stops the execution of an exception."""
        arn = self.desk.outputs["ExceptionStateMachine"].replace(":stateMachine:", ":execution:")
        self.desk.aws.client("stepfunctions").stop_execution(executionArn=f"{arn}:{case_id}")

    def reconcile(self) -> Ran:
        """An operator has Keydesk compare and fix what runs."""
        return self.operate(reconcile.main)

    def failed_cases(self) -> list[str]:
        """The cases on the list of what failed."""
        table = Table(self.desk.aws.client("dynamodb"), self.desk.outputs["TableName"])
        return [failure.key.case_id for failure in DynamoFailures(table).list_failures()]

    def break_account(self, account_id: str) -> None:
        """An account record that no longer can be read: a fault of ours."""
        item = {
            "pk": {"S": f"ACCOUNT#{account_id}"},
            "sk": {"S": "ACCOUNT"},
            "account": {"S": '{"name": "Secret Person"}'},
        }
        self.desk.aws.client("dynamodb").put_item(TableName=self.desk.outputs["TableName"], Item=item)

    def let_the_time_pass(self, application_id: str, task: str) -> None:
        """Weeks later: the time by which somebody had to answer is over (``task`` is ``1#owner``, for example)."""
        self._set(application_id, f"TASK#{task}", "answer_by", datetime.now(UTC))

    def ask_days_ago(self, application_id: str, task: str, days: int, began: int = 30) -> None:
        """A question was put so many days ago, in a round that began so many days before (a month)."""
        asked_at = datetime.now(UTC) - timedelta(days=days)
        self._set(application_id, f"TASK#{task}", "opened_at", asked_at)
        self._set(application_id, f"ROUND#{task[0]}", "started_at", asked_at - timedelta(days=began))

    def let_confirmation_lapse(self, application_id: str) -> None:
        """Seven days later: what nobody confirmed has lapsed."""
        tables, name = self.desk.aws.client("dynamodb"), self.desk.outputs["TableName"]
        for page in tables.get_paginator("scan").paginate(TableName=name, ProjectionExpression="pk, sk"):
            for key in page["Items"]:
                sort_key = key["sk"]["S"]
                if "#not_confirmed#" in sort_key and application_id in sort_key:
                    self._set(key["pk"]["S"].removeprefix("CASE#"), sort_key, "waits_since", datetime.now(UTC))

    def due(self, to: str) -> list[str]:
        """The emails to somebody that are due now or later, each by what it is and about."""
        items = self.desk.aws.client("dynamodb").query(
            TableName=self.desk.outputs["TableName"],
            IndexName="open-by-age",
            KeyConditionExpression="open_kind = :due",
            ExpressionAttributeValues={":due": {"S": "due"}},
        )["Items"]
        return [item["sk"]["S"] for item in items if item["sk"]["S"].endswith(f"#{to}")]

    def next_day(self, address: str) -> None:
        """The next day has come for an address: what counts for today is over, and its holder is asked anew."""
        tables, name = self.desk.aws.client("dynamodb"), self.desk.outputs["TableName"]
        partition = f"CASE#{address_key(address)}"
        found = tables.query(
            TableName=name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
        )["Items"]
        for item in found:
            if item["sk"]["S"].startswith(("CLAIM#", "DAILY#", "MAIL#1#confirm_application#")):
                tables.delete_item(TableName=name, Key={"pk": item["pk"], "sk": item["sk"]})

    def let_claims_lapse(self) -> None:
        """A minute later: no function can be writing to a holder any more."""
        tables, name = self.desk.aws.client("dynamodb"), self.desk.outputs["TableName"]
        for page in tables.get_paginator("scan").paginate(TableName=name, ProjectionExpression="pk, sk"):
            for key in page["Items"]:
                if key["sk"]["S"].startswith("CLAIM#"):
                    at_first = {"claimed_at": {"Value": {"N": "0"}}}
                    tables.update_item(TableName=name, Key=key, AttributeUpdates=at_first)

    def _set(self, application_id: str, sk: str, attribute: str, at: datetime) -> None:
        self.desk.aws.client("dynamodb").update_item(
            TableName=self.desk.outputs["TableName"],
            Key={"pk": {"S": f"CASE#{application_id}"}, "sk": {"S": sk}},
            UpdateExpression=f"SET {attribute} = :at",
            ExpressionAttributeValues={":at": {"S": at.isoformat()}},
        )

    def remind(self) -> None:
        """The schedule's hour has come: the desk looks for what is due."""
        self.call("SendReminders", {})

    def forget(self, application_id: str, years: int) -> None:
        """An application ended so many years ago, and the schedule's day has come: the desk forgets what ended."""
        self._set(application_id, "ENDED", "waits_since", datetime.now(UTC) - timedelta(days=366 * years))
        self.call("PurgeExpiredCases", {})

    def call(self, function: str, payload: Any) -> Any:
        """Invoke a function of the template as a state or a schedule does; answers with what it answers."""
        functions, name = self.desk.aws.client("lambda"), self.physical(function)
        answer = functions.invoke(FunctionName=name, Payload=json.dumps(payload))
        read = answer["Payload"].read()
        assert "FunctionError" not in answer, read
        return json.loads(read)

    def stored(self) -> str:
        """All that the table holds, in one text."""
        pages = (
            self.desk.aws.client("dynamodb").get_paginator("scan").paginate(TableName=self.desk.outputs["TableName"])
        )
        return "\n".join(str(item) for page in pages for item in page["Items"])

    def break_exception(self, case_id: str) -> None:
        """An exception that no longer can be read: a fault of ours."""
        self.desk.aws.client("dynamodb").update_item(
            TableName=self.desk.outputs["TableName"],
            Key={"pk": {"S": f"CASE#{case_id}"}, "sk": {"S": "EXCEPTION"}},
            UpdateExpression="SET #exception = :broken",
            ExpressionAttributeNames={"#exception": "exception"},
            ExpressionAttributeValues={":broken": {"S": "{}"}},
        )

    def done_with_exception(self, case_id: str, how: str = "SUCCEEDED") -> None:
        """Wait until an exception's execution has ended."""
        arn = self.desk.outputs["ExceptionStateMachine"].replace(":stateMachine:", ":execution:")
        machines = self.desk.aws.client("stepfunctions")

        def status() -> str:
            return str(machines.describe_execution(executionArn=f"{arn}:{case_id}")["status"])

        eventually(lambda: status() == how, lambda: f"the execution is {status()}")

    def failure(self, application_id: str) -> str:
        """What is recorded of a failure of the first round."""
        key = {"pk": {"S": f"CASE#{application_id}"}, "sk": {"S": "ROUND#1"}}
        found = self.desk.aws.client("dynamodb").get_item(TableName=self.desk.outputs["TableName"], Key=key)
        return str(found["Item"].get("failure", {}).get("S", ""))

    def apply(self, like: str, email: str) -> str:
        """Hand the example application in for an account of its own, like a demo account; answers with its id."""
        account_id = f"{like}-{next(_NUMBERS)}"
        self.open_account(account_id, like)
        return self.apply_with(account_id, email)

    def apply_with(self, account_id: str, email: str, **changes: Any) -> str:
        """Hand the example application in for this account, as the marketplace's own site does, for its members."""
        data = request_data(account_id=account_id, **changes)
        data["applicant"]["email"] = email
        self.add_members(account_id, [email, *([data["owner"]["email"]] if data.get("owner") else [])])
        answer = self.sign("POST", f"/accounts/{account_id}/applications", data)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["application_id"])

    def sign(self, method: str, path: str, data: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        """A call that is signed with IAM."""
        return signed.call(self.desk.aws.owner, method, f"{self.desk.api_url}{path}", data, headers)

    def sign_in_link(self, person: str) -> str:
        """Ask for a link to the console until one comes that was not used before: a person gets one a minute."""

        asked = 0.0

        def new() -> str:
            nonlocal asked
            links = [url for url in self._sign_in_links(person) if url not in _USED_LINKS]
            if not links and time.monotonic() - asked > BETWEEN_CLICKS:
                self.web.post("/console/sign-in", data={"address": person})
                asked = time.monotonic()
            return next(iter(links), "")

        link = eventually(new, lambda: f"no new link for {person}", PATIENCE + 3 * BETWEEN_CLICKS)
        _USED_LINKS.add(link)
        return link

    def _sign_in_links(self, person: str) -> list[str]:
        mails = [one for one in self.desk.mailbox.newest_first() if person in one.recipients]
        return [url for one in mails for url in re.findall(r"\S+/console/enter/\w+", one.text)]

    def sign_in(self, person: str) -> str:
        """Sign one of the staff in, once for all tests of a desk; answers with the session's token."""
        key = self.desk.settings.url, person
        if key not in SESSIONS:
            link = self.sign_in_link(person)
            assert person in self.web.get(link).text, "the page says as whom"
            answer = self.web.post(link)
            assert answer.status_code == 303, answer.text
            SESSIONS[key] = str(re.findall(r"__Host-session=(\w+);", answer.headers["Set-Cookie"])[0])
        return SESSIONS[key]

    def cookie(self, session: str) -> Any:
        """A session's cookie, for a browser."""
        secure = {"httpOnly": True, "secure": True, "sameSite": "Lax"}
        return {"name": "__Host-session", "value": session, "domain": "localhost", "path": "/", **secure}

    def mails(self, application_id: str, to: str = "") -> list[StoredMail]:
        """Every mail about an application, oldest first."""
        as_earlier = f"/console/cases/{application_id}"  # in the email about another application
        found = self.desk.mailbox.newest_first()
        mails = [mail for mail in found if application_id in mail.text.replace(as_earlier, "")]
        return [mail for mail in mails[::-1] if not to or mail.recipients == (to,)]

    def mail(self, application_id: str, title: str, to: str = "", number: int = 1) -> StoredMail:
        """Wait for the mail (the ``number``-th of its kind) whose HTML has this title."""

        def found() -> StoredMail | None:
            mails = [mail for mail in self.mails(application_id, to) if f"<title>{title}</title>" in mail.html]
            return mails[number - 1] if len(mails) >= number else None

        return eventually(found, lambda: f"no mail '{title}'; there are {self.titles(application_id)}")

    def noted(self, mail: StoredMail) -> None:
        """Wait until the desk has noted that SES took a mail."""
        message_id = str(mail.message["Message-ID"]).strip("<> ").partition("@")[0]
        pages = self.desk.aws.client("dynamodb").get_paginator("scan").paginate
        noted = {
            "TableName": self.desk.outputs["TableName"],
            "FilterExpression": "message_id = :message_id",
            "ExpressionAttributeValues": {":message_id": {"S": message_id}},
        }
        eventually(lambda: any(page["Items"] for page in pages(**noted)), lambda: f"{message_id} is not noted")

    def titles(self, application_id: str, to: str = "") -> list[str]:
        """The titles of all mails about an application, oldest first."""
        return [re.findall("<title>(.*)</title>", mail.html)[0] for mail in self.mails(application_id, to)]

    def click(self, mail: StoredMail, button: str, note: str = "", **fields: str) -> httpx.Response:
        """Open the link, and submit the form that is open there; ``fields`` are what else is filled in, or pressed."""
        url = link(mail, button)
        page = self.web.get(url)
        assert page.status_code == 200, page.text
        data = {"answer": open_answer(page.text), "note": note, **fields}
        return self.web.post(url, data=data, follow_redirects=True)

    def clear(self, application_id: str, round_number: int = 1) -> None:
        """Trust & Safety has nothing against the account."""
        self.click(self.mail(application_id, "Trust &amp; Safety check", number=round_number), "Cleared")

    def refuse_account(self, application_id: str) -> None:
        """Trust & Safety can't clear the account."""
        check = self.mail(application_id, "Trust &amp; Safety check")
        self.click(check, "Not cleared", note="Linked to another account.")

    def review_mail(
        self, application_id: str, reviewer: str = "reviewer.one@staff.example", number: int = 1
    ) -> StoredMail:
        """The mail that asks a reviewer."""
        return self.mail(application_id, "Approve this application?", to=reviewer, number=number)

    def reply(self, mail: StoredMail, text: str, **query: str) -> str:
        """Reply to a mail; answers with what the desk made of it."""
        answer = self.web.post("/inbox/api/received", content=reply_to(mail, text).as_bytes(), params=query)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["handled"][0]["handling"])

    def executions(self, application_id: str) -> dict[str, str]:
        """The executions about an application, by name, with their status."""
        machine = self.desk.outputs["ReviewStateMachine"]
        pages = self.desk.aws.client("stepfunctions").get_paginator("list_executions").paginate(stateMachineArn=machine)
        found = [one for page in pages for one in page["executions"] if one["name"].startswith(application_id)]
        return {one["name"]: one["status"] for one in found}

    def entered(self, application_id: str, execution: str = "1") -> list[str]:
        """The states that the first round has entered, in order; or another execution (``2-r1``, for example)."""
        arn = self.desk.outputs["ReviewStateMachine"].replace(":stateMachine:", ":execution:")
        return list(self._entered(f"{arn}:{application_id}-{execution}"))

    def entered_by_all(self, machine: str) -> set[str]:
        """The states that any execution of a machine (its name in the template) has entered."""
        arn = self.desk.outputs[f"{machine}StateMachine"]
        pages = self.desk.aws.client("stepfunctions").get_paginator("list_executions").paginate(stateMachineArn=arn)
        return {name for page in pages for one in page["executions"] for name in self._entered(one["executionArn"])}

    def history(self, case_id: str) -> str:
        """All that AWS keeps of the executions about a case, in one text."""
        machine = "ExceptionStateMachine" if kind_of(case_id) is CaseKind.EXCEPTION else "ReviewStateMachine"
        client, arn = self.desk.aws.client("stepfunctions"), self.desk.outputs[machine]
        pages = client.get_paginator("list_executions").paginate(stateMachineArn=arn)
        found = [one["executionArn"] for page in pages for one in page["executions"] if one["name"].startswith(case_id)]
        inputs = [client.describe_execution(executionArn=one)["input"] for one in found]
        assert found, f"no execution about {case_id}"
        return str([*inputs, *(event for one in found for event in self._events(one))])

    def _entered(self, execution: str) -> Iterator[str]:
        for event in self._events(execution):
            if "stateEnteredEventDetails" in event:
                yield event["stateEnteredEventDetails"]["name"]

    def _events(self, execution: str) -> Iterator[Any]:
        history = self.desk.aws.client("stepfunctions").get_paginator("get_execution_history")
        for page in history.paginate(executionArn=execution):
            yield from page["events"]

    def posts(self, application_id: str) -> list[str]:
        """What the channel was told of an application, oldest first."""
        posts = self.web.get("/inbox/api/slack").json()
        return [post["text"] for post in posts[::-1] if application_id in post["text"]]

    def post(self, application_id: str, beginning: str) -> str:
        """Wait for a post."""

        def found() -> str | None:
            return next((text for text in self.posts(application_id) if text.startswith(beginning)), None)

        return eventually(found, lambda: f"no post '{beginning}'; there are {self.posts(application_id)}")

    @contextmanager
    def broken_slack(self, path: str) -> Iterator[None]:
        """Slack no longer knows the address that it once gave us."""
        secrets, secret = self.desk.aws.client("secretsmanager"), "keydesk-slack"
        secrets.put_secret_value(SecretId=secret, SecretString=f"http://127.0.0.1:{self.desk.settings.port}/{path}")
        try:
            yield
        finally:
            secrets.put_secret_value(SecretId=secret, SecretString=self.desk.settings.slack_url)

    def invoke_by_event(self, function: str, payload: Any) -> None:
        """Invoke a function of the template without waiting, as SES and EventBridge do."""
        functions, name = self.desk.aws.client("lambda"), self.physical(function)
        functions.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(payload))

    def physical(self, resource: str) -> str:
        """The name that a resource of the template got when it was deployed."""
        stacks = self.desk.aws.client("cloudformation")
        found = stacks.describe_stack_resource(StackName=STACK, LogicalResourceId=resource)["StackResourceDetail"]
        return str(found["PhysicalResourceId"])

    def unhandled(self, function: str) -> str:
        """Wait until the operator sees that this function could not do something; returns all that is seen."""

        def seen() -> str:
            answer = self.operate(redrive.main, "--look").stdout if self._unhandled() else ""
            return answer if function in answer else ""

        return eventually(seen, lambda: f"nothing of {function} waits")

    def _unhandled(self) -> int:
        queue, name = self.desk.outputs["UnhandledQueue"], "ApproximateNumberOfMessages"
        found = self.desk.aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
        return int(found["Attributes"][name])

    def operate(self, main: Callable[[], int], *words: str) -> Ran:
        """An operator runs a command on this desk: in this process, as ``make`` runs it in its own."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "argv", ["", *words])
            for name, value in self._which_desk().items():
                patch.setenv(name, value)
            status = main()
        return Ran(words, status, out.getvalue(), err.getvalue())

    def make(self, *words: str, **environment: str) -> Ran:
        """An operator at a terminal runs a command on this desk."""
        return subprocess.run(
            ["make", "--silent", *words],
            cwd=ROOT,
            env={**os.environ, **self._which_desk(), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def _which_desk(self) -> dict[str, str]:
        settings = self.desk.settings
        return {"AWS_PORT": str(settings.aws_port), "KEYDESK_FOLDER": str(settings.work)}

    def function_logs(self) -> str:
        """All that the functions have logged, the newest last."""
        text = _LOGS.setdefault(self.desk.settings.url, FunctionLogs(self.desk.aws.client("logs"))).read()
        assert "application_id" in text, "the functions' logs are looked at"
        return text

    def finished(self, application_id: str) -> None:
        """Wait until the newest execution about an application has ended well."""
        eventually(
            lambda: max(self.executions(application_id).items(), default=("", ""))[1] == "SUCCEEDED",
            lambda: f"executions: {self.executions(application_id)}",
        )

    def all_done(self, application_id: str) -> None:
        """Wait until nothing runs any more about an application."""
        eventually(
            lambda: set(self.executions(application_id).values()) == {"SUCCEEDED"},
            lambda: f"executions: {self.executions(application_id)}",
        )


def _no_fault(answer: httpx.Response) -> None:
    """Whatever a test looks at, a fault of ours fails it; 503 is an answer that says to come back."""
    assert answer.status_code < 500 or answer.status_code == 503, answer.read().decode()


def link(mail: StoredMail, answer: str) -> str:
    """The address below the answer's name in a staff mail."""
    return str(re.findall(rf"^{answer}:\r?\n(\S+)", mail.text, re.MULTILINE)[0])


def open_answer(page: str) -> str:
    """The answer whose form stands open on a decision page."""
    found = re.findall(r'<details class="answer [^>]* open>.*?name="answer" value="(\w+)"', page, re.DOTALL)
    assert len(found) == 1, f"open forms: {found}"
    return str(found[0])


Result = TypeVar("Result")


def eventually(
    look: Callable[[], Result | None], complaint: Callable[[], str], patience: float | None = None
) -> Result:
    """Look until there is something to see; fail with the complaint when patience ends."""
    deadline = time.monotonic() + (patience or PATIENCE)
    while not (seen := look()):
        assert time.monotonic() < deadline, complaint()
        time.sleep(0.05)
    return seen
