"""What is mended by itself: reviews whose machine was stopped, failed, or never began."""

from datetime import UTC, datetime

from domain.notifications.messages import EmailName
from tests.e2e.people import People, eventually
from tests.e2e.reviewing.test_exceptions import file
from tests.soak.restart import approve_in_vain

RECEIVED = "We are reviewing your application"
REJECTED = "We could not approve your application"
APPROVED = "Your application is approved"


def test_stopped_review_goes_on_and_nobody_is_asked_twice(people: People) -> None:
    application_id = people.apply("acct-in-order", "stopped@client.example")
    people.clear(application_id)
    review = people.review_mail(application_id)
    people.stop_execution(application_id)

    answer = people.make("reconcile")

    assert answer.returncode == 0, answer.stderr
    assert people.executions(application_id)[f"{application_id}-1-r1"] == "RUNNING"
    people.click(review, "Approve")
    people.mail(application_id, APPROVED)
    people.finished(application_id)
    assert people.titles(application_id, "stopped@client.example") == [RECEIVED, APPROVED]
    assert people.titles(application_id).count("Trust &amp; Safety check") == 1
    assert people.titles(application_id, "reviewer.one@staff.example") == ["Approve this application?"]
    people.post(application_id, "Approved")
    assert len(people.posts(application_id)) == 1
    assert "0 repaired" in people.reconcile().stdout, "what has ended well is left alone"


def test_lost_decision_is_handed_over(people: People) -> None:
    """A wait that is renewed finds the decision by itself: only one that Reconcile found before counts."""
    for attempt in range(5):
        review = approve_in_vain(people, f"in-vain-{attempt}")
        answer = people.reconcile()
        if answer.stdout and not answer.stdout.startswith("0 "):
            break
    else:
        raise AssertionError("Reconcile handed no decision over")

    people.mail(review.id, APPROVED)
    eventually(
        lambda: people.executions(review.id) == {f"{review.id}-1": "SUCCEEDED"},
        lambda: f"executions: {people.executions(review.id)}",
    )


def test_failed_review_is_listed_and_goes_on_when_its_cause_is_fixed(people: People) -> None:
    people.break_account("acct-mended")
    application_id = people.apply_with("acct-mended", "mended@client.example")
    eventually(lambda: application_id in people.failed_cases(), lambda: f"failed: {people.failed_cases()}")

    people.open_account("acct-mended")
    people.add_members("acct-mended", ["mended@client.example"])
    people.reconcile()

    people.clear(application_id)
    assert application_id not in people.failed_cases()
    people.click(people.review_mail(application_id), "Approve")
    people.mail(application_id, APPROVED)
    people.finished(application_id)
    assert "Secret Person" not in people.history(application_id)
    assert people.executions(application_id) == {
        f"{application_id}-1": "FAILED",
        f"{application_id}-1-r1": "SUCCEEDED",
    }


def test_review_that_never_began_begins(people: People) -> None:
    application_id = people.hand_in_and_die("acct-never-began", "never@client.example")

    people.reconcile()
    people.reconcile()

    people.clear(application_id)
    assert set(people.executions(application_id)) == {f"{application_id}-1"}
    people.click(people.review_mail(application_id), "Approve")
    people.finished(application_id)


def test_stopped_re_review_goes_on_and_is_announced_once(people: People) -> None:
    people.open_account("acct-second-stopped", like="acct-no-photo")
    application_id = people.apply_with("acct-second-stopped", "second-stopped@client.example")
    rejection = people.mail(application_id, REJECTED)
    people.open_account("acct-second-stopped")
    assert people.reply(rejection, "I added a photo.") == "review_started"
    people.mail(application_id, "Trust &amp; Safety check")
    people.stop_execution(application_id, 2)

    people.reconcile()

    people.clear(application_id)
    people.click(people.review_mail(application_id), "Approve")
    people.mail(application_id, APPROVED)
    people.finished(application_id)
    assert people.titles(application_id, "second-stopped@client.example") == [
        REJECTED,
        "We are reviewing your application again",
        APPROVED,
    ]
    assert sum("Re-review started" in post for post in people.posts(application_id)) == 1


def test_stopped_exception_goes_on(people: People) -> None:
    case_id = file(people, "acct-exception-stopped")
    people.mail(case_id, "Trust &amp; Safety check for an exception")
    people.stop_exception(case_id)

    people.reconcile()

    people.click(people.mail(case_id, "Trust &amp; Safety check for an exception"), "Cleared")
    people.click(people.mail(case_id, "Grant this exception?"), "Refuse", note="Not this year.")
    people.mail(case_id, "The exception is refused")
    assert len(people.mails(case_id, "approver@staff.example")) == 1


def test_unsent_email_is_sent_once(people: People) -> None:
    email = "unsent@client.example"
    application_id = people.apply("acct-in-order", email)
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Approve")
    people.finished(application_id)
    people.write_down_and_die(application_id, EmailName.REPLY_NOT_ACCEPTED, email, "approved")

    people.reconcile()
    people.reconcile()

    people.mail(application_id, "Your reply didn't reopen the application", to=email)
    assert people.titles(application_id, email) == [RECEIVED, APPROVED, "Your reply didn't reopen the application"]


def test_unsent_apply_link_is_sent(people: People) -> None:
    email, account_id = "unsent-link@client.example", "acct-unsent-link"
    people.open_account(account_id, email=email)
    people.write_down_and_die("", EmailName.APPLY_LINK, email, f"{datetime.now(UTC).date()} {account_id}")

    people.reconcile()

    people.mail(account_id, "Your link to apply for an API key", to=email)
