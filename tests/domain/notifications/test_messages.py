"""Who is told of an application."""

import pytest

from domain.cases.case import Task, TaskKey, TaskKind
from domain.notifications.messages import DECISION_EMAILS, EmailName, recipients
from tests.examples import BRIEF, request_data
from tests.fakes import NOON, FakeKeydesk

APPLICANT, OWNER = "avery@client.example", "robin@client.example"
UNREVIEWED = {EmailName.DECLINED, EmailName.EXPIRED, EmailName.WITHDRAWN}


@pytest.mark.parametrize("name", sorted(DECISION_EMAILS))
@pytest.mark.parametrize("kind", [TaskKind.OWNER, TaskKind.SAFETY])
def test_an_owner_who_was_asked_hears_where_nobody_reviews_it(name: EmailName, kind: TaskKind) -> None:
    desk = FakeKeydesk()
    owner = {"name": "Robin Example", "email": OWNER, "agreed": True}
    id_ = desk.submit(request_data(owner=owner)).id
    desk.cases.open_task(Task(key=TaskKey(case_id=id_, round=1, kind=kind), opened_at=NOON), BRIEF)

    told = recipients(name, desk.cases.get_case(id_))

    assert told == ((APPLICANT, OWNER) if kind is TaskKind.OWNER and name in UNREVIEWED else (APPLICANT,))


@pytest.mark.parametrize("name", sorted(DECISION_EMAILS))
def test_the_applicant_is_told_once_where_nobody_else_owns_the_key(name: EmailName) -> None:
    desk = FakeKeydesk()

    assert recipients(name, desk.cases.get_case(desk.submit(request_data()).id)) == (APPLICANT,)
