"""Who is told of an application."""

import pytest

from domain.cases.case import Task, TaskKey, TaskKind
from domain.notifications.messages import DECISION_MAILS, MailName, recipients
from tests.examples import BRIEF, request_data
from tests.fakes import NOON, FakeDesk

APPLICANT, OWNER = "avery@client.example", "robin@client.example"
UNREVIEWED = {MailName.DECLINED, MailName.EXPIRED, MailName.WITHDRAWN}


@pytest.mark.parametrize("name", sorted(DECISION_MAILS))
@pytest.mark.parametrize("kind", [TaskKind.OWNER, TaskKind.SAFETY])
def test_an_owner_who_was_asked_hears_where_nobody_reviews_it(name: MailName, kind: TaskKind) -> None:
    desk = FakeDesk()
    owner = {"name": "Robin Example", "email": OWNER, "agreed": True}
    id_ = desk.hand_in(request_data(owner=owner)).id
    desk.cases.open_task(Task(key=TaskKey(case_id=id_, round=1, kind=kind), opened_at=NOON), BRIEF)

    told = recipients(name, desk.cases.get(id_))

    assert told == ((APPLICANT, OWNER) if kind is TaskKind.OWNER and name in UNREVIEWED else (APPLICANT,))


@pytest.mark.parametrize("name", sorted(DECISION_MAILS))
def test_the_applicant_is_told_once_where_nobody_else_owns_the_key(name: MailName) -> None:
    desk = FakeDesk()

    assert recipients(name, desk.cases.get(desk.hand_in(request_data()).id)) == (APPLICANT,)
