"""What the desk answers at its edges, as API Gateway serves them."""

import html
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.people import People, eventually, link
from tests.examples import FORM_FIELDS, ROOT, request_data

FIELDS = {**FORM_FIELDS, "account_id": "acct-in-order", "do": "send"}


def test_bad_json_is_answered_with_every_wrong_field(people: People) -> None:
    data = request_data(hours_per_day=25)
    data["applicant"] = {"name": "", "email": "nobody", "role": "king"}

    answer = people.web.post("/applications", json=data)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/hours_per_day",
        "/applicant/name",
        "/applicant/email",
        "/applicant/role",
    }


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("a=1", "application/x-www-form-urlencoded", 415),
        ('"' + "x" * 1_600_000 + '"', "application/json", 413),
    ],
)
def test_body_that_is_no_application_gets_a_clear_answer(
    people: People, body: str, content_type: str, status: int
) -> None:
    answer = people.web.post("/applications", content=body, headers={"Content-Type": content_type})

    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_form_submits_what_the_api_does(people: People) -> None:
    people.open_account("acct-by-form")
    fields = {**FIELDS, "account_id": "acct-by-form"}

    wrong = people.web.post("/apply", data={**fields, "hours_per_day": "99"})
    page = people.web.post("/apply", data=fields, follow_redirects=True)

    assert wrong.status_code == 422
    assert 'value="form@client.example"' in wrong.text, "what was typed is still there"
    assert page.status_code == 200
    application_id = page.url.params["application"]
    assert application_id in page.text
    assert "Almost done" in page.text
    people.mail(application_id, "Did you authorise this application?", to="avery@client.example")


def test_double_click_on_the_form_is_one_application(people: People) -> None:
    page = people.web.get("/apply").text
    form = re.findall(r'name="form" value="(\w+)"', page)[0]
    fields = {**FIELDS, "applicant_email": "twice@client.example", "form": form}

    with ThreadPoolExecutor(2) as clicks:
        answers = list(clicks.map(lambda _: people.web.post("/apply", data=fields), range(2)))

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["location"] for answer in answers}) == 1


def test_repeated_call_with_a_key_is_one_application(people: People) -> None:
    key = {"Idempotency-Key": "one-and-the-same"}

    people.open_account("acct-keyed")
    path, data = "/accounts/acct-keyed/applications", request_data(account_id="acct-keyed")

    answers = [people.sign("POST", path, data, key) for _ in range(2)]
    other = people.sign("POST", path, {**data, "hours_per_day": 9}, key)

    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert other.status_code == 422


def test_receipt_page_shows_no_words_of_a_stranger(people: People) -> None:
    assert "<b>" not in people.web.get("/apply/received", params={"application": "<b>hello"}).text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/apply",
        "/apply/received",
        "/apply/link",
        "/apply/link/nonsense",
        "/confirm/nonsense",
        "/decisions/nonsense",
    ],
)
def test_every_page_forbids_referrers_and_foreign_content(people: People, path: str) -> None:
    headers = people.web.get(path).headers

    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_unknown_link_is_a_page_that_says_what_to_do(people: People) -> None:
    paths = ("/decisions/nonsense", "/confirm/nonsense")
    for answer in [
        ask(path) for path in paths for ask in (people.web.get, partial(people.web.post, data={"note": ""}))
    ]:
        assert answer.status_code == 404
        assert "Use the link in the newest email" in answer.text


def test_unknown_application_link_is_a_page_that_offers_a_new_one(people: People) -> None:
    opened, sent = people.web.get("/apply/link/nonsense"), people.web.post("/apply/link/nonsense", data={"do": "send"})

    assert opened.status_code == sent.status_code == 404
    assert "get a new link" in sent.text


def test_account_is_put_by_signed_calls_alone(people: People) -> None:
    answer = people.web.put("/accounts/acct-mine", json={})

    assert answer.status_code == 403  # on AWS 404: the template words it, and the embedded AWS does not read that


def test_secrets_and_personal_data_are_in_no_log(people: People) -> None:
    application_id = people.apply("acct-in-order", "token@client.example")
    check = people.mail(application_id, "Trust &amp; Safety check")
    table = people.desk.aws.client("dynamodb")
    key = {"pk": {"S": f"CASE#{application_id}"}, "sk": {"S": "TASK#1#safety"}}

    def stored_token() -> str | None:
        item = table.get_item(TableName=people.desk.outputs["TableName"], Key=key).get("Item", {})
        return item.get("task_token", {}).get("S") if item else None

    token = eventually(stored_token, lambda: "the machine never came to its wait")
    page = people.web.get(link(check, "Cleared")).text
    people.clear(application_id)
    people.review_mail(application_id)

    mails = b"".join(mail.raw for mail in people.desk.mailbox.newest_first()).decode()
    log = (people.desk.settings.work / "aws.log").read_text("utf-8", "replace")
    logs = people.function_logs()
    for secret in (token, people.desk.aws.owner.secret_key):
        assert secret not in mails + page + log + logs
    assert application_id in logs
    assert "@client.example" not in logs and "Avery" not in logs


def test_local_mailbox_has_an_api(people: People) -> None:
    application_id = people.apply("acct-in-order", "script@client.example")
    people.mail(application_id, "Trust &amp; Safety check")

    messages = people.web.get("/inbox/api/messages").json()

    newest = messages[0]
    assert set(newest) == {"id", "from", "to", "subject", "date", "text", "html", "headers"}
    assert [int(one["id"]) for one in messages] == sorted((int(one["id"]) for one in messages), reverse=True)
    raw = people.web.get(f"/inbox/api/messages/{newest['id']}/raw").content
    assert b"Auto-Submitted: auto-generated" in raw
    accounts = people.web.get("/inbox/api/accounts").json()
    assert accounts[0] == {"id": "acct-in-order", "address": "avery@client.example", "wrong": "nothing"}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"recipient": "reply+x@desk.example", "verdicts": "taste:BAD"}, "No such verdict: taste:BAD"),
        ({"recipient": "x@elsewhere.example"}, "receives email for desk.example only, not for x@elsewhere.example"),
        ({}, "not for nobody"),
    ],
)
def test_undeliverable_email_is_refused_with_the_reason(people: People, query: dict[str, str], reason: str) -> None:
    answer = people.web.post("/inbox/api/received", content=b"From: a@b.example\r\n\r\nhi", params=query)

    assert answer.status_code == 422
    assert reason in answer.json()["detail"]


def test_email_for_no_application_is_quarantined(people: People) -> None:
    answer = people.web.post(
        "/inbox/api/received", content=b"From: a@b.example\r\n\r\nhi", params={"recipient": "reply+x@desk.example"}
    )

    assert answer.json() == {
        "handled": [{"handling": "held", "application_id": None, "why": "It doesn't belong to any application."}]
    }


@pytest.mark.parametrize(
    ("page", "status"), [("docs/local.md", "waits_for_confirmation"), ("docs/walkthrough.md", "in_review")]
)
def test_command_in_the_docs_works_as_printed(people: People, page: str, status: str) -> None:
    text = (ROOT / page).read_text("utf-8").replace("\\\n", " ")
    (command,) = (line for line in text.splitlines() if line.startswith("curl "))
    here = command.replace("localhost:8000", f"localhost:{people.desk.settings.port}")
    here = here.replace(".keydesk/", f"{people.desk.settings.work}/")

    answer = subprocess.run(["bash", "-c", here], cwd=ROOT, capture_output=True, text=True, check=True)

    assert json.loads(answer.stdout)["status"] == status


@pytest.mark.parametrize(("call", "answer"), [("check", "policy_version"), ("checkForAccount", "account_known")])
def test_call_copied_from_the_api_page_works(people: People, tmp_path: Path, call: str, answer: str) -> None:
    (section,) = re.findall(rf'<section id="{call}">(.*?)</section>', people.web.get("/api").text, re.DOTALL)
    command, body = (
        html.unescape(code) for code in re.findall(r"<pre><code>(.*?)</code></pre>", section, re.DOTALL)[:2]
    )
    (tmp_path / "body.json").write_text(body, "utf-8")
    owner = people.desk.aws.owner
    key = {"AWS_ACCESS_KEY_ID": owner.access_key, "AWS_SECRET_ACCESS_KEY": owner.secret_key, "AWS_SESSION_TOKEN": ""}
    given = {**os.environ, **key, "AWS_REGION": "us-east-1", "KEYDESK": people.desk.settings.url}

    done = subprocess.run(["bash", "-c", command], env=given, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert answer in done.stdout, done.stderr


def test_api_description_is_served(people: People) -> None:
    served = people.web.get("/openapi.json")

    assert served.json() == json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))
    unsigned = people.web.post("/exceptions", json={}).status_code
    assert str(unsigned) in {"403", "404"} & set(served.json()["paths"]["/exceptions"]["post"]["responses"])
