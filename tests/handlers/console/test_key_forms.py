"""The forms of the case page that change an API key, for those who may use them and those who may not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.keys import DynamoKeys
from domain.cases.staff import StaffRole
from domain.model.api_key import KEY_ISSUER, IssuedKey, KeyAction, KeyChange, KeyLocation, KeyStatus
from tests.handlers.in_process_desk import InProcessDesk, Reply, in_process_desk
from tests.handlers.seed_data import FORM, approve, hand_in, open_account, sign_in_token

REVIEWER, SAFETY, APPROVER = "reviewer@staff.example", "safety@staff.example", "approver@staff.example"
STAFF = {
    StaffRole.REVIEWER: (REVIEWER,),
    StaffRole.SAFETY: (SAFETY,),
    StaffRole.EXCEPTION_APPROVER: (APPROVER,),
    StaffRole.OPERATOR: ("operator@staff.example",),
}
FORMS = ("suspend-reason", "resume-reason", "revoke-reason", "over-requests")


class Keyed:
    """An approved application with a key, and an application that is in review."""

    def __init__(self, desk: InProcessDesk) -> None:
        self.desk = desk
        for account_id in ("acct-keyed", "acct-waits"):
            open_account(desk, account_id)
        self.in_review = hand_in(desk, "acct-waits", "Hours")
        self.id = hand_in(desk, "acct-keyed", "Weekly hours", is_in_order=True)
        approve(desk, self.id)
        key = IssuedKey(id="key-1", location=KeyLocation(text="On your keys page."))
        issued = KeyChange(number=1, action=KeyAction.ISSUE, by=KEY_ISSUER, at=datetime.now(UTC), key=key)
        assert DynamoKeys(desk.table).add_change(DynamoCases(desk.table).get_case(self.id), issued)
        self.kept = desk.stored()
        self.cookies: dict[str, str] = {}

    def get(self, person: str = REVIEWER) -> Reply:
        return self.desk.call("GET", f"/console/cases/{self.id}", Cookie=self._cookie(person))

    def send(self, case_id: str = "", person: str = REVIEWER, csrf: str = "", **fields: str) -> Reply:
        cookie, path = self._cookie(person), f"/console/cases/{case_id or self.id}"
        page = self.desk.call("GET", "/console", Cookie=cookie).body
        token = csrf or page.partition('name="csrf" value="')[2].partition('"')[0]
        return self.desk.call("POST", path, urlencode({"csrf": token, **fields}).encode(), FORM, Cookie=cookie)

    @property
    def status(self) -> KeyStatus | None:
        return DynamoCases(self.desk.table).get_case(self.id).key_status

    def _cookie(self, person: str) -> str:
        if person not in self.cookies:
            entered = self.desk.call("POST", f"/console/enter/{sign_in_token(self.desk, person)}", b"", FORM)
            self.cookies[person] = entered.headers["Set-Cookie"].partition(";")[0]
            self.kept |= {key: item for key, item in self.desk.stored().items() if key not in self.kept}
        return self.cookies[person]


@pytest.fixture(scope="module")
def desk() -> Iterator[Keyed]:
    with in_process_desk(STAFF) as desk:
        yield Keyed(desk)


@pytest.fixture
def keyed(desk: Keyed) -> Iterator[Keyed]:
    """Each test begins with a key that is issued."""
    yield desk
    desk.desk.restore(desk.kept)
    desk.desk.machines.started.clear()


def forms(page: str) -> list[str]:
    return [name for name in FORMS if f'id="{name}"' in page]


@pytest.mark.parametrize("person", [REVIEWER, SAFETY])
def test_key_is_suspended_resumed_and_revoked(keyed: Keyed, person: str) -> None:
    assert forms(keyed.get(person).body) == ["suspend-reason", "revoke-reason", "over-requests"]
    statuses = []
    for number, action in enumerate(("suspend", "resume", "revoke"), 2):
        reply = keyed.send(person=person, do=action, reason=f"Why we {action} <b>it</b>")

        assert (reply.status, reply.headers["Location"]) == (303, f"{keyed.id}#key")
        assert keyed.desk.machines.started[-1] == {"application_id": keyed.id, "number": number}
        statuses.append(keyed.status)
    page = keyed.get(person).body

    assert statuses == [KeyStatus.SUSPENDED, KeyStatus.ISSUED, KeyStatus.REVOKED]
    assert forms(page) == []
    assert f'API key suspended: Why we suspend &lt;b&gt;it&lt;/b&gt; <span class="quiet">by {person}</span>' in page
    assert "API key revoked</span>" in page.partition('id="key"')[0], "above everything else"


def test_day_over_the_limit_is_reported_once(keyed: Keyed) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    for requests in ("52,310", "52 310"):
        assert keyed.send(do="over_limit", day=yesterday, requests=requests).status == 303

    page = keyed.get().body.partition('id="key"')[2].partition("</section>")[0]
    assert page.count("<strong>Over the daily limit</strong>") == 1
    assert "52,310 requests on" in page


@pytest.mark.parametrize("action", ["suspend", "revoke"])
@pytest.mark.parametrize(("reason", "words"), [(" ", "Enter a reason."), ("x" * 1_001, "at most 1,000 characters.")])
def test_reason_that_is_refused_comes_back_in_its_form(keyed: Keyed, action: str, reason: str, words: str) -> None:
    reply = keyed.send(do=action, reason=reason)

    assert reply.status == 422
    form = reply.body.partition(f'id="{action}-reason"')
    assert words in form[0].rpartition("<details")[2]
    assert reason.strip() in form[2].partition("</textarea>")[0]
    assert keyed.status is KeyStatus.ISSUED


@pytest.mark.parametrize(
    ("day", "requests", "words"),
    [
        ("", "52310", "Enter the day of the requests, like 2026-11-27."),
        ("2999-01-01", "52310", "Must not be in the future"),
        ("2020-01-01", "52310", "Must be one of the last 31 days"),
        (datetime.now(UTC).date().isoformat(), "many", "Enter the number of requests, like 52,310."),
        (datetime.now(UTC).date().isoformat(), "39999", "below the limit of 40,000 requests per day"),
    ],
)
def test_report_that_is_refused_comes_back_in_its_form(keyed: Keyed, day: str, requests: str, words: str) -> None:
    reply = keyed.send(do="over_limit", day=day, requests=requests)

    assert reply.status == 422
    form = reply.body.partition('class="answer report"')[2]
    assert form.startswith(' name="key" open') and words in form
    assert f'value="{requests}"' in form
    assert keyed.desk.machines.started == []


def test_colleague_who_was_first_is_told_above_the_page(keyed: Keyed) -> None:
    keyed.send(do="suspend", reason="First")

    reply = keyed.send(do="suspend", reason="Second")

    assert reply.status == 422
    assert "A colleague was first." in reply.body.partition('id="key"')[0]
    assert forms(reply.body) == ["resume-reason", "revoke-reason", "over-requests"]


@pytest.mark.parametrize("action", ["suspend", "resume", "revoke", "over_limit"])
def test_who_may_not_manage_keys_sees_the_key_and_no_forms(keyed: Keyed, action: str) -> None:
    page = keyed.get(APPROVER).body
    assert "<code>key-1</code>" in page
    assert forms(page) == []

    assert keyed.send(person=APPROVER, do=action, reason="Why", day="2026-01-01", requests="52310").status == 403
    assert keyed.status is KeyStatus.ISSUED


def test_form_without_the_right_csrf_token_changes_nothing(keyed: Keyed) -> None:
    assert keyed.send(csrf="wrong", do="revoke", reason="Why").status == 403
    assert keyed.status is KeyStatus.ISSUED


@pytest.mark.parametrize("action", ["suspend", "over_limit"])
def test_application_that_is_not_approved_has_no_key_to_change(keyed: Keyed, action: str) -> None:
    today = datetime.now(UTC).date().isoformat()

    reply = keyed.send(keyed.in_review, do=action, reason="Why", day=today, requests="52310")

    assert reply.status == 422
    assert 'role="alert"' in reply.body
    assert 'id="key"' not in reply.body
    assert keyed.desk.machines.started == []


def test_change_shows_whether_it_was_carried_out(keyed: Keyed) -> None:
    keyed.send(do="suspend", reason="It floods us.")
    in_progress, failed = "In progress", "Failed: an operator has to fix it"
    key = (f"CASE#{keyed.id}", "KEY#2")
    assert in_progress in keyed.get().body

    keyed.desk.table.update(key, "SET open_kind = :failed", "", {"failed": "failed"})
    assert failed in keyed.get().body

    keyed.desk.table.update(key, "REMOVE open_kind", "", {})
    page = keyed.get().body
    assert in_progress not in page
    assert failed not in page
