"""The queue: tabs, filters, sorting, and what was decided."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from domain.cases.case import Outcome, Status, Task, TaskKey, TaskKind
from domain.cases.staff import StaffMember
from domain.cases.summary import CaseSummary
from domain.cases.work_queue import MOST_COUNTED, PAGE
from domain.console.pages import first_kind
from domain.console.queue_page import (
    DECIDED,
    MINE,
    QueueView,
    count_tabs,
    decided_values,
    find_decided,
    find_open,
    queue_values,
    read_view,
)
from domain.console.staff_lists import StaffOutcomeRecords, StaffWorkQueue
from domain.policy import RuleId
from domain.presentation.labels import TASK_LABELS
from tests.adapters.web.test_pages import text
from tests.domain.console.test_pages import rendered
from tests.examples import BRIEF, account, request_data
from tests.fakes import NOON, FakeKeydesk, FakeOutcomeRecords

ONE, TWO, SAFETY, OPERATOR = "one@staff.example", "two@staff.example", "safety@staff.example", "operator@staff.example"
DAY = timedelta(days=1)


@dataclass
class Queue:
    desk: FakeKeydesk = field(default_factory=FakeKeydesk)

    def add(self, name: str, days: int = 0, kind: TaskKind = TaskKind.REVIEW, assignee: str = "", **brief: Any) -> str:
        """An application with an open task that has waited for so many days."""
        case_id = self.desk.submit(request_data(account_id=f"acct-{name}")).id
        self.desk.cases.set_round(case_id, 1, account=account(email="holder@client.example"))
        changes = {"title": name, "waits_since": self.now - days * DAY, **brief}
        task = Task(key=TaskKey(case_id=case_id, round=1, kind=kind), opened_at=NOON)
        self.desk.cases.open_task(task, BRIEF.model_copy(update=changes))
        if assignee:
            self.desk.cases.assign(task.key, assignee, NOON)
        return case_id

    @property
    def now(self) -> Any:
        return self.desk.clock()

    def view(self, person: str = ONE, **query: str) -> QueueView:
        return read_view(query, self.desk.member(person), self.desk.staff, self.now)

    def values(self, person: str = ONE, after: str = "", **query: str) -> dict[str, Any]:
        """The values of the page at an address."""
        member, view = self.desk.member(person), self.view(person, **query)
        queue = StaffWorkQueue(self.desk.work_queue, self.desk.access, person)
        counts = count_tabs(queue, member)
        notice = {"number": 0, "done": "", "none_free": False}
        if view.tab == DECIDED:
            records = StaffOutcomeRecords(FakeOutcomeRecords(self.desk.cases), self.desk.access, person)
            decided = find_decided(records, view, self.now, after)
            return rendered("decided", decided_values(view, decided, counts, member, self.now), member)
        page = find_open(queue, view, member, self.now, after)
        return rendered(
            "queue", {**queue_values(view, page, counts, member, self.desk.staff, self.now), **notice}, member
        )

    def titles(self, **query: str) -> list[str]:
        return [line["title"] for line in self.values(**{"kind": "review", **query})["lines"]]


@pytest.fixture
def queue() -> Queue:
    """Four applications with the reviewers, the oldest first: a, b, c, d."""
    queue = Queue()
    queue.add("a", 60, flags=1, flagged=(RuleId.PERSONAL_NAME,))
    queue.add("b", 43, assignee=TWO)
    queue.add("c", 20, assignee=ONE, flags=3, flagged=(RuleId.PERSONAL_NAME, RuleId.ROLE_ALLOWED, RuleId.USE_STATED))
    queue.add("d", 1, flags=1)
    return queue


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, "abcd"),
        ({"sort": "newest"}, "dcba"),
        ({"sort": "flags"}, "cadb"),
        ({"older": "6"}, "ab"),
        ({"older": "6", "sort": "flags"}, "ab"),
        ({"flag": "any"}, "acd"),
        ({"flag": "none"}, "b"),
        ({"flag": "personal_name"}, "ac"),
        ({"flag": "role_allowed", "sort": "newest"}, "c"),
        ({"assignee": "nobody"}, "ad"),
        ({"assignee": ONE}, "c"),
        ({"assignee": TWO}, "b"),
        ({"assignee": TWO, "flag": "any"}, ""),
        ({"assignee": "nobody", "sort": "flags", "flag": "any"}, "ad"),
        ({"assignee": TWO, "sort": "flags"}, "b"),
    ],
)
def test_queue_is_filtered_and_sorted_by_its_address(queue: Queue, query: dict[str, str], titles: str) -> None:
    assert queue.titles(**query) == list(titles)


@pytest.mark.parametrize("nonsense", ["nonsense", "0", "<b>", "x@staff.example", "' OR 1=1", "\0"])
def test_what_cannot_be_chosen_counts_as_not_chosen(queue: Queue, nonsense: str) -> None:
    assert queue.titles(**dict.fromkeys(("sort", "older", "flag", "assignee", "role", "month"), nonsense)) == list(
        "abcd"
    )
    assert queue.view(kind=nonsense).tab == "review"


def test_cases_assigned_to_me_are_those_of_every_kind(queue: Queue) -> None:
    queue.add("e", 5, TaskKind.SAFETY, assignee=ONE)
    queue.add("f", 5, TaskKind.SAFETY, assignee=TWO)

    values = queue.values(kind=MINE)

    assert [(line["title"], line["kind"]) for line in values["lines"]] == [("c", "Reviews"), ("e", "Trust & Safety")]
    assert values["can_assign"] and not values["can_answer"]
    assert queue.titles(kind=MINE, role="safety") == ["e"]
    assert queue.titles(kind=MINE, flag="any", sort="newest") == ["c"]


def test_chips_name_each_filter_and_lead_to_the_page_without_it(queue: Queue) -> None:
    chips = queue.values(kind="review", older="6", assignee="nobody", sort="newest", flag="personal_name")["chips"]

    assert [chip["label"] for chip in chips] == [
        "Sort: Newest first",
        "Waiting: 6 weeks or more",
        "Assigned to: Nobody",
        "Flags: Account in a person's own name",
    ]
    assert parse_qs(chips[1]["without"]) == {
        "kind": ["review"],
        "sort": ["newest"],
        "assignee": ["nobody"],
        "flag": ["personal_name"],
    }
    assert queue.values(kind="review")["chips"] == []


def test_tabs_have_their_counts_and_the_own_queues_come_first(queue: Queue) -> None:
    tabs = queue.values(SAFETY)["tabs"]

    assert [tab["name"] for tab in tabs[:2]] == ["safety", "exception_safety"]
    assert [tab["name"] for tab in tabs[-2:]] == [MINE, DECIDED]
    assert len(tabs) == len(TASK_LABELS) + 2
    assert {tab["name"]: tab["count"] for tab in tabs if tab["count"] != "0"} == {"review": "4", DECIDED: ""}
    assert [tab["name"] for tab in tabs if tab["is_chosen"]] == ["safety"]
    assert MINE not in [tab["name"] for tab in queue.values(OPERATOR)["tabs"]], "nothing can be assigned to an operator"
    mine = {tab["name"]: tab["count"] for tab in queue.values(ONE)["tabs"]}
    assert mine[MINE] == "1"


def test_count_stops_at_a_number(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue.desk.work_queue, "count_open", lambda kind: MOST_COUNTED)

    assert queue.values()["tabs"][0]["count"] == "99+"


@pytest.mark.parametrize(
    ("person", "kind"), [(SAFETY, TaskKind.SAFETY), (ONE, TaskKind.REVIEW), (OPERATOR, TaskKind.REVIEW)]
)
def test_member_sees_the_own_queue_first(queue: Queue, person: str, kind: TaskKind) -> None:
    assert first_kind(queue.desk.member(person)) is kind
    assert queue.view(person).tab == kind


def test_only_who_decides_can_take_and_assign(queue: Queue) -> None:
    reviewer, safety = queue.values(ONE, kind="review"), queue.values(SAFETY, kind="review")

    assert (reviewer["can_answer"], reviewer["can_assign"], reviewer["colleagues"]) == (True, True, [TWO])
    assert (safety["can_answer"], safety["can_assign"]) == (False, False)


def test_own_case_is_on_no_page(queue: Queue) -> None:
    own = queue.add("own", 90, assignee=ONE)
    queue.desk.cases.set_round(own, 1, account=account(email="ONE@staff.example"))
    queue.desk.cases.conclude(queue.desk.cases.get_case(queue.add("gone")), Outcome(status=Status.APPROVED, at=NOON))

    for query in ({}, {"sort": "flags"}, {"sort": "newest"}, {"assignee": ONE}, {"flag": "none"}, {"kind": MINE}):
        assert "own" not in queue.titles(**query)


def test_filtered_queue_goes_on_behind_a_full_page() -> None:
    queue = Queue()
    for number in range(PAGE + 2):
        queue.add(f"n{number:02}", 100 - number, flags=1)
    first = queue.values(kind="review", flag="any")
    query = {name: value for name, (value,) in parse_qs(first["next"]).items()}

    second = queue.values(**query)

    assert len(first["lines"]) == PAGE and not first["is_cut"]
    assert [line["title"] for line in second["lines"]] == ["n25", "n26"]
    assert second["next"] == ""


def test_page_says_that_it_read_only_so_many(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("tests.fakes.console", "domain.console.queue_page", "domain.console.staff_lists"):
        monkeypatch.setattr(f"{module}.MOST_READ", 2)
    notice = {"number": 0, "done": "", "none_free": False}

    def shown(**query: str) -> str:
        values, member = queue.values(kind="review", **query), queue.desk.member(ONE)
        from domain.console.pages import shell_values

        return text("console/queue", {**values, **notice, **shell_values(member, "csrf", "")})

    assert "We looked through up to 2 cases; there may be more. Keep looking" in shown(flag="role_allowed")
    assert "No results in the cases that we looked through so far." in shown(flag="role_allowed")
    assert "cases with the most flags of the oldest 2" in shown(sort="flags")
    assert "there may be more" not in shown(older="6")


def decide(queue: Queue, name: str, status: Status, minutes: int) -> str:
    case_id = queue.desk.submit(request_data(account_id=f"acct-{name}")).id
    queue.desk.cases.set_round(case_id, 1, account=account(email="holder@client.example"))
    outcome = Outcome(status=status, at=NOON + timedelta(minutes=minutes))
    queue.desk.cases.conclude(queue.desk.cases.get_case(case_id), outcome)
    return case_id


def test_decided_cases_of_a_month_are_listed_newest_first_and_by_outcome() -> None:
    queue = Queue()
    approved, rejected = decide(queue, "a", Status.APPROVED, 1), decide(queue, "b", Status.REJECTED, 2)

    def ids(**query: str) -> list[str]:
        return [line["case_id"] for line in queue.values(kind=DECIDED, **query)["lines"]]

    assert ids() == [rejected, approved]
    assert ids(outcome="approved") == [approved]
    assert ids(outcome="withdrawn") == ids(month="2026-02") == ids(flag="any") == []
    (line,) = queue.values(kind=DECIDED, outcome="approved")["lines"]
    assert (line["outcome"], line["look"], line["decided_at"]) == ("Approved", "good", NOON + timedelta(minutes=1))


def test_months_to_choose_from_go_back_a_year() -> None:
    (month, *_) = [f for f in Queue().values(kind=DECIDED)["filters"] if f["name"] == "month"]

    assert month["options"][:2] == [("", "March 2026"), ("2026-02", "February 2026")]
    assert month["options"][-1] == ("2025-03", "March 2025")


def test_decided_cases_do_not_have_the_own_and_go_on_behind_a_full_page() -> None:
    queue = Queue()
    ids = [decide(queue, f"n{number}", Status.APPROVED, number) for number in range(PAGE + 2)]
    queue.desk.cases.set_round(ids[0], 1, account=account(email="one@staff.example"))
    first = queue.values(kind=DECIDED)
    query = {name: value for name, (value,) in parse_qs(first["next"]).items()}

    second = queue.values(**query)

    assert [line["case_id"] for line in (*first["lines"], *second["lines"])] == ids[:0:-1]


@pytest.mark.parametrize("after", ["nonsense", "2026", "' OR 1=1", "9" * 500])
def test_unknown_place_among_the_decided_is_their_beginning(after: str) -> None:
    queue = Queue()
    decide(queue, "a", Status.APPROVED, 1)

    assert len(queue.values(kind=DECIDED, after=after)["lines"]) == 1


def test_summary_of_an_earlier_release_is_still_read() -> None:
    stored = BRIEF.model_copy(update={"flags": 2}).model_dump_json(exclude={"flagged"})

    assert CaseSummary.model_validate_json(stored).flagged == ()


def test_member_of_no_role_that_decides_still_reads_the_queue() -> None:
    member = StaffMember(address=OPERATOR, roles=frozenset())

    assert read_view({}, member, FakeKeydesk().staff, NOON).tab == "review"
