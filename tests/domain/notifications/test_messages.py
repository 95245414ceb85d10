import pytest

from domain.cases.case import Task, TaskKey, TaskKind
from domain.notifications.messages import DECISION_EMAILS, EmailName, recipients
from tests.examples import BRIEF, request_data
from tests.fakes import NOON, FakeKeydesk

APPLICANT, OWNER = "avery@client.example", "robin@client.example"
UNREVIEWED = {EmailName.DECLINED, EmailName.EXPIRED, EmailName.WITHDRAWN}


@pytest.mark.parametrize("name", sorted(DECISION_EMAILS))
@pytest.mark.parametrize("asked", [TaskKind.OWNER, TaskKind.SAFETY, None])
def test_decision_goes_to_applicant_and_unreviewed_also_to_asked_owner(name: EmailName, asked: TaskKind | None) -> None:
    desk = FakeKeydesk()
    owner = {"owner": {"name": "Robin Example", "email": OWNER, "agreed": True}} if asked else {}
    application_id = desk.submit(request_data(**owner)).id
    if asked:
        desk.cases.open_task(Task(key=TaskKey(case_id=application_id, round=1, kind=asked), opened_at=NOON), BRIEF)

    told = recipients(name, desk.cases.get_case(application_id))

    assert recipients(EmailName.OWNER_OUTCOME, desk.cases.get_case(application_id)) == (
        (OWNER,) if asked is TaskKind.OWNER else ()
    )
    assert told == ((APPLICANT, OWNER) if asked is TaskKind.OWNER and name in UNREVIEWED else (APPLICANT,))
