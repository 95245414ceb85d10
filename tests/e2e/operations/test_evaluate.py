"""A verdict is traced: in the email, on the case, in the log and the file, and by checking the stored case anew."""

from datetime import UTC, datetime

from domain.policy import load_policy
from tests.e2e.console import AtWork, shown
from tests.e2e.people import People

VERSION = load_policy().version
REJECTED = "We could not approve your application"


def test_verdict_names_rules_and_version_wherever_it_is_read(people: People) -> None:
    application_id = people.apply("acct-no-photo", "traced@client.example")
    reviewer = AtWork(people, "reviewer.one@staff.example")

    rejection = people.mail(application_id, REJECTED)
    people.all_done(application_id)

    assert "* Profile photo: " in rejection.text
    assert f"Checked against policy version {VERSION}." in rejection.text
    page = shown(reviewer.open(f"/console/cases/{application_id}"))
    assert f"Checked against policy version {VERSION} on {datetime.now(UTC).day} " in page
    assert f"Checked against policy version {VERSION}: fix: Profile photo" in page
    assert "First review ended: rejected (Profile photo)" in page
    file = reviewer.get(f"/console/export.csv?month={datetime.now(UTC):%Y-%m}")
    (row,) = [line for line in file.splitlines() if application_id in line]
    assert f'"{VERSION}"' in row


def test_stored_case_is_checked_anew_by_the_policy_that_judged_it(people: People) -> None:
    application_id = people.apply("acct-no-photo", "anew@client.example")
    people.mail(application_id, REJECTED)
    people.all_done(application_id)

    same = people.make("evaluate", f"CASE={application_id}")
    assert same.returncode == 0, same.stderr
    assert "profile_photo          reject  stored: reject  same as stored" in same.stdout

    people.desk.aws.client("dynamodb").update_item(
        TableName=people.desk.outputs["TableName"],
        Key={"pk": {"S": f"CASE#{application_id}"}, "sk": {"S": "ROUND#1"}},
        UpdateExpression="SET verdict = :verdict",
        ExpressionAttributeValues={":verdict": {"S": f'{{"policy_version": "{VERSION}", "findings": []}}'}},
    )
    other = people.make("evaluate", f"CASE={application_id}", "ROUND=1")
    assert other.returncode != 0
    assert "profile_photo          reject  stored: none    differs" in other.stdout
