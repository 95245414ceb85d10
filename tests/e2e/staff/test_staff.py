"""An operator changes the staff, and whoever is changed notices at the next click."""

from infra import staff
from tests.e2e.console import AtWork, shown
from tests.e2e.people import People, link

NEW = "new@staff.example"


def test_added_reviewer_works_at_once_and_is_out_at_once_when_removed(people: People) -> None:
    operator = AtWork(people, "operator@staff.example")
    added = operator.send("/console/staff", do="add", address=NEW, **{"role-reviewer": "on"})
    assert f"Saved. Added {NEW}: Reviewer" in shown(added)

    reviewer = AtWork(people, NEW)
    assert "Queue" in reviewer.get("/console?kind=review")
    application_id = people.apply("acct-in-order", "staff@console.example")
    people.clear(application_id)
    mail = people.review_mail(application_id, NEW)

    both = {"role-reviewer": "on", "role-operator": "on"}
    changed = operator.send("/console/staff", do="change", address=NEW, seen="reviewer", **both)
    assert f"Saved. Changed {NEW}: gained Operator" in shown(changed)

    removed = operator.send("/console/staff", do="remove", address=NEW, seen="operator reviewer")
    assert f"Saved. Removed {NEW}: was Reviewer" in shown(removed)
    assert reviewer.open("/console?kind=review").url.path == "/console/sign-in"
    assert people.web.get(link(mail, "Approve")).status_code == 404
    people.click(people.review_mail(application_id), "Approve")
    people.all_done(application_id)


def test_command_adds_and_removes_on_the_running_desk(people: People) -> None:
    added = people.make("staff", "ADD=command@staff.example", "ROLE=account_manager")
    assert "command@staff.example  Account manager" in added.stdout, added.stderr

    page = AtWork(people, "operator@staff.example").get("/console/staff")
    assert "(command)" in page and "by make run" in page, "who added whom"
    assert "command@staff.example" not in people.operate(staff.main, "--remove", "command@staff.example").stdout
