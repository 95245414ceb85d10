"""Whole reviews, from hand-in to answer, on the embedded AWS with IAM enforced."""

import re
import smtplib
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from domain.cases.case import DecisionType, TaskKind
from infra.local.mailbox import reply_to
from infra.local.seeds import DEMO_ACCOUNTS
from tests.e2e.people import People, eventually, link

WRONG_ACCOUNTS = [account for account, wrong in DEMO_ACCOUNTS if wrong != "nothing"]
ONE, TWO = "reviewer.one@staff.example", "reviewer.two@staff.example"

RECEIVED = "We are reviewing your application"
REJECTED = "We could not approve your application"
APPROVED = "Your application is approved"
FINAL = "Our final decision: not approved"
NOT_REOPENED = "Your reply didn't reopen the application"


def answer(people: People, url: str, what: str) -> httpx.Response:
    """Submit a form of the page without looking at it first."""
    return people.web.post(url, data={"answer": what, "note": "No."}, follow_redirects=True)


@pytest.mark.parametrize("account", WRONG_ACCOUNTS, ids=lambda account: account["account_id"])
def test_wrong_account_is_rejected_at_once_with_its_fix(people: People, account: dict[str, str]) -> None:
    email = f"{account['account_id']}@client.example"
    application_id = people.apply(account["account_id"], email)

    mail = people.mail(application_id, REJECTED, to=email)

    fix = {
        "acct-not-verified": "Complete identity verification",
        "acct-company-name": "Change the account name to your own name",
        "acct-no-photo": "Add a photo of yourself",
        "acct-no-address": "ask Tech Support to copy it",
        "acct-not-enterprise": "Ask your account manager about the Enterprise plan",
        "acct-high-value": "file an exception",
    }[account["account_id"]]
    assert fix in mail.text
    to_fix = mail.text.partition("A REVIEWER WILL ALSO LOOK AT")[0]
    assert to_fix.count("\n* ") == 1, "one thing is wrong with each demo account"
    people.all_done(application_id)
    assert people.titles(application_id) == [REJECTED], "nobody else is bothered"


def test_unknown_account_is_rejected(people: People) -> None:
    application_id = people.apply_with("acct-nobody", "unknown@client.example")
    asked = people.mail(application_id, "Confirm your email address")
    assert "Weekly hours" not in asked.raw.decode(), "no words of the application, before the address is confirmed"

    url = link(asked, "Confirm your email address")
    assert "Is unknown@client.example your email address?" in people.web.get(url).text
    people.all_done(application_id)
    page = people.web.post(url, data={"do": "confirm"}, follow_redirects=True)
    people.reconcile()

    assert "your email address?" not in page.text
    assert "couldn't find the account acct-nobody" in people.mail(application_id, REJECTED).text


def test_account_not_cleared_is_rejected_without_the_internal_note(people: People) -> None:
    application_id = people.apply("acct-in-order", "not-clear@client.example")
    check = people.mail(application_id, "Trust &amp; Safety check")

    refused = people.click(check, "Not cleared")
    assert refused.status_code == 422
    assert "Enter a reason. Only colleagues on the case will see it." in refused.text
    page = people.click(check, "Not cleared", note="seen in another case")

    assert "seen in another case" in page.text
    rejection = people.mail(application_id, REJECTED)
    assert "Trust & Safety" in rejection.text
    assert "seen in another case" not in rejection.raw.decode()
    assert "Approve this application?" not in people.titles(application_id)


def test_why_an_account_was_not_cleared_is_shown_to_colleagues_in_the_re_review(people: People) -> None:
    application_id = people.apply("acct-in-order", "not-clear-once@client.example")
    check = people.mail(application_id, "Trust &amp; Safety check")
    people.click(check, "Not cleared", note="seen in another case")

    assert people.reply(people.mail(application_id, REJECTED), "That was settled.") == "review_started"

    check = people.mail(application_id, "Trust &amp; Safety check", number=2)
    assert "seen in another case" in people.web.get(link(check, "Cleared")).text
    people.click(check, "Cleared")
    page = people.web.get(link(people.review_mail(application_id), "Approve")).text
    assert re.search("Not cleared</b> by Trust &amp; Safety in the first review .*safety@staff.example", page)
    assert "seen in another case" in page


def test_fixed_application_is_approved_in_the_re_review(people: People) -> None:
    people.open_account("acct-mended", like="acct-no-photo")
    application_id = people.apply_with("acct-mended", "mended@client.example")
    rejection = people.mail(application_id, REJECTED)
    people.open_account("acct-mended", has_photo=True)

    assert people.reply(rejection, "I added a photo.") == "review_started"

    people.mail(application_id, "We are reviewing your application again")
    people.clear(application_id)
    review = people.review_mail(application_id)
    assert "I added a photo." in review.text
    assert "The account has no profile photo." in review.text, "what the first round said"
    people.click(review, "Approve")
    people.mail(application_id, APPROVED)
    people.all_done(application_id)
    assert set(people.executions(application_id)) == {f"{application_id}-1", f"{application_id}-2"}


def test_reply_to_final_rejection_is_answered_once(people: People) -> None:
    email = "final@client.example"
    application_id = people.apply("acct-in-order", email)
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Reject", note="The website does not open.\nPut it online.")
    rejection = people.mail(application_id, REJECTED)
    assert "* The website does not open.\r\n  Put it online." in rejection.text
    assert people.reply(rejection, "It is online.") == "review_started"
    assert people.reply(rejection, "Thank you!") == "not_accepted"
    people.mail(application_id, "We've added your reply to your application")
    people.clear(application_id, round_number=2)
    people.click(people.review_mail(application_id, number=2), "Reject", note="It still does not open.")
    final = people.mail(application_id, FINAL)
    assert "It still does not open." in final.text
    people.all_done(application_id)

    with ThreadPoolExecutor(4) as crowd:
        handled = list(crowd.map(lambda number: people.reply(final, f"Please {number}!"), range(4)))
    assert handled == ["not_accepted"] * 4, "at once, and none fails"

    assert "the second decision is final" in people.mail(application_id, NOT_REOPENED).text
    assert len(people.executions(application_id)) == 2
    assert people.titles(application_id, email).count(NOT_REOPENED) == 1, "one for each status"


def test_looking_at_a_link_a_hundred_times_decides_nothing(people: People) -> None:
    application_id = people.apply("acct-in-order", "scanner@client.example")
    check = people.mail(application_id, "Trust &amp; Safety check")
    urls = [link(check, "Cleared"), link(check, "Not cleared")]

    for number in range(50):
        method = "HEAD" if number % 2 else "GET"
        assert [people.web.request(method, url).status_code for url in urls] == [200, 200]

    assert people.titles(application_id, ONE) == []
    people.clear(application_id)
    assert people.review_mail(application_id)


def test_opposite_decisions_at_once_leave_one(people: People) -> None:
    application_id = people.apply("acct-in-order", "race@client.example")
    people.clear(application_id)
    approve = link(people.review_mail(application_id, ONE), "Approve")
    reject = link(people.review_mail(application_id, TWO), "Reject")

    with ThreadPoolExecutor(8) as crowd:
        clicks = [(approve, "approve"), (reject, "reject")] * 4
        answers = list(crowd.map(lambda click: answer(people, *click), clicks))

    assert {answer.status_code for answer in answers} == {200}
    decided = r"was <strong>(approved|rejected)</strong> by <strong>(\S+)</strong>"
    decisions = {match for answer in answers for match in re.findall(decided, answer.text)}
    assert decisions in ({("approved", ONE)}, {("rejected", TWO)}), "everyone is shown the one decision"
    people.all_done(application_id)
    told = [title for title in people.titles(application_id, "race@client.example") if title != RECEIVED]
    assert told == [APPROVED if ("approved", ONE) in decisions else REJECTED]


def test_later_click_shows_the_decision_and_cannot_change_it(people: People) -> None:
    application_id = people.apply("acct-in-order", "later@client.example")
    people.clear(application_id)
    second = people.review_mail(application_id, TWO)
    people.click(people.review_mail(application_id, ONE), "Approve")

    page = people.web.get(link(second, "Reject"))
    forced = answer(people, link(second, "Reject"), "reject")

    for shown in (page, forced):
        assert f"approved</strong> by <strong>{ONE}</strong> on " in shown.text
        assert "<form" not in shown.text
    people.mail(application_id, APPROVED)


def test_renewed_wait_can_still_be_decided(people: People) -> None:
    application_id = people.apply("acct-in-order", "renewed@client.example")
    check = people.mail(application_id, "Trust &amp; Safety check")

    def waits() -> int:
        return people.entered(application_id).count("Wait for Trust & Safety")

    eventually(lambda: waits() >= 3, lambda: f"the wait was entered {waits()} times")
    people.click(check, "Cleared")

    people.click(people.review_mail(application_id), "Approve")
    people.mail(application_id, APPROVED)
    people.all_done(application_id)
    assert people.titles(application_id).count("Trust &amp; Safety check") == 1, "a renewed wait asks nobody again"


def test_lost_decision_is_found_by_the_next_wait(people: People) -> None:
    application_id = people.apply("acct-in-order", "lost@client.example")
    people.mail(application_id, "Trust &amp; Safety check")

    people.decide_and_die(application_id, TaskKind.SAFETY, DecisionType.CLEAR)

    assert people.review_mail(application_id)


def test_email_program_can_reply_over_smtp(people: People) -> None:
    people.open_account("acct-smtp", like="acct-no-photo")
    application_id = people.apply_with("acct-smtp", "smtp@client.example")
    reply = reply_to(people.mail(application_id, REJECTED), "Sent from my mail program.")
    people.fix_account(application_id)
    del reply["To"]
    reply["To"] = "desk@desk.example"  # what it replies to is named in References alone

    with smtplib.SMTP("127.0.0.1", people.desk.settings.smtp_port) as server:
        server.send_message(reply)

    eventually(lambda: len(people.executions(application_id)) == 2, lambda: "the reply started nothing")


def test_email_to_another_domain_is_refused_over_smtp(people: People) -> None:
    with (
        smtplib.SMTP("127.0.0.1", people.desk.settings.smtp_port) as server,
        pytest.raises(smtplib.SMTPDataError, match="receives email for"),
    ):
        server.sendmail("a@client.example", ["b@elsewhere.example"], "Subject: x\r\n\r\nhello")


@pytest.mark.parametrize("proof", ["spf", "dkim"])
def test_spf_or_dkim_is_enough_without_a_dmarc_policy(people: People, proof: str) -> None:
    application_id = people.apply("acct-no-photo", f"gray-{proof}@client.example")
    rejection = people.mail(application_id, REJECTED)
    people.fix_account(application_id)

    assert people.reply(rejection, "Hello.", verdicts="dmarc:GRAY,spf:GRAY,dkim:GRAY") == "held"
    failing = "spf" if proof == "dkim" else "dkim"
    assert people.reply(rejection, "It is mended.", verdicts=f"dmarc:GRAY,{failing}:FAIL") == "review_started"


@pytest.mark.parametrize("query", [{"verdicts": "dmarc:FAIL"}, {"verdicts": "spam:FAIL"}, {"verdicts": "virus:FAIL"}])
def test_forged_reply_starts_nothing_and_the_true_one_still_does(people: People, query: dict[str, str]) -> None:
    name = query["verdicts"].partition(":")[0]
    people.open_account(f"acct-{name}", like="acct-no-photo")
    application_id = people.apply_with(f"acct-{name}", f"{name}@client.example")
    rejection = people.mail(application_id, REJECTED)
    people.fix_account(application_id)

    assert people.reply(rejection, "Let me in.", **query) == "held"
    assert people.reply(rejection, "It is mended.") == "review_started"
