"""The console's pages beside the queue: search, accounts, held mail, exceptions."""

import re

import pytest

from infra.local.mailbox import reply_to
from tests.e2e.console import AtWork, shown
from tests.e2e.people import People, eventually
from tests.examples import exception_data, request_data

MANAGER, REVIEWER = "marlow@staff.example", "reviewer.one@staff.example"
CHECK = "Trust &amp; Safety check for an exception"
FILED = {
    "account_id": "acct-filed-in-console",
    "manager_name": "Marlow Example",
    "spend_usd": "320,000",
    "customer_since": "2021-05-01",
    "reputation": "4.9",
    "employees": "120",
    "api_use": "Reads time reports into payroll.",
    "company_does": "Measures noise at building sites.",
    "safety_check": "Nothing that I know of.",
}


@pytest.fixture
def reviewer(people: People) -> AtWork:
    return AtWork(people, REVIEWER)


@pytest.fixture
def manager(people: People) -> AtWork:
    return AtWork(people, MANAGER)


def test_case_is_found_by_words_and_by_its_id(people: People, reviewer: AtWork) -> None:
    people.open_account("acct-to-find")
    project = {**request_data()["project"], "name": "Überstunden der Gießerei"}
    application_id = people.apply_with("acct-to-find", "finder@client.example", project=project)

    for typed in ("uberst giess", "finder@client", "acct-to-f"):
        found = reviewer.open(f"/console/search?q={typed}")
        assert "Überstunden der Gießerei" in shown(found) and "In review" in shown(found), typed
    assert "No results" in shown(reviewer.open("/console/search?q=uberst+montage"))
    assert reviewer.open(f"/console/search?q={application_id}").url.path.endswith(f"/console/cases/{application_id}")
    assert reviewer.open("/console/search?q=acct-to-find").url.path.endswith("/console/accounts/acct-to-find")
    people.open_account("acct-that-never-applied")
    never = reviewer.open("/console/search?q=acct-that-never-applied")
    assert never.url.path.endswith("/console/accounts/acct-that-never-applied")


def test_account_page_shows_what_the_role_may_see(people: People, reviewer: AtWork, manager: AtWork) -> None:
    people.open_account("acct-to-look-at", name="Harper Example")
    application_id = people.apply_with("acct-to-look-at", "looked@client.example")

    seen, little = reviewer.open("/console/accounts/acct-to-look-at"), manager.open("/console/search?q=acct-to-look-at")

    assert f"console/cases/{application_id}" in seen.text and "Weekly hours report" in shown(seen)
    assert little.url.path.endswith("/console/accounts/acct-to-look-at"), "no case is needed to find an account"
    assert "Harper Example" in shown(little) and f"Application {application_id}" in shown(little)
    assert "Weekly hours report" not in little.text and "looked@" not in little.text
    unknown = reviewer.open("/console/accounts/acct-nobody-has")
    assert (unknown.status_code, "Account not found" in unknown.text) == (404, True)
    assert "Sign out" in unknown.text


def test_quarantined_message_is_accepted_in_the_console(people: People, reviewer: AtWork) -> None:
    application_id = people.apply("acct-no-photo", "console-held@client.example")
    rejection = people.mail(application_id, "We could not approve your application")
    assert people.reply(rejection, "I added a photo, in the console.", verdicts="dmarc:FAIL") == "held"
    people.fix_account(application_id)
    page = reviewer.open("/console/held").text
    (section,) = (part for part in page.split("<section>") if "in the console." in part)
    where = dict(re.findall(r'name="(case|receipt)" value="([^"]*)"', section))
    (message,) = (address.replace("&amp;", "&") for address in re.findall(r'href="(held/messages/[^"]+)"', section))

    assert b"in the console." in reviewer.open(f"/console/{message}").content
    after = reviewer.send("/console/held", **where, judgement="release")

    assert "Done. If you accepted" in after.text and "in the console." not in after.text
    people.mail(application_id, "We are reviewing your application again")
    assert f"Accepted by {REVIEWER}" in shown(reviewer.open(f"/console/cases/{application_id}"))


def test_message_of_no_application_is_not_accepted_without_naming_one(people: People, reviewer: AtWork) -> None:
    application_id = people.apply("acct-no-photo", "names-none@client.example")
    reply = reply_to(people.mail(application_id, "We could not approve your application"), "Whose is this, then?")
    for name in ("In-Reply-To", "References", "To"):
        del reply[name]
    reply["To"] = "desk@desk.example"
    people.web.post("/inbox/api/received", content=reply.as_bytes())
    (section,) = (part for part in reviewer.get("/console/held").split("<section>") if "Whose is this" in part)
    where = dict(re.findall(r'name="(case|receipt)" value="([^"]*)"', section))

    assert "Whose is this" in reviewer.get(f"/console/held?case=&message={where['receipt']}"), "the whole message"
    answer = reviewer.send("/console/held", **where, judgement="release", application_id="k1")

    assert answer.status_code == 422
    assert "no application with this ID" in answer.text
    assert "Done." in reviewer.send("/console/held", **where, judgement="drop").text


def test_exception_is_filed_once_and_nothing_typed_is_lost(people: People, manager: AtWork) -> None:
    people.open_account(FILED["account_id"], like="acct-high-value", email="filed@holder.example")
    wrong = manager.send("/console/exceptions", **{**FILED, "employees": "some"})
    assert wrong.status_code == 422
    assert "Enter a whole number" in wrong.text and 'value="some"' in wrong.text
    assert "Measures noise at building sites." in wrong.text
    key = re.findall(r'name="key" value="([^"]+)"', wrong.text)[0]

    for _ in range(2):
        filed = manager.send("/console/exceptions", **FILED, key=key)

    assert "Exception filed." in shown(filed)
    listed = filed.text.partition("Your exceptions")[2]
    assert listed.count(FILED["account_id"]) == 1 and "In review" in listed
    assert "console/cases/" not in listed
    again = manager.send("/console/exceptions", **{**FILED, "employees": "some"})
    assert FILED["account_id"] in again.text.partition("Your exceptions")[2], "also beside what is wrong"
    case_id = re.findall(
        r"x[a-z2-7]{16}", AtWork(people, REVIEWER).open(f"/console/accounts/{FILED['account_id']}").text
    )[0]
    people.click(people.mail(case_id, CHECK), "Not cleared", note="Too many disputes.")
    people.mail(case_id, "The exception is refused", to=MANAGER)
    assert "Refused" in shown(manager.open("/console/exceptions"))
    people.done_with_exception(case_id)


def test_failed_review_rejects_nobody_and_an_operator_restarts_it(people: People) -> None:
    operator = AtWork(people, "operator@staff.example")
    people.break_account("acct-failed-in-console")
    application_id = people.apply_with("acct-failed-in-console", "failed@console.example")
    eventually(
        lambda: people.executions(application_id) == {f"{application_id}-1": "FAILED"},
        lambda: f"executions: {people.executions(application_id)}",
    )
    assert people.entered(application_id)[-2:] == ["Record failure", "Failed"]
    assert people.failure(application_id)
    assert people.titles(application_id) == [], "the applicant hears nothing of a fault of ours"
    logs = people.function_logs()
    assert "ValidationError" in logs
    assert "Secret Person" not in logs
    assert application_id in operator.get("/console/failed")
    people.open_account("acct-failed-in-console")

    after = operator.send("/console/failed", case=application_id)

    assert "is running again" in shown(after)
    people.clear(application_id)
    people.review_mail(application_id)
    log = shown(operator.open(f"/console/cases/{application_id}")).partition("Log")[2]
    assert "Restarted the failed review by operator@staff.example" in log


def test_operator_restarts_a_stopped_exception(people: People) -> None:
    operator = AtWork(people, "operator@staff.example")
    people.open_account("acct-stopped-exception", like="acct-high-value", email="stopped@holder.example")
    filed = people.sign("POST", "/exceptions", exception_data(account_id="acct-stopped-exception"))
    case_id = str(filed.json()["exception_id"])
    check = people.mail(case_id, CHECK)
    people.stop_exception(case_id)

    after = operator.send("/console/failed", case=case_id)

    assert "is running again" in shown(after)
    assert "acct-stopped-exception" in operator.get(f"/console/cases/{case_id}")
    people.click(check, "Not cleared", note="Too many disputes.")
    people.mail(case_id, "The exception is refused")
    assert len(people.mails(case_id, "safety@staff.example")) == 1, "nobody is asked twice"
