"""What leaves the desk: whole cases after their time, and a person's data on request."""

import json
import re
from pathlib import Path

from infra.local.mailbox import StoredMail
from infra.people_data import __main__ as people_data
from tests.e2e.console import AtWork
from tests.e2e.people import People, eventually

APPROVED = "Your application is approved"


def status_url(mail: StoredMail) -> str:
    return str(re.findall(r"^Check application status: (\S+)", mail.text, re.MULTILINE)[0])


def approve(people: People, application_id: str) -> StoredMail:
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Approve")
    told = people.mail(application_id, APPROVED)
    people.all_done(application_id)
    return told


def revoke_key(people: People, application_id: str) -> None:
    reviewer = AtWork(people, "reviewer.one@staff.example")
    reviewer.send(f"/console/cases/{application_id}", do="revoke", reason="The app is gone.")
    people.mail(application_id, "Your API key is revoked")


def test_application_is_purged_years_after_its_end_with_its_links(people: People) -> None:
    application_id = people.apply("acct-in-order", "years@client.example")
    told = approve(people, application_id)

    people.forget(application_id, years=2)
    assert people.web.get(status_url(told)).status_code == 200
    people.forget(application_id, years=3)
    assert people.web.get(status_url(told)).status_code == 200, "its key still works"
    revoke_key(people, application_id)
    people.forget(application_id, years=3)

    assert f"CASE#{application_id}" not in people.stored()
    gone = people.web.get(status_url(told))
    assert gone.status_code == 404
    assert "This link doesn&#39;t work" in gone.text
    assert people.reply(told, "Which was my key?") == "held", "as mail that belongs to no application"


def test_operator_exports_and_erases_a_person(people: People, tmp_path: Path) -> None:
    applicant, owner = "leaves@client.example", "stays@client.example"
    for account_id in ("acct-leaves", "acct-stays"):
        people.open_account(account_id)
    asked = {"name": "Olive Example", "email": owner, "agreed": True}
    application_id = people.apply_with("acct-leaves", applicant, owner=asked)
    other_id = people.apply_with("acct-stays", owner, owner={**asked, "name": "Lee Leaving", "email": applicant})
    for one in (application_id, other_id):
        people.click(people.mail(one, "Will you own this API key?"), "I will own the key")

    refused = people.operate(people_data.main, "erase", "--address", applicant, "--sure", "yes")
    assert refused.returncode != 0
    assert application_id in refused.stderr
    told, others = approve(people, application_id), approve(people, other_id)
    people.reply(told, "Thank you, says Lee.")

    exported = people.make("export-person", f"ADDRESS={applicant}", f"FOLDER={tmp_path}")
    assert exported.returncode == 0, exported.stderr
    data = json.loads((tmp_path / "data.json").read_text("utf-8"))
    assert application_id in data["own_cases"]
    assert {item["pk"] for item in data["named_elsewhere"]} >= {f"CASE#{other_id}"}
    (mail,) = tmp_path.glob("*.eml")
    assert b"Thank you, says Lee." in mail.read_bytes()

    with_key = people.operate(people_data.main, "erase", "--address", applicant, "--sure", "yes")
    assert with_key.returncode != 0
    assert "Revoke the key" in with_key.stderr
    revoke_key(people, application_id)
    eventually(
        lambda: people.operate(people_data.main, "erase", "--address", applicant).returncode == 0,
        lambda: "the change of the key still runs",
    )
    shown = people.operate(people_data.main, "erase", "--address", applicant)
    assert (shown.returncode, f"CASE#{application_id}" in shown.stdout) == (0, True)
    assert [name for name in people.executions(application_id) if f"execution {name}: " not in shown.stdout] == []
    assert applicant in people.stored()
    erased = people.make("erase-person", f"ADDRESS={applicant}", "SURE=yes")

    assert erased.returncode == 0, erased.stderr
    assert applicant not in people.stored()
    assert "Lee Leaving" not in people.stored()
    assert application_id not in people.stored()
    assert people.web.get(status_url(told)).status_code == 404
    page = people.web.get(status_url(others))
    assert (page.status_code, "Lee Leaving" in page.text) == (200, False)
    again = people.operate(people_data.main, "erase", "--address", applicant, "--sure", "yes")
    assert (again.returncode, again.stdout) == (0, "0 done, 0 waiting\n")
