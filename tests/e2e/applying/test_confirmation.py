"""What applicant and account holder hear of an application that waits for its confirmation."""

import re
import secrets
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.applying.test_applying import CONFIRM, RECEIVED, buttons, hand_in, new_account
from tests.e2e.people import People, eventually
from tests.examples import FORM_FIELDS

RECEIPT = "Waiting for the account holder to confirm"
LAPSED = "The application wasn't confirmed"
DISCARD = {"do": "discard"}


def stranger() -> str:
    """An address that is on no record, and that no test wrote to before."""
    return f"stranger-{secrets.token_hex(4)}@elsewhere.example"


def confirm_url(people: People, application_id: str, holder: str) -> str:
    mail = people.mail(application_id, CONFIRM, to=holder)
    return str(re.findall(r"^(http\S+/confirm/\S+)", mail.text, re.MULTILINE)[0])


def neutral(text: str, *own: str) -> str:
    for word in own:
        text = text.replace(word, "…")
    return text


def test_applicant_gets_a_receipt_and_a_notice_that_tell_nothing_of_the_account(people: People) -> None:
    known, holder = new_account(people, "receipt")
    told = []
    for account_id in (known, "acct-nobody"):
        applicant = stranger()
        application_id = hand_in(people, account_id, applicant=applicant)
        receipt = people.mail(application_id, RECEIPT, to=applicant)
        people.let_confirmation_lapse(application_id)
        for _ in range(2):
            people.reconcile()
        notice = people.mail(application_id, LAPSED, to=applicant)
        assert people.titles(application_id, applicant) == [RECEIPT, LAPSED], "each once"
        own = (application_id, account_id, applicant)
        told.append([neutral(mail.text, *own) for mail in (receipt, notice)])
        assert "Weekly hours" not in receipt.raw.decode() + notice.raw.decode(), "no words of the application"
        assert "Avery" not in receipt.raw.decode() + notice.raw.decode()
    assert told[0] == told[1]
    assert "you can ignore this email" in told[0][0]
    people.mail(known, CONFIRM, to=holder)


def test_form_brings_the_same_receipt(people: People) -> None:
    account_id, _ = new_account(people, "form-receipt")
    applicant = stranger()
    fields = {**FORM_FIELDS, "account_id": account_id, "applicant_email": applicant, "form": "x", "do": "send"}
    sent = people.web.post("/apply", data=fields, follow_redirects=True)
    (application_id,) = set(re.findall(r"k[a-z2-7]{16}", sent.text))

    assert f"<strong>{application_id}</strong>" in sent.text
    people.mail(application_id, RECEIPT, to=applicant)


def test_confirmed_application_brings_no_notice(people: People) -> None:
    account_id, holder = new_account(people, "in-time")
    applicant = stranger()
    application_id = hand_in(people, account_id, applicant=applicant)
    url = confirm_url(people, application_id, holder)
    people.web.post(url, data=buttons(people.web.get(url).text)[0], follow_redirects=True)
    eventually(lambda: people.executions(application_id), lambda: "no review has started")

    people.let_confirmation_lapse(application_id)
    people.reconcile()

    assert LAPSED not in people.titles(application_id)
    assert [email for email in people.due(applicant) if "not_confirmed" in email] == []


def test_flood_of_applications_brings_an_address_few_emails(people: People) -> None:
    victim, account_id = stranger(), f"acct-{secrets.token_hex(4)}"
    with ThreadPoolExecutor(4) as crowd:
        ids = list(crowd.map(lambda _: hand_in(people, account_id, applicant=victim), range(8)))
    eventually(
        lambda: len(people.due(victim)) == 4 + 2,
        lambda: f"due: {people.due(victim)}",
    )
    people.reconcile()

    titles = [title for application_id in ids for title in people.titles(application_id, victim)]
    assert titles == [RECEIPT] * 2, "two today, two tomorrow, and the others never"


def test_holder_who_does_not_recognise_an_application_discards_it_and_is_not_asked_again(people: People) -> None:
    account_id, holder = new_account(people, "unknown")
    applicant = stranger()
    application_id = hand_in(people, account_id, applicant=applicant)
    url = confirm_url(people, application_id, holder)
    (button,) = buttons(people.web.get(url).text)

    page = people.web.post(url, data={**button, **DISCARD})
    again = people.web.post(url, data={**button, **DISCARD})
    confirmed = people.web.post(url, data=button, follow_redirects=True)

    for shown in (page, again):
        assert shown.status_code == 200
        assert "discarded application <strong>" in shown.text
        assert f"<strong>{application_id}</strong>" in shown.text
        assert "For 30 days, we won't email you" in shown.text
    assert confirmed.status_code == 409
    assert "This application was discarded" in confirmed.text
    assert people.executions(application_id) == {}
    assert "No application is waiting for your confirmation" in people.web.get(url).text
    logged = people.function_logs()
    assert "application discarded by the account holder" in logged
    assert '"ApplicationsDiscarded"' in logged

    people.next_day(holder)
    second = hand_in(people, account_id, applicant=applicant)
    people.mail(second, RECEIPT, to=applicant)
    other = hand_in(people, account_id)  # by somebody else: when the holder is asked, the second has been dealt with
    people.mail(other, CONFIRM, to=holder)
    assert CONFIRM not in people.titles(second)
    assert people.titles(application_id, applicant) == [RECEIPT], "nobody tells the applicant"
    people.next_day(applicant)
    people.let_confirmation_lapse(application_id)
    people.reconcile()
    people.mail(application_id, LAPSED, to=applicant)


def test_application_that_was_confirmed_is_not_discarded(people: People) -> None:
    account_id, holder = new_account(people, "twice")
    application_id = hand_in(people, account_id)
    url = confirm_url(people, application_id, holder)
    (button,) = buttons(people.web.get(url).text)
    people.web.post(url, data=button)

    late = people.web.post(url, data={**button, **DISCARD})

    assert late.status_code == 409
    assert "This application is already confirmed" in late.text
    people.mail(application_id, RECEIVED)


def test_confirming_and_discarding_at_once_do_one_of_both(people: People) -> None:
    account_id, holder = new_account(people, "race")
    application_id = hand_in(people, account_id)
    url = confirm_url(people, application_id, holder)
    (button,) = buttons(people.web.get(url).text)
    with ThreadPoolExecutor(2) as crowd:
        confirmed, discarded = crowd.map(lambda more: people.web.post(url, data={**button, **more}), ({}, DISCARD))

    assert (confirmed.status_code, discarded.status_code) in ((303, 409), (409, 200))
    assert bool(people.executions(application_id)) == (confirmed.status_code == 303)
