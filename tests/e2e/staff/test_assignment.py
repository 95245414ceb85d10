"""Who has a case, and who is told that it is decided: so that nobody opens a case that is done."""

import re

import pytest

from tests.e2e.console import AtWork, field_of, shown
from tests.e2e.people import People, eventually, link
from tests.e2e.reviewing.test_exceptions import CHECK, file

ONE, TWO = "reviewer.one@staff.example", "reviewer.two@staff.example"
SAFETY, APPROVER = "safety@staff.example", "approver@staff.example"
NOTHING_TO_DO = "No action needed"


def asked(people: People, name: str) -> str:
    """An application about which the reviewers are asked."""
    application_id = people.apply("acct-in-order", f"{name}@assigned.example")
    people.clear(application_id)
    for reviewer in (ONE, TWO):
        people.review_mail(application_id, reviewer)
    return application_id


def next_case(member: AtWork, kind: str) -> str:
    """Press *Next case* in a queue, and again until one is free; returns what its page says."""

    def pressed() -> str:
        csrf = field_of(member.get(f"/console?kind={kind}"), "csrf")
        page = shown(member.post("/console/next", {"csrf": csrf, "kind": kind}))
        return page if "Assigned to you" in page else ""

    return eventually(pressed, lambda: "no case was free")


def case_of(page: str) -> str:
    return str(re.findall(r"\b[kx][a-z2-7]{16}\b", page)[0])


def test_colleagues_see_who_has_a_case_since_when_in_queue_case_and_emailed_link(people: People) -> None:
    application_id = asked(people, "seen")
    path, one, two = f"/console/cases/{application_id}", AtWork(people, ONE), AtWork(people, TWO)
    request = people.web.get(link(people.review_mail(application_id, TWO), "Approve"))
    assert "Assigned to" not in shown(request), "opening a page assigns nothing"

    mine = shown(one.send(path, do="assign", to=ONE))

    assert f"Assigned to you ({ONE}) since " in mine
    assert "Assigned to themselves (Reviews) by reviewer.one" in mine
    assert f"Assigned to {ONE} since " in shown(two.open(path))
    assert f"Assigned to {ONE} since " in shown(people.web.get(request.url))
    eventually(
        lambda: f"Assigned to {ONE} since " in shown(two.open("/console?kind=review")), lambda: "the queue lags behind"
    )
    taken = two.send(path, do="assign", to=TWO, assignee="")  # from a page that was opened before
    assert taken.status_code == 422 and "A colleague changed this first" in taken.text
    assert "Unassigned (Reviews)" in shown(one.send(path, do="assign", to=""))


@pytest.mark.parametrize("kind", ["safety", "review", "exception_safety", "exception"])
def test_next_case_is_assigned_to_who_asks_for_it(people: People, kind: str) -> None:
    if kind == "review":
        asked(people, "next")
    elif kind == "safety":
        people.mail(people.apply("acct-in-order", "next-safety@assigned.example"), "Trust &amp; Safety check")
    else:
        check = people.mail(file(people, f"acct-next-{kind.replace('_', '-')}"), CHECK)
        if kind == "exception":
            people.click(check, "Cleared")
    member = AtWork(people, {"review": ONE, "exception": APPROVER}.get(kind, SAFETY))

    page = next_case(member, kind)

    assert "Assigned to themselves with Next case" in page
    assert case_of(next_case(member, kind)) == case_of(page), "a second click takes no second case"


def test_colleague_who_was_asked_is_told_in_the_same_thread_and_the_decider_is_not(people: People) -> None:
    application_id = asked(people, "told")
    request = people.review_mail(application_id, TWO)

    people.click(people.review_mail(application_id, ONE), "Reject", note="The website does not open.")

    told = people.mail(application_id, NOTHING_TO_DO, to=TWO)
    line = next(line for line in told.text.splitlines() if line.startswith("Rejected by"))
    assert line.startswith(f"Rejected by {ONE} on ")
    assert line.endswith(" You don't need to do anything.")
    assert "The website" not in told.text
    for header in ("References", "In-Reply-To"):
        assert told.message[header] == request.message[header]
    assert request.message["Subject"] == str(told.message["Subject"]).replace("Rejected:", "Decision needed:")
    people.all_done(application_id)
    assert people.titles(application_id, TWO).count(NOTHING_TO_DO) == 1
    assert NOTHING_TO_DO not in people.titles(application_id, ONE)
    assert NOTHING_TO_DO not in people.titles(application_id, "told@assigned.example")


def test_colleagues_are_told_of_a_question_and_of_a_withdrawal(people: People) -> None:
    application_id = asked(people, "asked")
    people.click(people.review_mail(application_id, ONE), "Ask a question", note="Who sees it?")
    told = people.mail(application_id, NOTHING_TO_DO, to=TWO).text
    assert f"{ONE} sent the applicant a question on " in told and "Who sees it?" not in told

    people.reply(people.mail(application_id, "A question about your application"), "We do.")
    for reviewer in (ONE, TWO):
        people.review_mail(application_id, reviewer, number=2)
    status = next(
        word
        for word in people.mail(application_id, "We are reviewing your application").text.split()
        if "/status/" in word
    )
    people.web.post(status, data={"do": "withdraw"})

    for reviewer, number in ((ONE, 1), (TWO, 2)):
        gone = people.mail(application_id, NOTHING_TO_DO, to=reviewer, number=number).text
        assert "The applicant withdrew it on " in gone and "You don't need to do anything." in gone
    people.all_done(application_id)
