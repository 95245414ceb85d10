"""What others hear of a review: the channel, and whoever listens to the desk's events."""

import json
import re

from adapters.dynamodb.table import Table
from domain.model.ids import CaseKind, new_case_id
from infra import redrive
from tests.e2e.applying.test_applying import buttons, new_account
from tests.e2e.applying.test_confirmation import confirm_url
from tests.e2e.applying.test_status import WITHDRAW, status_url
from tests.e2e.operations.listener import Listener
from tests.e2e.people import People, eventually
from tests.e2e.reviewing.test_exceptions import file
from tests.examples import FORM_FIELDS

RECEIVED = "We are reviewing your application"
REJECTED = "We could not approve your application"
APPROVED = "Your application is approved"
FINAL = "Our final decision: not approved"


def test_event_of_a_review_is_posted_to_the_channel(people: People) -> None:
    application_id = new_case_id(CaseKind.APPLICATION)
    announced = {"application_id": application_id, "account_id": "acct-told", "round": 1, "status": "approved"}

    people.call("PostToSlack", {"detail": announced})

    assert people.post(application_id, "Approved")


def test_approval_is_told_to_the_channel_and_to_listeners(people: People, listener: Listener) -> None:
    application_id = people.apply("acct-in-order", "announced@client.example")
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Approve")

    text = people.post(application_id, "Approved:")
    event = listener.hears(application_id, "Application approved")

    people.all_done(application_id)
    account_id = event["detail"]["account_id"]
    assert account_id.startswith("acct-in-order-")
    facts = {name: event["detail"][name] for name in ("application_id", "round", "status")}
    assert facts == {"application_id": application_id, "round": 1, "status": "approved"}
    assert text == f"Approved: application {application_id}, account {account_id}, first review."
    assert text in people.web.get("/inbox/channel").text
    assert people.posts(application_id) == [text], "once, and nothing of a first review that starts"
    assert people.titles(application_id, "announced@client.example") == [RECEIVED, APPROVED]


def test_whole_story_from_the_form_to_the_approval_is_heard_and_each_milestone_once(
    people: People, listener: Listener
) -> None:
    account_id, holder = new_account(people, "story")
    owner = {"owner_name": "Robin Example", "owner_email": "robin.story@owner.example", "owner_agreed": "yes"}
    fields = {**FORM_FIELDS, **owner, "account_id": account_id, "form": "x", "do": "send"}
    sent = people.web.post("/apply", data=fields, follow_redirects=True)
    (application_id,) = set(re.findall(r"k[a-z2-7]{16}", sent.text))
    listener.hears(application_id, "Confirmation requested")
    assert listener.types(application_id) == ["Confirmation requested"]

    url = confirm_url(people, application_id, holder)
    people.web.post(url, data=buttons(people.web.get(url).text)[0], follow_redirects=True)
    people.click(people.mail(application_id, "Will you own this API key?"), "I will own the key")
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Reject", note="Say who will see the reports.")
    rejection = people.mail(application_id, REJECTED)
    people.all_done(application_id)
    assert people.reply(rejection, "Our accountants will see them.") == "review_started"
    people.clear(application_id, 2)
    people.click(people.review_mail(application_id, number=2), "Approve")
    people.mail(application_id, APPROVED)
    people.all_done(application_id)

    heard = sorted([*STORY, *REVIEWED, *REVIEWED[:2], "Task opened review", "Task decided review approve"])
    eventually(lambda: listener.types(application_id) == heard, lambda: f"heard {listener.types(application_id)}")
    rounds = [event["detail"]["round"] for event in listener.about(application_id) if "round" in event["detail"]]
    assert rounds.count(2) == 6, "what the re-review brought"
    assert {event["detail"]["account_id"] for event in listener.about(application_id)} == {account_id}
    said = json.dumps([event["detail"] for event in listener.about(application_id)])
    assert [word for word in ("@", "Robin", "accountants", "Weekly") if word in said] == []


STORY = (
    *("Confirmation requested", "Application submitted", "Review started", "Application rejected"),
    *("Task opened owner", "Task decided owner confirm", "Review reopened", "Application approved", "Key issued"),
)
REVIEWED = ("Task opened safety", "Task decided safety clear", "Task opened review", "Task decided review reject")


def test_withdrawn_application_and_its_closed_task_are_heard(people: People, listener: Listener) -> None:
    application_id = people.apply("acct-in-order", "withdraws-heard@client.example")
    people.mail(application_id, "Trust &amp; Safety check")

    people.web.post(status_url(people, application_id), data=WITHDRAW, follow_redirects=True)

    people.all_done(application_id)
    listener.hears(application_id, "Application withdrawn")
    assert "Task decided safety withdrawn" in listener.types(application_id)


def test_application_whose_owner_does_not_answer_expires_and_is_heard(people: People, listener: Listener) -> None:
    people.open_account("acct-heard-expired")
    owner = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}
    application_id = people.apply_with("acct-heard-expired", "expires@client.example", owner=owner)
    people.mail(application_id, "Will you own this API key?")

    people.let_the_time_pass(application_id, "1#owner")

    listener.hears(application_id, "Application expired")
    people.all_done(application_id)
    assert listener.types(application_id) == [
        *("Application expired", "Application submitted", "Review started"),
        *("Task decided owner unanswered", "Task opened owner"),
    ]


def test_exception_is_heard_from_its_filing_to_its_decision(people: People, listener: Listener) -> None:
    case_id = file(people, "acct-heard-exception")
    people.click(people.mail(case_id, "Trust &amp; Safety check for an exception"), "Cleared")
    people.click(people.mail(case_id, "Grant this exception?"), "Grant")

    listener.hears(case_id, "Exception granted")
    people.done_with_exception(case_id)
    assert listener.types(case_id) == [
        *("Exception filed", "Exception granted"),
        *("Task decided exception grant", "Task decided exception_safety clear"),
        *("Task opened exception", "Task opened exception_safety"),
    ]


def test_item_that_cannot_be_read_waits_for_an_operator_and_keeps_no_event_back(
    people: People, listener: Listener
) -> None:
    table = Table(people.desk.aws.client("dynamodb"), people.desk.outputs["TableName"])
    poison = new_case_id(CaseKind.APPLICATION)
    table.put((f"CASE#{poison}", "TASK#1#safety"), {"opened_at": "at no time", "brief": "Secret Person"})

    application_id = people.apply("acct-in-order", "behind@client.example")

    listener.hears(application_id, "Review started")
    waiting = people.unhandled("PublishEvents")
    assert re.search(r"PublishEvents\S*  RecordNotRead, JSONDecodeError: waits", waiting)
    assert "Secret Person" not in waiting + people.function_logs()
    table.take((f"CASE#{poison}", "TASK#1#safety"))
    people.desk.aws.client("sqs").purge_queue(QueueUrl=people.desk.outputs["UnhandledQueue"])


def test_rejection_re_review_and_final_rejection_are_told(people: People, listener: Listener) -> None:
    application_id = people.apply("acct-no-photo", "told@client.example")
    rejection = people.mail(application_id, REJECTED)
    assert "first review." in people.post(application_id, "Rejected: ")
    assert listener.hears(application_id, "Application rejected")["detail"]["status"] == "rejected"

    people.fix_account(application_id)
    people.reply(rejection, "Please look again.")
    people.refuse_account(application_id)

    people.mail(application_id, FINAL)
    assert "re-review." in people.post(application_id, "Re-review started: ")
    assert "re-review." in people.post(application_id, "Rejected for good: ")
    people.all_done(application_id)
    assert len(people.posts(application_id)) == 3, "each once; in which order they arrive, nobody promises"
    assert listener.hears(application_id, "Review reopened")["detail"]["round"] == 2
    assert listener.hears(application_id, "Application rejected for good")["detail"]["status"] == "rejected_for_good"


def test_declined_ownership_is_an_event_and_no_post(people: People, listener: Listener) -> None:
    people.open_account("acct-declines")
    owner = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}
    application_id = people.apply_with("acct-declines", "other@client.example", owner=owner)

    people.click(people.mail(application_id, "Will you own this API key?"), "I will not own the key")

    listener.hears(application_id, "Application declined")
    people.all_done(application_id)
    assert people.posts(application_id) == []


def test_failing_slack_harms_no_review_and_its_post_is_brought_back(people: People, listener: Listener) -> None:
    with people.broken_slack("inbox/slack/secret-of-the-webhook"):
        application_id = people.apply("acct-in-order", "unheard@client.example")
        people.clear(application_id)
        people.click(people.review_mail(application_id), "Approve")
        people.mail(application_id, APPROVED)
        people.all_done(application_id)
        event = listener.hears(application_id, "Application approved")
        eventually(lambda: "SlackPostFailed" in people.function_logs(), lambda: "Slack was never tried")
        # On AWS the rule's own invocation is one by event; the embedded AWS's is not, and gives up after one try.
        people.invoke_by_event("PostToSlack", event)
        waiting = people.unhandled("PostToSlack")
        assert people.posts(application_id) == []

    assert re.search(r"PostToSlack\S*  RetriesExhausted, \S+: waits", waiting)
    assert application_id not in waiting
    assert "secret-of-the-webhook" not in waiting + people.function_logs()
    assert "retried" in people.operate(redrive.main).stdout
    people.post(application_id, "Approved:")
    assert "PostToSlack" not in people.operate(redrive.main, "--look").stdout
