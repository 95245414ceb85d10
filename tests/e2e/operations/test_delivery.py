"""What becomes of sent mail: bounces and complaints as SES reports them, and an SES that takes no more."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from infra.local.mailbox import StoredMail
from infra.local.reporting import NotReported, Reporting, bounce_event
from tests.e2e.console import AtWork, shown
from tests.e2e.people import People, eventually, link
from tests.e2e.ses_that_throttles import throttling_ses

HEADING = "Emails that did not arrive"
RECEIVED = "We are reviewing your application"


def rejection(people: People, email: str) -> tuple[StoredMail, str]:
    """A decision mail, and the address of the page on which its reviewer decided."""
    application_id = people.apply("acct-in-order", email)
    people.clear(application_id)
    request = people.review_mail(application_id)
    people.click(request, "Reject", note="No website.")
    mail = people.mail(application_id, "We could not approve your application")
    people.all_done(application_id)
    return mail, link(request, "Reject")


def test_bounced_decision_is_shown_to_staff_and_counted_once(people: People) -> None:
    mail, page = rejection(people, "bounces@client.example")
    assert HEADING not in people.web.get(page).text
    counted = people.function_logs().count('"DecisionMailsBounced":[1.0]')

    path = f"/inbox/api/messages/{mail.id}/bounce"
    answers = [people.web.post(path).json()["handling"] for _ in range(2)]
    late = people.web.post(path, params={"type": "Transient"}).json()["handling"]

    assert answers == ["recorded", "known"]
    assert late == "known", "what came back for good is not taken back"
    text = people.web.get(page).text
    assert HEADING in text
    assert "to bounces@client.example" in text
    assert "Bounced. The address doesn" in text
    assert "General: smtp; 550 5.1.1 user unknown" in text
    logs = people.function_logs()
    assert logs.count('"DecisionMailsBounced":[1.0]') == counted + 1
    assert "bounces@client.example" not in logs
    assert "user unknown" not in logs


def test_complaint_is_shown_to_staff(people: People) -> None:
    mail, page = rejection(people, "complains@client.example")

    answer = people.web.post(f"/inbox/{mail.id}/report", data={"what": "complaint"}, follow_redirects=True)

    assert "Keydesk was told" in answer.text
    assert "Delivered, then reported as spam." in people.web.get(page).text


def test_owner_sees_nothing_of_other_peoples_email(people: People) -> None:
    people.open_account("acct-owner-reads")
    owner = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}
    application_id = people.apply_with("acct-owner-reads", "reads@client.example", owner=owner)
    receipt = people.mail(application_id, RECEIVED)
    question = people.mail(application_id, "Will you own this API key?")

    assert people.web.post(f"/inbox/api/messages/{receipt.id}/bounce").json() == {"handling": "recorded"}

    assert HEADING not in people.web.get(link(question, "I will own the key")).text


def test_review_goes_on_past_an_owner_who_cannot_be_mailed(people: People) -> None:
    owner = {"name": "Robin Example", "email": "=?utf-8?q?robin=0D=0ABcc:_x?=@owner.example", "agreed": True}
    application_id = people.hand_in_and_die("acct-unmailable", "unmailable@client.example", owner=owner)
    operator = AtWork(people, "operator@staff.example")
    people.reconcile()
    receipt = people.mail(application_id, RECEIVED)

    eventually(
        lambda: application_id in operator.get("/console/failed"),
        lambda: f"entered: {people.entered(application_id)}",
    )
    case = shown(operator.open(f"/console/cases/{application_id}"))
    assert HEADING in case
    assert f"to {owner['email']}, " in case
    assert "and we won't try again." in case
    assert "Waiting for the key owner" in case

    people.web.post(str(re.findall(r"(\S+/status/\w+)", receipt.text)[0]), data={"do": "withdraw"})

    people.mail(application_id, "The application is withdrawn", to="unmailable@client.example")
    people.all_done(application_id)
    assert {mail.recipients for mail in people.mails(application_id)} == {("unmailable@client.example",)}
    logs = people.function_logs()
    assert logs.count('"EmailCannotBeSent":[1.0]') == 2, "the question, and that it was withdrawn"
    assert "owner.example" not in logs


def test_report_that_cannot_be_delivered_is_refused_with_the_reason(people: People) -> None:
    mail, _ = rejection(people, "no-report@client.example")

    unknown_type = people.web.post(f"/inbox/api/messages/{mail.id}/bounce", params={"type": "Loud"})
    unknown_mail = people.web.post("/inbox/api/messages/0/complaint")

    assert (unknown_type.status_code, unknown_mail.status_code) == (422, 404)
    assert "No such type: Loud" in unknown_type.json()["detail"]


def test_event_rule_takes_reports_on_our_email_alone(people: People) -> None:
    mail, _ = rejection(people, "ours@client.example")
    reporting = Reporting(people.desk.aws, people.desk.outputs, people.desk.mailbox)

    with pytest.raises(NotReported, match="No rule"):
        reporting.complain(replace(mail, sender="newsletter@desk.example"))
    with pytest.raises(NotReported, match="No rule"):
        reporting.complain(replace(mail, sender="desk@elsewhere.example"))
    for sender in ("desk@desk.example", "Keydesk <desk@desk.example>"):
        assert reporting.complain(replace(mail, sender=sender))["handling"] in ("recorded", "known")


def test_report_on_unknown_email_is_counted_and_does_no_harm(people: People) -> None:
    stranger = StoredMail(
        "0", b"Message-ID: <0100-stranger@email.amazonses.com>\r\n\r\n", ("a@b.example",), "d@e.example"
    )
    event = bounce_event(stranger, "Permanent")
    event["detail"]["bounce"]["timestamp"] = "2026-01-01T00:00:00.000Z"

    answer = invoke(people, event)

    assert answer == {"handling": "unknown"}
    assert '"MailReportsUnknown":[1.0]' in people.function_logs()


def invoke(people: People, event: dict[str, Any]) -> Any:
    function = people.desk.outputs["RecordMailEventFunction"]
    answer = people.desk.aws.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    return json.loads(answer["Payload"].read())


@contextmanager
def ses_of(people: People, function: str, url: str) -> Iterator[None]:
    """While it lasts, a function of the desk sends its mail to another SES."""
    client, stacks = people.desk.aws.client("lambda"), people.desk.aws.client("cloudformation")
    found = stacks.describe_stack_resource(StackName="keydesk", LogicalResourceId=function)
    name = found["StackResourceDetail"]["PhysicalResourceId"]
    before = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    client.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**before, "AWS_ENDPOINT_URL_SES": url}}
    )
    try:
        yield
    finally:
        client.update_function_configuration(FunctionName=name, Environment={"Variables": before})


def test_email_is_sent_once_when_the_quota_of_ses_allows(people: People) -> None:
    # Twice only: the embedded AWS hides the class of an error, which is what makes the machine wait for hours on AWS.
    times = 2
    with throttling_ses(people.desk.settings.aws_url, times) as ses, ses_of(people, "SendEmail", ses.url):
        application_id = people.apply("acct-in-order", "patient@client.example")
        people.mail(application_id, RECEIVED)

    assert len(ses.bodies) == times + 1
    assert "ConfigurationSetName=keydesk" in ses.bodies[-1]
    people.mail(application_id, "Trust &amp; Safety check")
    assert people.titles(application_id, "patient@client.example") == [RECEIVED]
    logs = people.function_logs()
    assert logs.count('"MailThrottled":[1.0]') == times
    assert "MailsPerhapsSentTwice" not in logs
