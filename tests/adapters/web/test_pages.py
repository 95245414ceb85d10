"""What pages show of what the business gives them; a value that a page lacks fails, as it would for its reader."""

import html
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from adapters.web.templates import page
from domain.applications.application_form import blank_form, fields_of, form_values, request_of
from domain.applications.form_check import with_placeholder_values
from domain.applications.pending_confirmation import PendingConfirmation, PendingPage, pending_values
from domain.applications.revision import about, revise_form, revised_values
from domain.applications.status_page import status_values, waiting_values
from domain.cases.case import DecisionType, Outcome, Revision, Status, TaskKind
from domain.cases.inbound_message import Attachment, Handling, QuarantineDecision, SesVerdict, StoredMessage
from domain.cases.work_queue import QueueRow
from domain.inbound_email.quarantine import AcceptedMessage, QuarantinePage
from domain.inbound_email.quarantine_page import quarantine_values
from domain.model.errors import FieldProblem
from domain.model.field_types import FILL_IN
from domain.model.icon import Icon
from domain.policy import RuleId, evaluate, load_policy
from domain.presentation.case_rows import queue_row_values
from domain.presentation.case_view import application_values, case_values, message_values, verdict_values
from domain.presentation.fact_sheet import USE, account_facts, changes, own_account_facts, request_facts, rule_results
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.examples import BRIEF, FORM_FIELDS, account, application, request_data, with_icon
from tests.fakes import NOON
from tests.words import case as told_case
from tests.words import exception, task

DAY = timedelta(days=1)
NO_ANSWER = {"token": "a" * 52, "answered_at": None, "is_answered": False, "words": "", "problem": "", "is_late": False}
"""The values of the status page that the handler adds, where nobody has answered a question."""


def text(name: str, values: dict[str, Any]) -> str:
    """The words of a page, as they are read."""
    words = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page(name, {"script": "", **values}), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(words))


def kept(**changes: Any) -> StoredMessage:
    facts: dict[str, Any] = {
        "receipt": "receipt-1",
        "message_id": "1@client.example",
        "case_id": "kabcdefghij234567",
        "received_at": NOON,
        "from_address": "avery@client.example",
        "subject": "Re: key",
        "text": "It is mended.",
        "attachments": (Attachment(name="proof.pdf", media_type="application/pdf", size=1025),),
        "handling": Handling.QUARANTINED,
        "why": "SES takes it for spam.",
        "has_virus": False,
    }
    return StoredMessage(**{**facts, **changes})


def test_a_held_message_is_shown_with_all_that_helps_to_judge_it() -> None:
    shown = text("held", quarantine_values(QuarantinePage((kept(),), Counter()), "one@staff.example", "token"))

    for words in (
        "Re: key",
        "avery@client.example",
        "It is mended.",
        "proof.pdf (application/pdf, 2 KB)",
        "Quarantined: SES",
    ):
        assert words in shown


def test_a_message_without_sender_or_subject_says_so() -> None:
    values = message_values(kept(from_address="", subject=""))

    assert (values["from"], values["subject"]) == ("unknown sender", "(no subject)")


def test_what_became_of_a_message_is_said() -> None:
    judgement = QuarantineDecision(
        is_released=True, by="one@staff.example", at=NOON, application_id="kabcdefghij234567"
    )
    dropped = judgement.model_copy(update={"is_released": False, "application_id": ""})
    released = {"judgement": judgement, "released_as": Handling.REVIEW_STARTED}

    assert message_values(kept(**released))["became"] == (
        "Accepted by one@staff.example. It started the re-review. It was quarantined: SES takes it for spam."
    )
    assert message_values(kept(judgement=dropped))["became"] == (
        "Discarded by one@staff.example. It was quarantined: SES takes it for spam."
    )
    assert message_values(kept(handling=Handling.KEPT, why=""))["became"].endswith("didn't change anything.")
    assert message_values(kept(handling=Handling.AUTOMATIC, why="Auto-Submitted"))["became"].endswith(
        "automatically: Auto-Submitted"
    )


def test_words_that_stand_elsewhere_in_the_case_are_not_shown_twice() -> None:
    assert message_values(kept(handling=Handling.REVIEW_STARTED))["text"] == ""
    assert message_values(kept(handling=Handling.KEPT))["text"] == "It is mended."


def test_the_list_of_held_messages_leaves_out_what_was_just_judged_or_says_what_is_wrong_with_it() -> None:
    both = QuarantinePage((kept(), kept(receipt="receipt-2")), Counter())

    values = quarantine_values(both, "one@staff.example", "token", "receipt-1")
    assert (values["person"], values["is_judged"]) == ("one@staff.example", True)
    assert [(one["receipt"], one["problem"]) for one in values["mails"]] == [("receipt-2", "")]

    values = quarantine_values(
        both, "one@staff.example", "token", "receipt-1", [FieldProblem("/judgement", "It has a virus.")]
    )
    assert not values["is_judged"]
    assert [(one["receipt"], one["problem"]) for one in values["mails"]] == [
        ("receipt-1", "It has a virus."),
        ("receipt-2", ""),
    ]
    assert not quarantine_values(both, "one@staff.example", "token")["is_judged"]


def test_a_line_of_the_queue_has_what_tells_cases_apart() -> None:
    key = task("kabcdefghij234567", 1, TaskKind.REVIEW, None, "").key
    again = key.model_copy(update={"turn": 2})
    second = BRIEF.model_copy(update={"round": 2, "people": ("Avery Example", "Robin Example"), "flags": 2})

    first_line = queue_row_values(QueueRow(key=key, opened_at=NOON, summary=BRIEF), NOON + DAY, "one@staff.example")
    other = queue_row_values(
        QueueRow(key=again, opened_at=NOON, summary=second, assignee="ONE@staff.example"), NOON, "one@staff.example"
    )

    assert (first_line["case_id"], first_line["title"], first_line["account_id"]) == (
        key.case_id,
        BRIEF.title,
        BRIEF.account_id,
    )
    assert (first_line["is_second"], first_line["is_asked_again"], first_line["assigned"]) == (False, False, None)
    assert (other["is_second"], other["is_asked_again"], other["assigned"]["is_yours"]) == (True, True, True)
    assert (other["people"], other["flags"], other["assigned"]["to"]) == (
        "Avery Example and Robin Example",
        2,
        "ONE@staff.example",
    )
    assert (first_line["age"], first_line["look"], first_line["kind"], first_line["opened_at"]) == (
        "1 day",
        "pass",
        "Reviews",
        NOON,
    )
    assert 1 / first_line["too_late_days"] < 1


OWNER = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}


@pytest.mark.parametrize("commercial", [True, False])
@pytest.mark.parametrize("agreed", [True, False])
def test_a_form_filled_in_from_an_application_makes_the_same_application(commercial: bool, agreed: bool) -> None:
    data = request_data(owner={**OWNER, "agreed": agreed})
    data["project"].update(
        commercial=commercial, website="https://client.example", theme_colours=["#722f85", "#1e0023"]
    )
    fields = fields_of(application(data).request)

    made = request_of(fields, {})

    assert made["owner"] == {"name": OWNER["name"], "email": OWNER["email"], **({"agreed": "yes"} if agreed else {})}
    assert made["project"]["commercial"] == ("yes" if commercial else "no")
    assert made["project"]["website"] == "https://client.example"
    assert made["project"]["theme_colours"] == ["#722f85", "#1e0023"]
    assert made["project"]["use"] == data["project"]["use"]
    assert fields["theme_colours"] == "#722f85, #1e0023"


def test_an_owner_who_agreed_needs_a_name_or_an_address() -> None:
    half = {**FORM_FIELDS, "owner_agreed": "yes"}

    assert "owner" not in request_of(half, {})
    assert request_of({**half, "owner_name": "Robin"}, {})["owner"] == {"name": "Robin", "agreed": "yes"}
    assert request_of({**half, "owner_email": "r@c.example"}, {})["owner"] == {"email": "r@c.example", "agreed": "yes"}


def test_a_wrong_icon_is_taken_out_so_that_the_rest_can_be_checked() -> None:
    icon = [FieldProblem("/project/icon", "It is no image.")]
    fields = {**FORM_FIELDS, "icon_kept": "AAAA"}

    assert with_placeholder_values(fields, {"icon": b"x"}, icon) == ({**fields, "icon": ""}, {})
    assert with_placeholder_values(fields, {}, icon) == ({**fields, "icon": "", "icon_kept": ""}, {})
    assert with_placeholder_values(fields, {"icon": b"x"}, []) == (fields, {"icon": b"x"})


def test_a_fresh_form_of_an_account_names_it_and_says_what_it_lacks() -> None:
    values = blank_form("form-1", account(has_photo=False))

    assert (values["fields"]["form"], values["is_fresh"], values["errors"]) == ("form-1", True, [])
    assert (values["account_id"], values["account_name"]) == ("acct-in-order", "Avery Example")
    assert (values["fixed"], values["draft"]) == (["account_id"], "apply acct-in-order")
    assert values["findings"][0]["result"] == "reject"
    assert [one["rule"] for one in values["findings"] if one["result"] == "reject"] == ["profile_photo"]
    assert "Avery Example" in text("apply", values)


def test_a_fresh_form_without_an_account_knows_none() -> None:
    values = blank_form("form-1")

    assert (values["account_id"], values["account_name"], values["fixed"]) == ("", "", [])
    assert (values["draft"], values["findings"], values["is_revision"]) == ("apply", [], False)
    assert text("apply", values)


def test_what_is_missing_and_what_is_wrong_in_no_field_is_said_in_plain_words() -> None:
    messages = form_values({}, [FieldProblem("/applicant", FILL_IN)])["messages"]
    elsewhere = form_values({}, [FieldProblem("/nowhere", "Something else."), FieldProblem("/x", "More.")])

    assert messages["applicant_name"] == "Enter your name"
    assert elsewhere["messages"]["account_id"] == "Something else."
    assert not elsewhere["is_fresh"]
    assert "Something else." in text("apply", elsewhere)


@pytest.mark.parametrize(("typed", "total"), [("1234567", 9_876_536), ("12345678", None), ("x", None), ("", None)])
def test_the_daily_total_is_told_of_figures_alone(typed: str, total: int | None) -> None:
    assert form_values({"requests_per_hour": typed, "hours_per_day": "8"}, [])["daily_total"] == total


def revised() -> Any:
    rejected = Rejected()
    case = rejected.desk.cases.get_case(rejected.id)
    reasons = told_case("No website.").rounds[0].outcome
    assert reasons
    first = case.rounds[0].model_copy(
        update={"outcome": Outcome(status=Status.REJECTED, at=NOON, reasons=reasons.reasons)}
    )
    return case.model_copy(update={"rounds": (first,)})


def test_the_form_to_change_an_application_says_what_stays_and_why_it_was_rejected() -> None:
    case = revised()
    changed = case.model_copy(update={"revision": Revision(request=case.application.request, at=NOON + DAY)})

    values = revise_form(case, account())

    assert values["is_revision"] and values["draft"] == f"revise {case.application.id}"
    assert values["fixed"][:2] == ["account_id", "applicant_email"]
    assert ("owner_agreed" in values["fixed"]) is (case.application.request.owner is None)
    assert values["account_id"] == case.application.request.account_id
    assert [one["message"] for one in values["reasons"]] == [one.message for one in case.rounds[0].outcome.reasons]
    assert (values["revised_at"], about(changed)["revised_at"]) == (None, NOON + DAY)
    assert text("apply", values)


def test_with_an_owner_whether_they_agreed_can_be_changed() -> None:
    rejected = Rejected(owner=OWNER)
    alone = Rejected()

    assert "owner_agreed" not in about(rejected.desk.cases.get_case(rejected.id))["fixed"]
    assert "owner_agreed" in about(alone.desk.cases.get_case(alone.id))["fixed"]


def test_after_a_change_the_page_says_when_and_what_comes_next() -> None:
    case = revised()
    values = revised_values(case)

    assert (values["can_be_revised"], values["revised_at"]) == (True, None)
    assert text("revised", {**values, "revised_at": NOON})


def test_the_status_page_tells_the_applicant_what_happened_in_both_reviews() -> None:
    case = told_case("Words.")

    values = status_values(case)
    steps = {step["title"]: step["at"] for step in values["steps"]}

    assert steps["Re-review requested"] == case.rounds[1].started_at
    assert steps["Your answer to a question"] == NOON
    assert values["next"].startswith("Fix the issues listed.")
    shown = text("status", {**values, **waiting_values(case, None, NOON), **NO_ANSWER})
    assert "someone@staff.example" not in shown
    assert "Re-review requested" in shown


def test_the_status_page_waits_for_the_question_that_is_open() -> None:
    case = told_case("Words.").model_copy(update={"status": Status.IN_REVIEW})

    assert status_values(case)["next"].startswith("A reviewer is checking the application.")
    assert status_values(case.model_copy(update={"tasks": ()}))["next"].endswith("There is nothing you need to do.")


def test_what_an_application_says_is_shown_by_name() -> None:
    data = request_data(owner=OWNER)
    data["project"].update(commercial=True)
    request = application(data).request

    facts = request_facts(request)

    assert facts["Key owner"] == "Robin Example, robin@client.example"
    assert request_facts(application().request)["Key owner"] == "The applicant"
    assert (facts["Is the project commercial?"], facts["Project"], facts[USE]) == (
        "Yes",
        request.project.name,
        request.project.use,
    )
    assert facts["Applicant"].startswith(f"{request.applicant.name} (")
    assert facts["Applicant"].endswith(f"), {request.applicant.email}")
    assert facts["Who will see the data?"] == "Only people at the client's company"
    assert f"{request.requests_per_day:,} requests per day (limit " in facts["Expected usage"]
    assert "Website" not in request_facts(application(website=None).request)
    assert request_facts(application(theme_colours=["#722f85", "#1e0023"]).request)["Colours"] == "#722f85, #1e0023"
    assert request_facts(application(commercial=False).request)["Is the project commercial?"] == "No"


def test_what_is_known_of_an_account_is_shown_by_name_and_what_is_not_is_left_out() -> None:
    facts = account_facts(account(spend_usd=12_000, employees=1_500, is_high_value=True))

    assert facts["Plan"] == "Enterprise"
    assert (facts["Profile photo"], facts["Identity verified"]) == ("Yes", "15 January 2026")
    assert (facts["Spend"], facts["Employees"], facts["High-value client"]) == ("US$ 12,000", "1,500", "Yes")
    assert facts["Company address"].startswith("500 Example Street")
    assert {"Billing address", "Customer since", "Reputation", "Members"}.isdisjoint(facts)
    assert account_facts(None) == own_account_facts(None) == {}
    assert account_facts(account(has_photo=False, identity_verified_on=None))["Profile photo"] == "None"


def test_what_changed_between_two_reviews_is_named_with_before_and_after() -> None:
    before, after = {"Same": "1", "Gone": "2", "Other": "3"}, {"New": "4", "Same": "1", "Other": "5"}

    assert changes(before, after) == [
        {"name": "New", "before": "", "after": "4", "pieces": [("added", "4")]},
        {"name": "Other", "before": "3", "after": "5", "pieces": [("removed", "3"), ("added", "5")]},
        {"name": "Gone", "before": "2", "after": "", "pieces": [("removed", "2")]},
    ]


def test_what_the_rules_said_is_shown_by_the_rules_titles() -> None:
    verdict = told_case("Words.").rounds[0].verdict
    assert verdict

    results = rule_results(verdict)

    assert len(results) == len(verdict.findings)
    assert {value.partition(":")[0] for value in results.values()} <= {"OK", "Needs review", "Fix"}
    assert rule_results(None) == {}


def test_an_exceptions_values_name_its_people_and_its_outcome() -> None:
    filed = exception("Words.")

    values = case_values(filed)

    assert values["what"] == "exception"
    assert values["client_email"] == filed.account.email
    assert values["manager_email"] == filed.request.account_manager.email
    assert (values["reason"], case_values(filed.model_copy(update={"outcome": None}))["reason"]) == ("Words.", "")


def test_a_reply_that_is_held_or_followed_says_to_which_application_and_why() -> None:
    rejected = Rejected()
    assert rejected.reply(dmarc=SesVerdict.FAIL) is Handling.QUARANTINED
    (held,) = rejected.desk.messages.list_quarantined(25)
    judgement = QuarantineDecision(is_released=True, by="one@staff.example", at=NOON, application_id=rejected.id)

    handled = rejected.desk.replies.handle_accepted(
        AcceptedMessage(case_id=held.case_id, receipt=held.receipt, judgement=judgement)
    )

    assert held.why.startswith("Its sender isn't verified")
    assert (handled.application_id, handled.handling) == (rejected.id, Handling.REVIEW_STARTED)


def test_a_dropped_reply_does_nothing_to_its_application() -> None:
    rejected = Rejected()
    rejected.reply(dmarc=SesVerdict.FAIL)
    (held,) = rejected.desk.messages.list_quarantined(25)
    judgement = QuarantineDecision(is_released=False, by="one@staff.example", at=NOON)

    handled = rejected.desk.replies.handle_accepted(
        AcceptedMessage(case_id=held.case_id, receipt=held.receipt, judgement=judgement)
    )

    assert (handled.application_id, handled.handling) == (rejected.id, Handling.QUARANTINED)
    assert rejected.desk.machine.started == [(rejected.id, 1)]


def test_the_questions_of_a_case_have_their_answers() -> None:
    (asked, *_) = case_values(told_case("Words."))["questions"]

    assert (asked["question"], asked["asked_by"], asked["asked_at"]) == ("Words.", "someone@staff.example", NOON)
    assert (asked["answer"], asked["answered_at"], asked["is_closed"]) == ("Words.", NOON, True)


def test_the_applications_that_wait_for_their_holder_have_a_key_and_lead_on_where_there_may_be_more() -> None:
    one = PendingConfirmation(key="key-1", application=application())
    page = PendingPage((one,))

    assert [(each["key"], each["project_name"]) for each in pending_values(page)["waiting"]] == [
        ("key-1", application().request.project.name)
    ]
    shown = text("confirm", pending_values(page))
    assert application().request.project.name in shown
    assert "I don't recognise this" in shown
    assert "Show older applications" not in shown
    assert "Show older applications" in text("confirm", pending_values(PendingPage((), "key-1"))), (
        "all of this page were discarded"
    )


def test_page_says_what_became_of_an_application_that_was_not_recognised() -> None:
    discarded = application()

    shown = text("confirm", pending_values(PendingPage(()), discarded))

    assert "Application discarded" in shown
    assert f"We've discarded application {discarded.id}" in shown
    assert "For 30 days, we won't email you" in shown
    assert "get an application link" in shown


def test_the_pre_check_names_what_it_found_and_what_it_could_not_check() -> None:
    verdict = evaluate(application(), account(has_photo=False))
    some = verdict.model_copy(update={"findings": tuple(one for one in verdict.findings if one.rule != "use_stated")})

    values = verdict_values(some)

    assert (values["policy_version"], values["result"]) == (verdict.policy_version, "reject")
    assert values["findings"][0]["rule"] == "profile_photo"
    assert [one["result"] for one in values["findings"]] == sorted(
        (one["result"] for one in values["findings"]), key=["reject", "flag", "pass"].index
    )
    assert values["not_checked"] == [{"rule": "use_stated", "title": load_policy().rules[RuleId.USE_STATED].title}]


def test_an_applications_values_are_what_it_says() -> None:
    one = application(request_data(owner=OWNER))
    project = one.request.project

    values = application_values(one)

    assert (values["case_id"], values["what"], values["account_id"]) == (one.id, "application", one.request.account_id)
    assert (values["owner_name"], values["owner_email"]) == ("Robin Example", "robin@client.example")
    assert (values["applicant_name"], values["applicant_email"]) == (
        one.request.applicant.name,
        one.request.applicant.email,
    )
    assert (values["project_use"], values["usage"]) == (
        project.use,
        "200 requests per hour, 8 hours a day: 1,600 requests per day",
    )
    assert (values["proof"], values["submitted_at"]) == ("signed call", NOON)
    assert {application_values(application(commercial=yes))["commercial"] for yes in (True, False)} == {
        "Yes",
        "No",
    }
    assert (application_values(application())["owner_name"], values["icon"]) == ("", "")
    assert application_values(application(website="https://client.example"))["project_website"].startswith("https://")
    assert application_values(application(website=None))["project_website"] == ""
    assert values["exposure"] == "Only people at the client's company"
    assert (
        application_values(application(exposure="third_parties"))["exposure"]
        == "People outside the client's company too"
    )
    data = request_data(owner=OWNER)
    data["applicant"]["role"] = "team_member"
    assert application_values(application(data))["applicant_role"] == "team member"
    icon = Icon(hash="0" * 32, colours=(), thumbnail="AAAA")
    assert application_values(with_icon(one, icon))["icon"] == "AAAA"


def test_a_cases_values_tell_of_both_reviews() -> None:
    case = told_case("Words.")

    values = case_values(case)

    assert (values["status"], values["round"], values["reply"]) == ("rejected", 2, case.current.reply)
    assert values["first_project_name"] == case.request_of(1).project.name
    assert [one["round"] for one in values["earlier"]] == [1]
    assert values["earlier"][0]["at"] == NOON and values["earlier"][0]["reasons"][0]["message"]
    assert {(one["task"], one["round"]) for one in values["decisions"]} == {
        ("safety", 2),
        ("owner", 1),
        ("review", 2),
        ("question", 2),
    }


def test_a_question_that_nobody_answered_is_closed_without_words() -> None:
    case = told_case("Words.")
    unanswered = task(case.application.id, 2, TaskKind.INFO_REQUEST, DecisionType.UNANSWERED, "")
    tasks = tuple(one for one in case.tasks if one.key.kind is not TaskKind.INFO_REQUEST)

    (closed,) = case_values(case.model_copy(update={"tasks": (*tasks, unanswered)}))["questions"]
    (open_,) = case_values(case.model_copy(update={"tasks": tasks}))["questions"]

    assert (closed["answer"], closed["answered_at"], closed["is_closed"], closed["round"]) == ("", None, True, 2)
    assert (open_["answer"], open_["answered_at"], open_["is_closed"]) == ("", None, False)
