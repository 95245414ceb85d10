from datetime import timedelta
from typing import Any

import pytest

from domain.applications.revision import (
    SAVE,
    check_revision,
    interrupted_revision,
    read_revision,
    revise_form,
    revised_values,
)
from domain.applications.status_page import status_values
from domain.cases.access_tokens import StatusToken, hash_token
from domain.cases.case import Case, Outcome, Status
from domain.model.account import AccountMember, MemberRole
from domain.model.errors import UnknownToken
from domain.model.icon import Icon
from domain.notifications.messages import EmailName
from domain.policy import evaluate
from tests.examples import account, application, reopen, request_data, with_icon
from tests.fakes import NOON, FakeKeydesk, no_image

OWNER_EMAIL = "robin@client.example"
OWNER = {"name": "Robin Example", "email": OWNER_EMAIL, "agreed": False}


class Rejected:
    """An application that was rejected at once, and the revision link of the email about it."""

    def __init__(self, **changes: Any) -> None:
        self.desk = FakeKeydesk()
        data = request_data(**changes)
        data["project"]["name"] = "Askwork hours"
        submitted = self.desk.submit(data)
        self.id = submitted.id
        self.desk.cases.set_round(self.id, 1, account=account(), verdict=evaluate(submitted, account()))
        self.desk.cases.conclude(self.desk.cases.get_case(self.id), Outcome(status=Status.REJECTED, at=NOON))
        self.desk.notifier.notify(EmailName.REJECTED, self.id, 1)
        self.token = str(self.desk.templates.written[-1]["revise_url"]).rpartition("/")[2]

    @property
    def case(self) -> Case:
        return self.desk.revisions.open(self.token)

    def save(self, **typed: str) -> bool:
        form = revise_form(self.case, account())
        fields = {**form["fields"], "do": SAVE, **typed}
        submitted = check_revision(self.case, fields, {}, no_image, account()).submitted
        assert submitted
        return self.desk.revisions.revise(self.case, submitted, form["words"])


def test_form_shows_the_application_with_the_rejection_beside_its_field() -> None:
    form = revise_form(Rejected().case, account())

    assert form["fields"]["project_name"] == "Askwork hours"
    assert [hint["result"] for hint in form["notes"]["project_name"]] == ["reject"]
    assert form["is_revision"] and form["is_fresh"]


def test_checked_revision_is_shown_as_one_and_with_its_problems() -> None:
    case = Rejected().case
    fields = {**revise_form(case, account())["fields"], "hours_per_day": "99"}

    checked = check_revision(case, fields, {}, no_image, account())

    assert (checked.is_valid, checked.submitted) == (False, None)
    assert checked.values["is_revision"] and not checked.values["is_fresh"]
    assert checked.values["messages"]["hours_per_day"]


def test_last_revision_counts_and_is_shown_without_the_old_finding() -> None:
    rejected = Rejected()
    assert rejected.save(project_name="Once changed") and rejected.save(project_name="Twice changed")

    form = revise_form(rejected.case, account())

    assert form["fields"]["project_name"] == "Twice changed"
    assert "project_name" not in form["notes"]
    assert revised_values(rejected.case)["revised_at"] == NOON


def test_account_applicants_address_and_owner_stay_but_the_owner_may_agree() -> None:
    rejected = Rejected(owner=OWNER)
    others = {"account_id": "acct-x", "applicant_email": "x@client.example", "owner_email": "y@client.example"}

    rejected.save(project_name="Weekly hours", owner_name="Somebody Else", owner_agreed="yes", **others)

    revision = rejected.case.revision
    assert revision
    before = rejected.case.request_of(1)
    assert revision.request.account_id == before.account_id
    assert revision.request.applicant.email == before.applicant.email
    assert revision.request.owner and before.owner
    assert (revision.request.owner.name, revision.request.owner.email) == (before.owner.name, before.owner.email)
    assert revision.request.owner.agreed


def test_applicant_sees_what_the_account_lacks_and_nothing_that_is_in_order() -> None:
    case, lacks = Rejected().case, account(has_photo=False)
    fields = {**revise_form(case, lacks)["fields"], "project_name": "Weekly hours"}

    for values in (revise_form(case, lacks), check_revision(case, fields, {}, no_image, lacks).values):
        shown = {finding["rule"] for finding in values["findings"]}
        assert "profile_photo" in shown and "use_stated" in shown
        assert shown.isdisjoint({"personal_name", "company_address", "identity_verified", "enterprise_plan"})
        assert values["account_name"] == ""


def test_message_to_the_reviewers_is_kept_with_what_is_saved_until_it_is_cleared() -> None:
    rejected = Rejected()
    fields = revise_form(rejected.case, account())["fields"]
    unchanged = check_revision(rejected.case, {**fields, "do": SAVE}, {}, no_image, account()).submitted
    assert unchanged

    rejected.desk.revisions.revise(rejected.case, unchanged, "It has another name.")
    assert revise_form(rejected.case, account())["words"] == "It has another name."
    rejected.save(project_name="Weekly hours")
    assert revise_form(rejected.case, account())["words"] == "It has another name."
    rejected.desk.revisions.revise(rejected.case, unchanged, "")
    assert revise_form(rejected.case, account())["words"] == ""


def test_change_that_cannot_be_stored_now_is_shown_as_typed_with_what_is_fixed() -> None:
    case = Rejected().case
    fields = {"project_name": "Weekly hours", "account_id": "acct-x", "words": "It has another name."}

    page = interrupted_revision(case, fields, "The fault is ours", "Try again.")
    lost = interrupted_revision(None, fields, "This link does not work", "")

    assert (page["fields"]["project_name"], page["words"]) == ("Weekly hours", "It has another name.")
    assert page["account_id"] == page["fields"]["account_id"] == case.application.request.account_id
    assert (lost["fields"]["project_name"], lost["words"]) == ("Weekly hours", "It has another name.")


def test_owner_cannot_be_added() -> None:
    rejected = Rejected()
    rejected.save(project_name="Hours", owner_name="Somebody Else", owner_email="y@client.example", owner_agreed="yes")

    assert rejected.case.revision and rejected.case.revision.request.owner is None


def test_kept_icon_is_the_stored_one_and_not_its_thumbnail() -> None:
    icon = Icon(hash="0" * 32, colours=("#722f85",), thumbnail="AAAA")
    submitted = with_icon(application(), icon)
    desk = FakeKeydesk()
    desk.cases.add_application(submitted, "thread-1@desk.example")
    case = desk.cases.get_case(submitted.id)
    fields = revise_form(case, account())["fields"]

    assert read_revision(case, fields, {}, no_image).request.project.icon == icon
    assert read_revision(case, {**fields, "no_icon": "yes"}, {}, no_image).request.project.icon is None
    other = Icon(hash="f" * 32, colours=("#112233",), thumbnail="BBBB")
    assert read_revision(case, fields, {"icon": b"another"}, lambda _: other).request.project.icon == other


def test_application_cannot_be_revised_after_the_reply() -> None:
    rejected = Rejected()
    rejected.save(project_name="Weekly hours")
    reopen(rejected.desk.cases, rejected.id, "Please look again.", "receipt-1", NOON)

    assert not rejected.save(project_name="Too late")
    assert not rejected.case.is_rejected_once
    assert rejected.case.application.request.project.name == "Weekly hours"


def test_revision_link_opens_only_its_own_page_and_for_a_year() -> None:
    rejected = Rejected()
    with pytest.raises(UnknownToken):
        rejected.desk.revisions.open("nonsense")
    with pytest.raises(UnknownToken):
        rejected.desk.status_links.open(rejected.token)

    rejected.desk.clock.move(timedelta(days=366))
    with pytest.raises(UnknownToken):
        rejected.desk.revisions.open(rejected.token)


@pytest.mark.parametrize("name", [EmailName.REJECTED_FOR_GOOD, EmailName.WITHDRAWN, EmailName.REPLY_NOT_ACCEPTED])
def test_no_email_but_the_first_rejection_has_the_revision_link(name: EmailName) -> None:
    rejected = Rejected()
    rejected.desk.notifier.notify(name, rejected.id, 1)

    assert "revise_url" not in rejected.desk.templates.written[-1]


def test_status_link_opens_the_revision_once_its_address_is_confirmed() -> None:
    rejected = Rejected()
    applicant = rejected.case.application.request.applicant.email
    opens = StatusToken(application_id=rejected.id, person=applicant, expires_at=NOON + timedelta(days=1))
    rejected.desk.tokens.add_token(hash_token("applicant"), opens)
    assert rejected.desk.revisions.open("applicant") == rejected.case

    rejected.desk.cases.set_round(rejected.id, 1, account=account(email="holder@client.example", members=()))

    with pytest.raises(UnknownToken):
        rejected.desk.revisions.open("applicant")
    rejected.desk.cases.confirm_address(rejected.id, applicant, NOON)
    assert rejected.desk.revisions.open("applicant") == rejected.case


def test_key_owners_status_link_does_not_open_the_revision() -> None:
    rejected = Rejected(owner={**OWNER, "agreed": True})
    applicant = rejected.case.application.request.applicant.email
    names = {"Robin Example": OWNER_EMAIL, "Avery Example": applicant}
    members = tuple(AccountMember(name=name, email=email, role=MemberRole.ADMIN) for name, email in names.items())
    rejected.desk.cases.set_round(rejected.id, 1, account=account(members=members))
    opens = StatusToken(application_id=rejected.id, person=OWNER_EMAIL, expires_at=NOON + timedelta(days=1))
    rejected.desk.tokens.add_token(hash_token("owner"), opens)

    with pytest.raises(UnknownToken):
        rejected.desk.revisions.open("owner")
    seen_by_owner = status_values(rejected.case, OWNER_EMAIL)
    assert seen_by_owner["unconfirmed"] == "" and not seen_by_owner["can_be_revised"]
    assert "The applicant can fix what's listed" in seen_by_owner["next"]
    assert status_values(rejected.case, applicant.upper())["can_be_revised"]
