from datetime import timedelta

import pytest

from domain.cases.case import Status
from domain.notifications.delivery_status import LONGEST_REASON, Fate, MailRecord, MailReport, mail_problems
from domain.notifications.messages import DECISION_MAILS, Mail, MailName
from tests.fakes import NOON


def report(fate: Fate, reason: str = "") -> MailReport:
    return MailReport(fate=fate, at=NOON, reason=reason)


def mail(name: MailName = MailName.REJECTED) -> Mail:
    return Mail(name=name, case_id="kabcdefghij234567", round=1, to="avery@client.example")


def test_what_staff_read_of_a_mail_that_came_back() -> None:
    bounced = MailRecord(mail=mail(), report=report(Fate.BOUNCED, "General: smtp; 550 user unknown"))
    (problem,) = mail_problems((bounced,))

    assert problem == {
        "to": "avery@client.example",
        "title": "Rejection",
        "happened": "It came back for good. The address takes no mail.",
        "reason": "General: smtp; 550 user unknown",
        "at": NOON,
    }


def test_problems_stand_oldest_first_and_a_mail_without_news_is_none() -> None:
    later = MailReport(fate=Fate.BOUNCED, at=NOON + timedelta(hours=1))
    records = [MailRecord(mail=mail(MailName.APPROVED), report=later), MailRecord(mail=mail(MailName.RECEIVED))]
    records.append(MailRecord(mail=mail(), report=report(Fate.DELAYED)))

    assert [one["title"] for one in mail_problems(tuple(records))] == ["Rejection", "Approval"]


def test_a_mail_that_arrived_is_no_problem() -> None:
    assert mail_problems((MailRecord(mail=mail(), report=report(Fate.DELIVERED)),)) == []


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate is not Fate.DELIVERED])
@pytest.mark.parametrize("name", MailName)
def test_every_problem_of_every_mail_has_words(fate: Fate, name: MailName) -> None:
    (problem,) = mail_problems((MailRecord(mail=mail(name), report=report(fate)),))

    assert problem["title"][0].isupper()
    assert "_" not in problem["title"]
    assert problem["happened"].endswith(".")


def test_the_words_of_a_strange_mail_server_are_one_line_of_bounded_length() -> None:
    hostile = "smtp; 550\r\n\x1b[31mno\x00 such\u2028user\u202e " + "x" * 100_000

    reason = report(Fate.BOUNCED, hostile).reason

    assert reason.startswith("smtp; 550 [31mno such user x")
    assert len(reason) == LONGEST_REASON
    assert reason.isprintable()


def test_each_way_in_which_an_application_ends_has_its_decision_mail() -> None:
    assert {str(name) for name in DECISION_MAILS} == {str(status) for status in Status} - {"in_review"}
