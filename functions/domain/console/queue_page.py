"""The queue: its tabs, what it can be filtered and sorted by, and the values of its pages.

What filters and sorts is in the query of the page's address, so that a page can be bookmarked and shared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from domain.cases.case import Status, TaskKind
from domain.cases.exception import ExceptionStatus
from domain.cases.ports import WorkQueue
from domain.cases.staff import Permission, Staff, StaffMember
from domain.cases.work_queue import MOST_COUNTED, MOST_READ, QueuePage, QueueRow, RowFilter, RowQuery
from domain.console.pages import can_take_next, first_kind
from domain.console.staff_lists import OutcomePage, StaffOutcomeRecords, StaffWorkQueue
from domain.model.dates import last_months
from domain.policy import RuleId, load_policy
from domain.policy.verdict import Result
from domain.presentation.case_rows import queue_row_values
from domain.presentation.labels import STATUS_LABELS, TASK_LABELS
from domain.reporting.outcomes import OutcomeRecord

MINE, DECIDED = "mine", "decided"  # tabs, beside one for each kind of task
NOBODY = "nobody"
NEWEST, MOST_FLAGS = "newest", "flags"
ANY_FLAG, NO_FLAG = "any", "none"
OLDER_THAN_DAYS = {"4": 28, "6": 42, "8": 56}  # by the number of weeks in the address
MONTHS = 13  # that the decisions can be chosen from
WITHOUT_FLAGS = (TaskKind.EXCEPTION, TaskKind.EXCEPTION_SAFETY)
_GOOD = (Status.APPROVED, ExceptionStatus.GRANTED)
_BAD = (Status.REJECTED, Status.REJECTED_FOR_GOOD, ExceptionStatus.REFUSED)
_OPEN = (Status.IN_REVIEW, ExceptionStatus.IN_REVIEW)


@dataclass(frozen=True)
class Choice:
    """What can be chosen for one part of the address's query: labels by value; the empty value is the default."""

    label: str
    options: dict[str, str]


@dataclass(frozen=True)
class QueueView:
    """``tab`` is a kind of task, ``MINE`` or ``DECIDED``; ``chosen`` has a value for each of the ``choices``."""

    tab: str
    choices: dict[str, Choice]
    chosen: dict[str, str]

    def query(self, **changes: str) -> str:
        """The query of this view's address, changed."""
        values = {"kind": self.tab, **self.chosen, **changes}
        return urlencode({name: value for name, value in values.items() if value})


def read_view(query: Mapping[str, str], member: StaffMember, staff: Staff, now: datetime) -> QueueView:
    """What an address asks for. What can't be chosen counts as not chosen."""
    tab = query.get("kind", "")
    if tab not in (*TASK_LABELS, MINE, DECIDED):
        tab = str(first_kind(member))
    choices = dict(_decided_choices(now) if tab == DECIDED else _open_choices(tab, member, staff))
    asked = {name: query.get(name, "") for name in choices}
    chosen = {name: value if value in choices[name].options else "" for name, value in asked.items()}
    return QueueView(tab, choices, chosen)


def find_open(queue: StaffWorkQueue, view: QueueView, member: StaffMember, now: datetime, after: str) -> QueuePage:
    """A page of open tasks: one query."""
    chosen, weeks = view.chosen, view.chosen["older"]
    until = now - timedelta(days=OLDER_THAN_DAYS[weeks]) if weeks else None
    assignee = member.address.casefold() if view.tab == MINE else chosen["assignee"]
    query = RowQuery(until, after, chosen["sort"] == NEWEST, _row_filter(view))
    if chosen["sort"] == MOST_FLAGS:
        return queue.get_most_flagged(TaskKind(view.tab), query)
    if assignee in ("", NOBODY):
        return queue.get_page(TaskKind(view.tab), query)
    return queue.get_assigned_page(assignee, query)


def find_decided(records: StaffOutcomeRecords, view: QueueView, now: datetime, after: str) -> OutcomePage:
    """A page of what was decided in a month, the last first: one query."""
    outcome, flag = view.chosen["outcome"], view.chosen["flag"]

    def matches(record: OutcomeRecord) -> bool:
        is_so = not outcome or record.status == outcome
        return is_so and _has_flag(flag, len(record.flagged), record.flagged)

    return records.get_page(_month(view, now), matches, after)


def queue_values(
    view: QueueView, page: QueuePage, counts: Mapping[str, int], member: StaffMember, staff: Staff, now: datetime
) -> dict[str, Any]:
    """Values for ``templates/pages/console/queue.html``."""
    is_kind = view.tab in TASK_LABELS
    colleagues = staff.colleagues(TaskKind(view.tab)) if is_kind else _all_colleagues(member, staff)
    return {
        **_frame(view, counts, member),
        "is_mine": view.tab == MINE,
        "can_answer": is_kind and member.answers(TaskKind(view.tab)),
        "can_assign": not is_kind or member.answers(TaskKind(view.tab)),
        "colleagues": [person for person in colleagues if person.casefold() != member.address.casefold()],
        "lines": [queue_row_values(row, now, member.address) for row in page.rows],
        "next": view.query(after=page.next) if page.next else "",
        "is_cut": page.is_cut,
        "most_read": MOST_READ,
        "is_by_flags": view.chosen["sort"] == MOST_FLAGS,
    }


def decided_values(
    view: QueueView, page: OutcomePage, counts: Mapping[str, int], member: StaffMember, now: datetime
) -> dict[str, Any]:
    """Values for ``templates/pages/console/decided.html``."""
    return {
        **_frame(view, counts, member),
        "month": _month(view, now),
        "month_name": view.choices["month"].options[view.chosen["month"]],
        "lines": [_outcome_values(record) for record in page.records],
        "next": view.query(after=page.next) if page.next else "",
        "is_cut": page.is_cut,
        "most_read": MOST_READ,
    }


def count_tabs(queue: WorkQueue, member: StaffMember) -> dict[str, int]:
    """How many open tasks each tab has, up to ``MOST_COUNTED``: a query for each."""
    counts = {str(kind): queue.count_open(kind) for kind in TASK_LABELS}
    return {**counts, MINE: queue.count_assigned(member.address.casefold())}


def _frame(view: QueueView, counts: Mapping[str, int], member: StaffMember) -> dict[str, Any]:
    """Tabs, filters, and what is chosen of them."""
    own_first = sorted(TASK_LABELS, key=lambda kind: not member.answers(kind))
    labels = {kind: TASK_LABELS[kind].replace(": Trust & Safety", ": T&S") for kind in own_first}
    mine = {MINE: "Assigned to me"} if can_take_next(member) else {}
    titles = {**_by_value(labels), **mine, DECIDED: "Decided"}
    return {
        "tabs": [
            {"name": name, "title": title, "is_chosen": name == view.tab, "count": _count(counts.get(name))}
            for name, title in titles.items()
        ],
        "tab": view.tab,
        "query": view.query(),
        "filters": [
            {"name": name, "label": choice.label, "options": list(choice.options.items()), "chosen": view.chosen[name]}
            for name, choice in view.choices.items()
        ],
        "chips": [
            {"label": f"{choice.label}: {choice.options[view.chosen[name]]}", "without": view.query(**{name: ""})}
            for name, choice in view.choices.items()
            if view.chosen[name]
        ],
        "can_export": member.may(Permission.EXPORT),
    }


def _outcome_values(record: OutcomeRecord) -> dict[str, Any]:
    look = "good" if record.status in _GOOD else "bad" if record.status in _BAD else ""
    return {
        "case_id": record.case_id,
        "title": record.title,
        "account_id": record.account_id,
        "is_second": record.round > 1,
        "flagged": [load_policy().rules[rule].title for rule in record.flagged],
        "outcome": STATUS_LABELS[record.status].capitalize(),
        "look": look,
        "decided_at": record.answered_at,
    }


def _count(number: int | None) -> str:
    if number is None:
        return ""
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number)


def _open_choices(tab: str, member: StaffMember, staff: Staff) -> Iterator[tuple[str, Choice]]:
    by_flags = {} if tab in (MINE, *WITHOUT_FLAGS) else {MOST_FLAGS: "Most flags first"}
    yield "sort", Choice("Sort", {"": "Oldest first", NEWEST: "Newest first", **by_flags})
    yield "older", Choice("Waiting", {"": "Any time", **{weeks: f"{weeks} weeks or more" for weeks in OLDER_THAN_DAYS}})
    if tab == MINE:
        yield "role", Choice("Task", {"": "Any", **_by_value(TASK_LABELS)})
    else:
        own_address = member.address.casefold()
        people = dict.fromkeys(map(str.casefold, staff.colleagues(TaskKind(tab))))
        others = {person: person for person in people if person != own_address}
        yield "assignee", Choice("Assigned to", {"": "Anyone", own_address: "Me", NOBODY: "Nobody", **others})
    if tab not in WITHOUT_FLAGS:
        yield "flag", _flag_choice()


def _decided_choices(now: datetime) -> Iterator[tuple[str, Choice]]:
    this_month, *earlier = last_months(now, MONTHS)
    yield "month", Choice("Month", {"": f"{this_month:%B %Y}", **{f"{at:%Y-%m}": f"{at:%B %Y}" for at in earlier}})
    statuses = {status: label.capitalize() for status, label in STATUS_LABELS.items() if status not in _OPEN}
    yield "outcome", Choice("Outcome", {"": "Any", **_by_value(statuses)})
    yield "flag", _flag_choice()


def _flag_choice() -> Choice:
    """The rules that can flag an application, by their titles."""
    rules = load_policy().rules.items()
    flagging = {rule: text.title for rule, text in rules if any(c.result is Result.FLAG for c in text.cases.values())}
    return Choice("Flags", {"": "Any or none", ANY_FLAG: "At least one", NO_FLAG: "None", **_by_value(flagging)})


def _row_filter(view: QueueView) -> RowFilter | None:
    """What the rows must have beside what the query asks for; None if nothing."""
    role, assignee, flag = (view.chosen.get(name, "") for name in ("role", "assignee", "flag"))
    kind = role if view.tab == MINE else view.tab if assignee not in ("", NOBODY) else ""
    if not (kind or flag or assignee):
        return None

    def matches(row: QueueRow) -> bool:
        is_kind = not kind or row.key.kind == kind
        is_assigned = not assignee or row.assignee.casefold() == ("" if assignee == NOBODY else assignee)
        return is_kind and is_assigned and _has_flag(flag, row.summary.flags, row.summary.flagged)

    return matches


def _has_flag(wanted: str, number: int, flagged: tuple[RuleId, ...]) -> bool:
    if wanted in (ANY_FLAG, NO_FLAG):
        return (number > 0) is (wanted == ANY_FLAG)
    return not wanted or wanted in flagged


def _by_value(labels: Mapping[Any, str]) -> dict[str, str]:
    return {str(value): label for value, label in labels.items()}


def _month(view: QueueView, now: datetime) -> str:
    return view.chosen["month"] or f"{now:%Y-%m}"


def _all_colleagues(member: StaffMember, staff: Staff) -> tuple[str, ...]:
    """Everybody who decides what the member decides."""
    people = (person for kind in TASK_LABELS if member.answers(kind) for person in staff.colleagues(kind))
    return tuple(dict.fromkeys(people))
