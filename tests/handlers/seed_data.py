"""A desk with something behind every link: what the state machines would have done with some cases."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.keys import DynamoKeys
from domain.cases.inbound_message import Attachment, Handling, StoredMessage
from domain.model.account import AccountMember, MemberRole
from domain.model.api_key import KEY_ISSUER, IssuedKey, KeyAction, KeyChange, KeyLocation, Usage
from domain.notifications.messages import KEY_EMAILS
from tests.examples import exception_data, facts, request_data
from tests.handlers.in_process_desk import OPERATOR, STAFF, InProcessDesk
from tests.handlers.lambda_context import invoke

FORM = "application/x-www-form-urlencoded"
HELD_RECEIPT = "receipt-1"


def send_json(desk: InProcessDesk, method: str, path: str, data: Any) -> Any:
    """A call of a program that is answered well."""
    reply = desk.call(method, path, json.dumps(data).encode(), "application/json")
    assert reply.status in (200, 202), reply.body
    return json.loads(reply.body)


def click(desk: InProcessDesk, page: str, **fields: str) -> None:
    """A form that is answered well."""
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    assert desk.call("POST", page, body, FORM).status == 303


APPLICANTS = ("applicant@client.example", "avery@client.example")


def open_account(desk: InProcessDesk, account_id: str, people: tuple[str, ...] = APPLICANTS, **changes: Any) -> None:
    """An account in order, whose holder reads mail of an address of its own, with these people as its members."""
    members = tuple(AccountMember(name="Avery Example", email=to, role=MemberRole.ADMIN) for to in people)
    known = facts(account_id=account_id, email=f"{account_id}@client.example", members=members, **changes)
    send_json(desk, "PUT", f"/accounts/{account_id}", known.model_dump(mode="json"))


def hand_in(desk: InProcessDesk, account_id: str, words: str) -> str:
    """An application with these words in every field that takes any, as far as the policy check has come."""
    data = request_data(account_id=account_id)
    data["applicant"] |= {"name": words, "email": "applicant@client.example"}
    data["owner"] = {"name": words, "email": "owner@client.example", "agreed": True}
    data["project"] |= {"name": words, "use": words, "website": words}
    case_id: str = send_json(desk, "POST", f"/accounts/{account_id}/applications", data)["application_id"]
    invoke("workflow.validate_application", {"application_id": case_id, "round": 1})
    invoke("workflow.send_email", {"case_id": case_id, "round": 1, "mail": "received"})
    return case_id


def ask(desk: InProcessDesk, case_id: str, kind: str) -> str:
    """Ask; answers with the token of a link to answer with."""
    invoke("workflow.open_task", {"case_id": case_id, "round": 1, "kind": kind})
    return desk.token("decisions")


def reject(desk: InProcessDesk, case_id: str, words: str) -> None:
    """One of the staff rejects, and the applicant hears of it."""
    token = ask(desk, case_id, "safety")
    click(desk, f"/decisions/{token}", answer="clear")
    click(desk, f"/decisions/{ask(desk, case_id, 'review')}", answer="reject", note=words)
    status = invoke("workflow.record_outcome", {"application_id": case_id, "round": 1})["status"]
    invoke("workflow.send_email", {"case_id": case_id, "round": 1, "mail": status})


def approve(desk: InProcessDesk, case_id: str, words: str) -> None:
    """An application with a key, which was suspended and resumed and is used too much."""
    click(desk, f"/decisions/{ask(desk, case_id, 'safety')}", answer="clear")
    click(desk, f"/decisions/{ask(desk, case_id, 'review')}", answer="approve")
    status = invoke("workflow.record_outcome", {"application_id": case_id, "round": 1})["status"]
    invoke("workflow.send_email", {"case_id": case_id, "round": 1, "mail": status})
    now, yesterday = datetime.now(UTC), (datetime.now(UTC) - timedelta(days=1)).date()
    key = IssuedKey(id="key-1", location=KeyLocation(text=words, url="https://marketplace.example/keys"))
    changes: list[dict[str, Any]] = [
        {"action": KeyAction.ISSUE, "by": KEY_ISSUER, "key": key},
        {"action": KeyAction.SUSPEND, "by": STAFF, "reason": words},
        {"action": KeyAction.RESUME, "by": STAFF, "reason": words},
        {"action": KeyAction.OVER_LIMIT, "by": STAFF, "usage": Usage(day=yesterday, requests=40_001, limit=40_000)},
    ]
    for number, change in enumerate(changes, 1):
        case = DynamoCases(desk.table).get_case(case_id)
        assert DynamoKeys(desk.table).add_change(case, KeyChange(number=number, at=now, **change))
        if number > 1:
            mail = KEY_EMAILS[change["action"]]
            invoke("workflow.send_email", {"case_id": case_id, "round": 1, "mail": mail, "occasion": str(number)})


def hold(
    desk: InProcessDesk, case_id: str, receipt: str, words: str, handling: Handling = Handling.QUARANTINED
) -> None:
    """A received message, which waits for a person to look at it unless something else became of it."""
    attachment = Attachment(name=words, media_type="text/html", size=1)
    said = {"message_id": receipt, "from_address": "x@client.example", "subject": words, "text": words, "why": words}
    mail = StoredMessage(
        receipt=receipt,
        case_id=case_id,
        received_at=datetime.now(UTC),
        attachments=(attachment,),
        handling=handling,
        **said,
    )
    DynamoInboundMessages(desk.table).store_message(mail)


def sign_in_token(desk: InProcessDesk, person: str) -> str:
    """The token of a link that signs one of the staff in."""
    desk.call("POST", "/console/sign-in", f"address={person}".encode(), FORM)
    return desk.token("console/enter")


def sign_in(desk: InProcessDesk) -> tuple[str, str]:
    """Sign one of the staff in; answers with the cookie, and with what each form of the console has to bring."""
    cookie = (
        desk.call("POST", f"/console/enter/{sign_in_token(desk, STAFF)}", b"", FORM).headers["Set-Cookie"].split(";")[0]
    )
    (csrf, *_) = re.findall(r'name="csrf" value="([^"]+)"', desk.call("GET", "/console/replies", Cookie=cookie).body)
    return cookie, csrf


def furnish(desk: InProcessDesk, words: str = "Plain words") -> dict[str, str]:
    """Put cases on the desk; answers with the paths behind links, by what they open."""
    paths = {}
    for name in ("asked", "owned", "keyed", "rejected", "waiting"):
        open_account(desk, f"acct-{name}")
    open_account(desk, "acct-high-value", plan="business")
    asked = hand_in(desk, "acct-asked", words)
    click(desk, f"/decisions/{ask(desk, asked, 'safety')}", answer="clear", note=words)
    hold(desk, asked, "receipt-0", words)
    paths["review"] = f"/decisions/{ask(desk, asked, 'review')}"
    paths["status"] = f"/status/{desk.token('status')}"
    paths["owner"] = f"/decisions/{ask(desk, hand_in(desk, 'acct-owned', words), 'owner')}"
    exception = exception_data(account_id="acct-high-value", api_use=words, company_does=words, safety_check=words)
    filed = send_json(desk, "POST", "/exceptions", exception)["exception_id"]
    paths["exception"] = f"/decisions/{ask(desk, filed, 'exception_safety')}"
    keyed = hand_in(desk, "acct-keyed", words)
    approve(desk, keyed, words)
    hold(desk, keyed, "receipt-key", words, Handling.ABOUT_KEY)
    paths["keyed"], paths["keyed_status"] = f"/console/cases/{keyed}", f"/status/{desk.token('status')}"
    reject(desk, hand_in(desk, "acct-rejected", words), words)
    paths["revise"] = f"/revise/{desk.token('revise')}"
    waiting = request_data(account_id="acct-waiting")
    waiting["project"] |= {"name": words, "use": words}
    send_json(desk, "POST", "/applications", waiting)
    paths["confirm"] = f"/confirm/{desk.token('confirm')}"
    desk.call("POST", "/apply/link", b"account_id=acct-waiting", FORM)
    paths["apply_link"] = f"/apply/link/{desk.token('apply/link')}"
    hold(desk, "", HELD_RECEIPT, words)
    invoke("events.send_reminders", {})
    paths["held"] = f"/held/{desk.token('held')}"
    paths["enter"] = f"/console/enter/{sign_in_token(desk, OPERATOR)}"
    paths["case"] = f"/console/cases/{asked}"
    paths["message"] = f"{paths['held']}/messages/{HELD_RECEIPT}"
    return paths
