"""Cases in which every word that a person can write is given: what templates must bear."""

from typing import Any

from domain.cases.case import (
    Case,
    Decision,
    DecisionType,
    Outcome,
    Reason,
    Recheck,
    Round,
    Status,
    Task,
    TaskKey,
    TaskKind,
)
from domain.cases.exception import ExceptionCase, ExceptionOutcome, ExceptionStatus, parse_exception
from domain.cases.history import MAX_EARLIER, EarlierApplication
from domain.cases.inbound_message import Handling, StoredMessage
from domain.keys.key_changes import LONGEST_REASON
from domain.model.account import Grant
from domain.notifications.messages import EmailName
from domain.policy import RuleId, evaluate
from domain.presentation.case_view import case_values, history_values, message_values
from tests.examples import account, application, exception_data, facts, request_data
from tests.fakes import NOON

HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7 * 7 }} \u202eright to left'
LINKS = {str(answer): f"https://desk.example/decisions/{answer}" for answer in DecisionType}
EXCEPTIONS = [name for name in EmailName if name.startswith("exception_")]
CHASED = {
    "kind": "review",
    "asked_at": NOON,
    "days_open": 14,
    "asked_check": False,
    "days_waiting": 60,
    "is_overdue": True,
    "people": ["one@staff.example"],
}


def case(words: str, number: int = 2) -> Case:
    """A case of so many rounds, in the last of which a reviewer asked and the applicant answered."""
    line = words.splitlines()[0][:120]
    judged = account(name=line, business_name=line)
    data = request_data(owner={"name": line, "email": "owner@client.example", "agreed": True})
    one = application(data, name=line, use=words, theme_colours=["#722f85"])
    reasons = (Reason(message=words, fix=words),)
    outcome = Outcome(status=Status.REJECTED, reasons=reasons, flags=reasons, at=NOON, reapply_on=NOON.date())
    rounds = tuple(
        Round(
            application_id=one.id,
            number=n,
            started_at=NOON,
            reply=words,
            account=judged,
            verdict=evaluate(one, judged),
            outcome=outcome,
        )
        for n in range(1, number + 1)
    )
    tasks = (
        task(one.id, number, TaskKind.SAFETY, DecisionType.CLEAR, words),
        task(one.id, 1, TaskKind.OWNER, DecisionType.DECLINE, words),
        task(one.id, number, TaskKind.REVIEW, DecisionType.REQUEST_INFO, words),
        task(one.id, number, TaskKind.INFO_REQUEST, DecisionType.ANSWERED, words),
        task(one.id, number, TaskKind.REVIEW, None, words, turn=2),
    )
    return Case(
        application=one,
        thread_id="thread-1@desk.example",
        status=Status.REJECTED,
        rounds=rounds,
        recheck=Recheck(at=NOON, reasons=reasons, flags=reasons),
        tasks=tasks,
    )


def earlier(words: str) -> tuple[EarlierApplication, ...]:
    """As many earlier applications as are shown."""
    reasons = (Reason(message=words, fix=words),) * len(RuleId)
    facts: dict[str, Any] = {"account_id": "acct-x", "title": words.splitlines()[0][:120], "submitted_at": NOON}
    facts |= {"status": Status.REJECTED_FOR_GOOD, "ended_at": NOON, "reasons": reasons}
    return tuple(EarlierApplication(case_id=f"k{number}", **facts) for number in range(2 * MAX_EARLIER))


def task(case_id: str, number: int, kind: TaskKind, answer: DecisionType | None, note: str, turn: int = 1) -> Task:
    """A question, open or answered."""
    decision = Decision(answer=answer, by="someone@staff.example", at=NOON, note=note) if answer else None
    key = TaskKey(case_id=case_id, round=number, kind=kind, turn=turn)
    return Task(key=key, opened_at=NOON, decision=decision)


def exception(words: str) -> ExceptionCase:
    """An exception that was cleared and is granted."""
    line = words.splitlines()[0][:120]
    data = exception_data(api_use=words, company_does=words, safety_check=words)
    data["account_manager"]["name"] = line
    grant = Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=NOON.date())
    return ExceptionCase(
        id="xabcdefghij234567",
        thread_id="thread-2@desk.example",
        filed_at=NOON,
        request=parse_exception(data),
        account=facts(name=line),
        outcome=ExceptionOutcome(status=ExceptionStatus.GRANTED, at=NOON, reason=words, grant=grant),
        tasks=(
            task("xabcdefghij234567", 1, TaskKind.EXCEPTION_SAFETY, DecisionType.CLEAR, words),
            task("xabcdefghij234567", 1, TaskKind.EXCEPTION, None, words),
        ),
    )


def mail_values(name: EmailName, words: str) -> dict[str, Any]:
    """The values of a mail's templates, with those that only some mails get."""
    return {
        **case_values(exception(words) if name in EXCEPTIONS else case(words)),
        **CHASED,
        "history": history_values(earlier(words), case(words)),
        "console_url": "https://desk.example/console",
        "to": "somebody@client.example",
        "confirm_by": NOON.date(),
        "outcome": "rejected",
        "account_name": words.splitlines()[0][:120],
        "status_url": "https://desk.example/status/token",
        "apply_url": "https://desk.example/apply/link",
        "help_url": "https://desk.example/help",
        "revise_url": "https://desk.example/revise/token",
        "url": "https://desk.example/confirm/token",
        "links": LINKS,
        "ahead": "About 40 applications are ahead of yours.",
        "expected": "between 3 and 17 March 2027",
        "missed": "",
        "question": words,
        "decided": {"answer": "reject", "words": "rejected", "by": "one@staff.example", "at": NOON},
        "answer_by": NOON,
        "expires_at": NOON,
        "oldest": NOON,
        "count": 2,
        "minutes": 15,
        **_of_key(words),
    }


def _of_key(words: str) -> dict[str, Any]:
    """Who issues keys says where one is found, staff give reasons, and clients reply."""
    line = words.splitlines()[0][:120]
    said = StoredMessage(
        receipt="receipt-1",
        message_id="m@client.example",
        case_id="kabcdefghij234567",
        received_at=NOON,
        from_address="owner@client.example",
        subject=line,
        text=words,
        handling=Handling.ABOUT_KEY,
    )
    return {
        "key_id": "key-1",
        "key_status": "issued",
        "key_label": "Issued",
        "key_place_text": line,
        "key_place_url": "https://marketplace.example/keys",
        "day": NOON.date(),
        "requests": 52_310,
        "limit": 40_000,
        "reason": words[:LONGEST_REASON],
        "changed_at": NOON,
        "message": message_values(said),
        "told": [{"title": "API key suspended", "text": words[:LONGEST_REASON], "at": NOON}],
        "case_url": "https://desk.example/console/cases/kabcdefghij234567",
    }
