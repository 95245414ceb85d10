"""The keys of the table's items, and how items are read. Facts are JSON, written once."""

from datetime import UTC, date, datetime

from adapters.dynamodb.table import Item, Key, load
from domain.cases.case import Recheck, Revision, Round, Task, TaskKey
from domain.cases.inbound_message import StoredMessage
from domain.cases.summary import CaseSummary
from domain.model.account import AccountStatus
from domain.model.api_key import KeyChange, Progress
from domain.model.application import ApplicationRequest, PendingKey
from domain.model.ids import CaseKind, address_key, kind_of
from domain.reporting.outcomes import OutcomeRecord

RUNNING, ENDED = "running", "ended"  # values of ``open_kind``
FAILED = "failed"  # the state machines write it, too


def partition(case_id: str) -> str:
    """The partition key of all items of an application or exception."""
    return f"CASE#{case_id}"


def case_id_of(item: Item) -> str:
    return str(item["pk"]).removeprefix(partition(""))


def case_key(case_id: str) -> Key:
    return exception_key(case_id) if kind_of(case_id) is CaseKind.EXCEPTION else application_key(case_id)


def application_key(application_id: str) -> Key:
    return partition(application_id), "APPLICATION"


def round_key(application_id: str, number: int) -> Key:
    return partition(application_id), f"ROUND#{number}"


def exception_key(case_id: str) -> Key:
    return partition(case_id), "EXCEPTION"


def account_status_key(account_id: str) -> Key:
    return f"ACCOUNT#{account_id}", "STANDING"


def account_status_of(item: Item) -> AccountStatus:
    return AccountStatus.model_validate(
        {
            "open_application": item.get("open_application"),
            "exception": load(item, "exception_grant"),
            "rejection": load(item, "rejection"),
        }
    )


def listed(brief: CaseSummary) -> Item:
    """The attributes that the index of open items shows, beside ``open_kind``."""
    return {"waits_since": brief.waits_since.isoformat(), "brief": brief.model_dump_json()}


def running(brief: CaseSummary) -> Item:
    """The attributes of a review whose state machine has not ended."""
    return {"open_kind": RUNNING, **listed(brief)}


def confirmed_key(application_id: str, address: str) -> Key:
    """The mark that an email address was confirmed by its reader."""
    return partition(application_id), f"CONFIRMED#{address.casefold()}"


def confirmed_of(items: list[Item]) -> frozenset[str]:
    """The confirmed addresses among a case's items."""
    sort_keys = (str(item["sk"]) for item in items)
    return frozenset(key.removeprefix("CONFIRMED#") for key in sort_keys if key.startswith("CONFIRMED#"))


def waiting_key(waits_at: PendingKey) -> Key:
    """The key of an application that waits for the account holder's confirmation."""
    return partition(address_key(waits_at.address)), f"WAITING#{waits_at.key}"


def submissions_key(account_id: str, day: date) -> Key:
    """The count of an account's submissions on a day (UTC)."""
    return f"ACCOUNT#{account_id}", f"SUBMISSIONS#{day.isoformat()}"


def end_key(case_id: str) -> Key:
    """The mark that a case has ended, as long as it is not reopened."""
    return partition(case_id), "ENDED"


def ended(at: datetime) -> tuple[str, str, Item]:
    """Update, condition and values of the mark that a case has ended at this time."""
    return "SET open_kind = :ended, waits_since = :at", "", {"ended": ENDED, "at": at.isoformat()}


SET_OUTCOME = "answered_in = :answered_in, answered_at = :answered_at, answer = :answer"


def outcome_values(record: OutcomeRecord) -> Item:
    """The values of ``SET_OUTCOME``, which puts a round or an exception into the index of outcomes."""
    at = record.answered_at.astimezone(UTC)
    return {"answered_in": f"{at:%Y-%m}", "answered_at": at.isoformat(), "answer": record.model_dump_json()}


def task_key(key: TaskKey) -> Key:
    """The key of a task. The state machine writes its task token into this item."""
    turn = f"#{key.turn}" if key.turn > 1 else ""
    return partition(key.case_id), f"TASK#{key.round}#{key.kind}{turn}"


def task_of_key(pk: str, sk: str) -> TaskKey:
    _, round_number, kind, *turn = sk.split("#")
    facts = {"case_id": pk.removeprefix("CASE#"), "round": round_number, "kind": kind, "turn": turn[0] if turn else 1}
    return TaskKey.model_validate(facts)


def key_change_key(application_id: str, number: int) -> Key:
    """The key of a change of an application's API key."""
    return partition(application_id), f"KEY#{number}"


def key_changes_of(items: list[Item]) -> tuple[KeyChange, ...]:
    """The changes of the API key among a case's items, oldest first."""
    found = (item for item in items if str(item["sk"]).startswith("KEY#"))
    facts = ({**load(item, "change"), "progress": item.get("open_kind", Progress.DONE)} for item in found)
    return tuple(sorted(map(KeyChange.model_validate, facts), key=lambda change: change.number))


def message_key(case_id: str, receipt: str) -> Key:
    """The key of a received message: in the partition of its case, or its own."""
    return partition(case_id) if case_id else f"RECEIVED#{receipt}", f"RECEIVED#{receipt}"


def revision_of(item: Item) -> Revision | None:
    """The applicant's revision before the second review, if any, from the application's item."""
    revised = load(item, "revision")
    if not revised:
        return None
    words = item.get("revision_words", "")
    return Revision.model_validate({"request": revised["request"], "at": item["revised_at"], "words": words})


def recheck_of(item: Item) -> Recheck | None:
    """The last check that kept the re-review from starting, from the application's item."""
    stored = load(item, "recheck")
    return Recheck.model_validate(stored) if stored else None


def round_of(application_id: str, item: Item, request: ApplicationRequest) -> Round:
    return Round.model_validate(
        {
            "application_id": application_id,
            "request": request,
            "number": item["number"],
            "started_at": item["started_at"],
            "reply": item.get("reply", ""),
            "receipt": item.get("received_as", ""),
            "earlier": load(item, "earlier"),
            "account": load(item, "account"),
            "verdict": load(item, "verdict"),
            "judged_at": item.get("judged_at"),
            "estimate": load(item, "estimate"),
            "outcome": load(item, "outcome"),
        }
    )


def tasks_of(case_id: str, items: list[Item]) -> tuple[Task, ...]:
    """The tasks among a case's items."""
    return tuple(task_of(case_id, item) for item in items if str(item["sk"]).startswith("TASK#"))


def task_of(case_id: str, item: Item) -> Task:
    key = {"case_id": case_id, "round": item["number"], "kind": item["kind"], "turn": item.get("turn", 1)}
    times = {"opened_at": item["opened_at"], "answer_by": item.get("answer_by")}
    assigned = {"assignee": item.get("assignee", ""), "assigned_at": item.get("assigned_at")}
    decided = {"asks_check": "asks_check" in item, "decision": load(item, "decision")}
    return Task.model_validate({"key": key, **times, **assigned, **decided})


def message_of(item: Item) -> StoredMessage:
    later = {"judgement": load(item, "judgement"), "released_as": item.get("released_as")}
    return StoredMessage.model_validate({**load(item, "mail"), **later})


def messages_of(items: list[Item]) -> tuple[StoredMessage, ...]:
    """The received messages among a case's items, oldest first."""
    found = (message_of(item) for item in items if str(item["sk"]).startswith("RECEIVED#"))
    return tuple(sorted(found, key=lambda message: message.received_at))


def count_up(most: int, gone: int) -> tuple[str, str, Item, dict[str, str]]:
    """An update that counts, its condition (fewer than ``most``), values and names; the item expires at ``gone``."""
    return (
        "SET #count = if_not_exists(#count, :zero) + :one, expires_at = :gone",
        "attribute_not_exists(#count) OR #count < :most",
        {"zero": 0, "one": 1, "most": most, "gone": gone},
        {"#count": "count"},
    )
