"""Who may apply, and what the pre-check says: as API Gateway serves it, with IAM enforced."""

import base64
import html
import io
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw

from tests.e2e.people import People, eventually
from tests.examples import FORM_FIELDS, request_data

RECEIVED = "We are reviewing your application"
CONFIRM = "Did you authorise this application?"
APPLY_LINK = "Your link to apply for an API key"


def new_account(people: People, name: str, **changes: Any) -> tuple[str, str]:
    """An account that no run of the test before had, with an address of its own; answers with both.

    The applicants are its members, so that we write to them at once.
    """
    name = f"{name}-{secrets.token_hex(4)}"
    account_id, email = f"acct-{name}", f"{name}@holder.example"
    applicants = ("avery@client.example", "form@client.example")
    members = [{"name": "Avery Example", "email": applicant, "role": "admin"} for applicant in applicants]
    people.open_account(account_id, email=email, members=members, **changes)
    return account_id, email


def icon() -> bytes:
    picture = Image.new("RGB", (64, 64), "white")
    ImageDraw.Draw(picture).ellipse((8, 8, 56, 56), fill="#722f85")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def results(verdict: dict[str, Any]) -> dict[str, str]:
    return {one["rule"]: one["result"] for one in verdict["findings"] if one["result"] != "pass"}


def hand_in(
    people: People, account_id: str, name: str = "Weekly hours report", applicant: str = "avery@client.example"
) -> str:
    """What a stranger hands in as JSON; answers with its id."""
    data = request_data(account_id=account_id)
    data["project"]["name"] = name
    data["applicant"]["email"] = applicant
    answer = people.web.post("/applications", json=data)
    assert answer.status_code == 202, answer.text
    assert answer.json()["status"] == "waits_for_confirmation"
    return str(answer.json()["application_id"])


def buttons(page: str) -> list[dict[str, str]]:
    """What each button to confirm sends."""
    return [{"application": html.unescape(key)} for key in re.findall(r'name="application" value="([^"]+)"', page)]


def test_strangers_application_is_reviewed_once_the_holder_confirms(people: People) -> None:
    account_id, holder = new_account(people, "confirms")
    application_id = hand_in(people, account_id)
    mail = people.mail(application_id, CONFIRM, to=holder)
    url = re.findall(r"^(http\S+/confirm/\S+)", mail.text, re.MULTILINE)[0]

    for _ in range(20):
        assert people.web.get(url).status_code == people.web.head(url).status_code == 200
    assert people.executions(application_id) == {}, "looking confirms nothing"
    (button,) = buttons(people.web.get(url).text)
    page = people.web.post(url, data=button, follow_redirects=True)
    again = people.web.post(url, data=button, follow_redirects=True)

    assert "Application confirmed" in page.text
    assert "Application confirmed" in again.text, "a second click is the same application"
    people.mail(application_id, RECEIVED, to="avery@client.example")
    people.clear(application_id)
    check = people.review_mail(application_id)
    assert "Confirmed by the account holder" in people.web.get(re.findall(r"http\S+/decisions/\S+", check.text)[0]).text


def test_response_to_a_stranger_tells_nothing_of_the_account(people: People) -> None:
    known, holder = new_account(people, "neutral", has_photo=False)
    data = request_data()

    def ask(path: str, account_id: str) -> httpx.Response:
        return people.web.post(path, json={**data, "account_id": account_id})

    def form(path: str, account_id: str) -> str:
        fields = {**FORM_FIELDS, "account_id": account_id, "do": "check", "form": "x"}
        return people.web.post(path, data=fields).text.replace(account_id, "…")

    assert ask("/applications/check", known).json() == ask("/applications/check", "acct-nobody").json()
    assert form("/apply", known) == form("/apply", "acct-nobody")
    assert form("/apply/link", known) == form("/apply/link", "acct-nobody")
    answers = [ask("/applications", account_id) for account_id in (known, "acct-nobody")]
    assert [(one.status_code, set(one.json()), one.json()["status"]) for one in answers] == [
        (202, {"application_id", "status"}, "waits_for_confirmation")
    ] * 2
    people.mail(answers[0].json()["application_id"], CONFIRM, to=holder)
    assert CONFIRM not in people.titles("acct-nobody")


def test_holder_gets_one_email_a_day_for_all_that_wait(people: People) -> None:
    account_id, holder = new_account(people, "one-mail")
    first = hand_in(people, account_id, "First project")
    mail = people.mail(first, CONFIRM, to=holder)
    second = hand_in(people, account_id, "Second project")
    url = re.findall(r"^(http\S+/confirm/\S+)", mail.text, re.MULTILINE)[0]

    page = eventually(
        lambda: people.web.get(url).text if "Second project" in people.web.get(url).text else None,
        lambda: "the second application never waited",
    )
    newer, older = buttons(page)
    confirmed = people.web.post(url, data=newer, follow_redirects=True)
    other = people.web.post(url, data=older)

    assert "First project" in page
    assert "Application confirmed" in confirmed.text
    assert other.status_code == 409
    assert second in other.text, "one application at a time, and which one that is"
    people.mail(second, RECEIVED)
    assert buttons(people.web.get(url).text) == [older], "what was confirmed waits no more"
    assert [one.recipients for one in people.mails(account_id) if CONFIRM in one.html] == [(holder,)]


def test_many_requests_at_once_send_one_email(people: People) -> None:
    account_id, _ = new_account(people, "at-once")
    with ThreadPoolExecutor(5) as crowd:
        list(crowd.map(lambda _: people.web.post("/apply/link", data={"account_id": account_id}), range(5)))
    people.mail(account_id, APPLY_LINK)
    waits = hand_in(people, account_id)  # after whose mail the others are over, too
    people.mail(waits, CONFIRM)

    assert people.titles(account_id).count(APPLY_LINK) == 1


def test_apply_link_checks_the_account_and_starts_the_review(people: People) -> None:
    account_id, holder = new_account(people, "apply-link", has_photo=False)
    asked = people.web.post("/apply/link", data={"account_id": account_id})
    assert "emailed a link to the address on its record" in asked.text
    mail = people.mail(account_id, APPLY_LINK, to=holder)
    url = re.findall(r"^(http\S+/apply/link/\S+)", mail.text, re.MULTILINE)[0]

    lacks = people.web.get(url)
    checked = people.web.post(url, data={**FORM_FIELDS, "form": "one", "do": "send"})
    people.open_account(account_id, email=holder)
    sent = people.web.post(url, data={**FORM_FIELDS, "form": "one", "do": "send"}, follow_redirects=True)

    assert "Add a photo of yourself" in lacks.text, "before anything is typed"
    assert "Not submitted: please fix this" in checked.text
    assert 'value="form@client.example"' in checked.text, "what was typed is still there"
    assert "Application submitted" in sent.text
    application_id = sent.url.params["application"]
    people.mail(application_id, RECEIVED, to="form@client.example")
    people.clear(application_id)


def test_certain_rejection_can_be_sent_all_the_same(people: People) -> None:
    account_id, _ = new_account(people, "insists", has_photo=False)
    people.web.post("/apply/link", data={"account_id": account_id})
    url = re.findall(r"^(http\S+/apply/link/\S+)", people.mail(account_id, APPLY_LINK).text, re.MULTILINE)[0]

    sent = people.web.post(url, data={**FORM_FIELDS, "form": "one", "do": "send_anyway"}, follow_redirects=True)

    assert (
        "The account has no profile photo"
        in people.mail(sent.url.params["application"], "We could not approve your application").text
    )


def test_signed_check_uses_the_facts_of_the_account(people: People) -> None:
    account_id, _ = new_account(people, "signed", has_photo=False, plan="plus")
    data = request_data(account_id=account_id, requests_per_hour=9_000)

    mine = people.sign("POST", f"/accounts/{account_id}/applications/check", data)
    other = people.sign("POST", "/accounts/acct-another/applications/check", data)
    unsigned = people.web.post(f"/accounts/{account_id}/applications/check", json=data)
    stranger = people.web.post("/applications/check", json=data)

    assert mine.json()["result"] == "reject"
    assert results(mine.json()) == {"profile_photo": "reject", "enterprise_plan": "reject", "daily_limit": "reject"}
    assert all(one["fix"] for one in mine.json()["findings"] if one["result"] != "pass")
    assert other.status_code == 422
    assert unsigned.status_code == 403
    assert results(stranger.json()) == {"daily_limit": "reject"}
    assert "profile_photo" in [one["rule"] for one in stranger.json()["not_checked"]]


def test_failing_look_up_is_our_fault_and_tells_nothing(people: People) -> None:
    people.break_account("acct-lookup-fails")

    answer = people.sign(
        "POST", "/accounts/acct-lookup-fails/applications/check", request_data(account_id="acct-lookup-fails")
    )

    assert answer.status_code == 503
    assert "Try again in a few minutes" in answer.json()["detail"]


def test_account_has_one_application_open(people: People) -> None:
    account_id, _ = new_account(people, "one-open")
    first = people.apply_with(account_id, "first@client.example")

    second = people.sign("POST", f"/accounts/{account_id}/applications", request_data(account_id=account_id))

    assert second.status_code == 409
    assert first in second.json()["detail"]


def test_client_meets_the_marketplaces_name_links_and_contact(people: People) -> None:
    account_id, _ = new_account(people, "whose")
    contact = "Questions? Contact API support: "
    for path in ("/", "/apply", "/help", "/status"):
        page = people.web.get(path).text
        assert re.search("<header .*<span>Example Marketplace API keys</span></div></header>", page)
        assert f'{contact}<a href="mailto:api-support@marketplace.example">' in page
        assert '<a href="https://developers.marketplace.example/reference">API Reference</a>' in page

    receipt = people.mail(people.apply_with(account_id, "form@client.example"), "We are reviewing your application")

    (sender,) = receipt.message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Example Marketplace API keys", "desk@desk.example")
    assert f"{contact}api-support@marketplace.example" in receipt.text
    assert "Keydesk" not in receipt.text


@pytest.mark.parametrize("way", ["form", "json"])
def test_icon_is_shown_to_the_reviewer(people: People, way: str) -> None:
    account_id, _ = new_account(people, f"icon-{way}")
    if way == "form":
        people.web.post("/apply/link", data={"account_id": account_id})
        url = re.findall(r"^(http\S+/apply/link/\S+)", people.mail(account_id, APPLY_LINK).text, re.MULTILINE)[0]
        checked = people.web.post(
            url, data={**FORM_FIELDS, "do": "check"}, files={"icon": ("a.png", icon(), "image/png")}
        )
        kept = re.findall(r'name="icon_kept" value="([^"]+)"', checked.text)[0]
        assert "very close to one of our brand" in checked.text
        sent = people.web.post(url, data={**FORM_FIELDS, "do": "send", "icon_kept": kept}, follow_redirects=True)
        application_id = sent.url.params["application"]
    else:
        data = request_data(account_id=account_id)
        data["project"]["icon"] = base64.b64encode(icon()).decode()
        answer = people.sign("POST", f"/accounts/{account_id}/applications", data)
        application_id = answer.json()["application_id"]

    people.clear(application_id)
    review = people.review_mail(application_id)
    page = people.web.get(re.findall(r"http\S+/decisions/\S+", review.text)[0]).text

    assert "the brand&#39;s violet" in page or "the brand's violet" in page
    image = base64.b64decode(re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", page)[0])
    assert Image.open(io.BytesIO(image)).size == (64, 64)
    assert "one of our brand colours: #722f85" in review.text


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.png", b"GIF89a", "Must be a PNG or JPEG image"),
        ("a.png", b"\x89PNG" + b"\0" * 1024 * 1024, "Must be at most 1 MB"),
    ],
)
def test_file_that_is_no_icon_comes_back_with_the_form(
    people: People, name: str, content: bytes, complaint: str
) -> None:
    fields = {**FORM_FIELDS, "account_id": "acct-in-order", "do": "send"}

    answer = people.web.post("/apply", data=fields, files={"icon": (name, content, "image/png")})

    assert answer.status_code == 422
    assert complaint in answer.text
    assert 'value="form@client.example"' in answer.text


@pytest.mark.parametrize("account_id", ["", "two words", "<b>", "x" * 70])
def test_text_that_is_no_account_id_gets_a_clear_answer(people: People, account_id: str) -> None:
    answer = people.web.post("/apply/link", data={"account_id": account_id})

    assert answer.status_code == 422
    assert "Enter an account ID" in answer.text
