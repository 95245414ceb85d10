"""Where the parts of a case lie in the table, and how they are read. Facts are JSON, written once."""

from datetime import UTC, datetime

from adapters.dynamodb.table import Item, Key, load
from domain.cases.case import Revision, Round, Task, TaskKey
from domain.cases.inbound_message import StoredMessage
from domain.cases.summary import CaseSummary
from domain.model.application import ApplicationRequest
from domain.reporting.outcomes import OutcomeRecord

RUNNING, ENDED = "running", "ended"
FAILED = "failed"  # the state machines write it, too


def partition(case_id: str) -> str:
    """The partition that holds a whole case, whatever it is about."""
    return f"CASE#{case_id}"


def application_key(application_id: str) -> Key:
    """Where an application is stored."""
    return partition(application_id), "APPLICATION"


def round_key(application_id: str, number: int) -> Key:
    """Where a round is stored."""
    return partition(application_id), f"ROUND#{number}"


def exception_key(case_id: str) -> Key:
    """Where an exception is stored."""
    return partition(case_id), "EXCEPTION"


def account_status_key(account_id: str) -> Key:
    """Where the desk's own knowledge of an account is stored."""
    return f"ACCOUNT#{account_id}", "STANDING"


def listed(brief: CaseSummary) -> Item:
    """The attributes by which an item stands in a list of what is open, under its ``open_kind``."""
    return {"waits_since": brief.waits_since.isoformat(), "brief": brief.model_dump_json()}


def running(brief: CaseSummary) -> Item:
    """The attributes of a review that its machine has not ended yet."""
    return {"open_kind": RUNNING, **listed(brief)}


def end_key(case_id: str) -> Key:
    """Where it stands that a case has ended, as long as it is not reopened."""
    return partition(case_id), "ENDED"


def ended(at: datetime) -> tuple[str, str, Item]:
    """Update, condition and values of the mark that a case has ended then: it stands in the list of those that have."""
    return "SET open_kind = :ended, waits_since = :at", "", {"ended": ENDED, "at": at.isoformat()}


SET_OUTCOME = "answered_in = :answered_in, answered_at = :answered_at, answer = :answer"


def outcome_item(answer: OutcomeRecord) -> Item:
    """The attributes by which a round or an exception stands among the answers; ``SET_OUTCOME`` writes them."""
    at = answer.answered_at.astimezone(UTC)
    return {"answered_in": f"{at:%Y-%m}", "answered_at": at.isoformat(), "answer": answer.model_dump_json()}


def task_key(key: TaskKey) -> Key:
    """Where a task is stored; its task token lies there too, put by the state machine."""
    turn = f"#{key.turn}" if key.turn > 1 else ""
    return partition(key.case_id), f"TASK#{key.round}#{key.kind}{turn}"


def task_of_key(pk: str, sk: str) -> TaskKey:
    """Which task is stored there."""
    _, round_number, kind, *turn = sk.split("#")
    facts = {"case_id": pk.removeprefix("CASE#"), "round": round_number, "kind": kind, "turn": turn[0] if turn else 1}
    return TaskKey.model_validate(facts)


def message_key(case_id: str, receipt: str) -> Key:
    """Where a message is kept: with its case, or alone."""
    return partition(case_id) if case_id else f"RECEIVED#{receipt}", f"RECEIVED#{receipt}"


def revision_of(item: Item) -> Revision | None:
    """What the applicant changed before the second review, if anything, from the application's item."""
    revised = load(item, "revision")
    return Revision.model_validate({"request": revised["request"], "at": item["revised_at"]}) if revised else None


def round_of(application_id: str, item: Item, request: ApplicationRequest) -> Round:
    """A round from its item, with what it judges."""
    return Round.model_validate(
        {
            "application_id": application_id,
            "request": request,
            "number": item["number"],
            "started_at": item["started_at"],
            "reply": item.get("reply", ""),
            "account": load(item, "account"),
            "verdict": load(item, "verdict"),
            "outcome": load(item, "outcome"),
        }
    )


def tasks_of(case_id: str, items: list[Item]) -> tuple[Task, ...]:
    """The tasks among the items of a case."""
    return tuple(task_of(case_id, item) for item in items if str(item["sk"]).startswith("TASK#"))


def task_of(case_id: str, item: Item) -> Task:
    """A task from its item."""
    key = {"case_id": case_id, "round": item["number"], "kind": item["kind"], "turn": item.get("turn", 1)}
    times = {"opened_at": item["opened_at"], "answer_by": item.get("answer_by"), "assignee": item.get("assignee", "")}
    return Task.model_validate({"key": key, **times, "decision": load(item, "decision")})


def message_of(item: Item) -> StoredMessage:
    """What is kept of a received message."""
    later = {"judgement": load(item, "judgement"), "released_as": item.get("released_as")}
    return StoredMessage.model_validate({**load(item, "mail"), **later})


def messages_of(items: list[Item]) -> tuple[StoredMessage, ...]:
    """The received messages among the items of a case, oldest first."""
    found = (message_of(item) for item in items if str(item["sk"]).startswith("RECEIVED#"))
    return tuple(sorted(found, key=lambda one: one.received_at))
