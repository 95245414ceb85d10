"""What the people of each demo case do, in the product's own ways, until the case is in its state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infra.local.demo.people import DemoPeople
from infra.local.local_settings import ACCOUNT_MANAGERS, EXCEPTION_APPROVERS, REVIEWERS, SAFETY_TEAM
from infra.local.seeds import account

SAFETY, REVIEWER, APPROVER, MANAGER = SAFETY_TEAM[0], REVIEWERS[0], EXCEPTION_APPROVERS[0], ACCOUNT_MANAGERS[0]


@dataclass(frozen=True)
class DemoCase:
    """``state`` is where its people leave it; ``act`` brings it there, and returns its id.

    ``company`` is the first part of the account's domain, too; ``facts`` and ``changes`` are where the account and the
    application differ from ones that are in order.
    """

    name: str
    state: str
    company: str
    person: str
    act: Callable[["Scenario"], str]
    project: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.company.split()[0].lower()

    @property
    def account_id(self) -> str:
        return f"acct-{self.slug}"

    @property
    def email(self) -> str:
        """The address of the account, whose holder is the applicant."""
        return f"{self.person.split()[0].lower()}@{self.slug}.example"

    @property
    def account(self) -> dict[str, Any]:
        member = {"name": self.person, "email": self.email, "role": "admin"}
        facts = {"business_name": self.company, "email": self.email, "members": [member]}
        return account(self.account_id, self.person, **{**facts, **self.facts})

    @property
    def application(self) -> dict[str, Any]:
        project = {"exposure": "private", "commercial": False, "website": f"https://www.{self.slug}.example"}
        return {
            "account_id": self.account_id,
            "applicant": {"name": self.person, "email": self.email, "role": "admin"},
            "project": {**project, **self.project},
            "requests_per_hour": 200,
            "hours_per_day": 8,
            **self.changes,
        }

    @property
    def form(self) -> dict[str, str]:
        """The application as its form sends it, without the use."""
        applicant, project = self.application["applicant"], self.application["project"]
        return {
            "applicant_name": applicant["name"],
            "applicant_email": applicant["email"],
            "applicant_role": applicant["role"],
            "project_name": project["name"],
            "project_website": project["website"],
            "exposure": project["exposure"],
            "commercial": "no",
            "requests_per_hour": str(self.application["requests_per_hour"]),
            "hours_per_day": str(self.application["hours_per_day"]),
        }


@dataclass(frozen=True)
class Scenario:
    """What the people of one case do. Each step waits for the email that asks for it."""

    case: DemoCase
    people: DemoPeople

    def submit(self) -> str:
        self.people.put_account(self.case.account)
        return self.people.submit(self.case.application, self.case.name)

    def file_exception(self) -> str:
        self.people.put_account(self.case.account)
        data = {
            "account_id": self.case.account_id,
            "account_manager": {"name": "Marlow Example", "email": MANAGER},
            "spend_usd": 320_000,
            "customer_since": "2021-05-01",
            "reputation": 4.9,
            "employees": 120,
            **self.case.changes,
        }
        return self.people.file_exception(data, self.case.name)

    def in_review(self) -> str:
        """Submit, and have Trust & Safety clear the account."""
        case_id = self.submit()
        self.people.decide(case_id, SAFETY, "clear")
        return case_id

    def rejected(self, why: str) -> str:
        case_id = self.in_review()
        self.people.decide(case_id, REVIEWER, "reject", why)
        return case_id

    def wait_for(self, case_id: str, person: str, page: str = "") -> str:
        self.people.wait_for(case_id, person, page)
        return case_id


def ask_for_link(scenario: Scenario) -> str:
    """Bring no case, but a link to apply with."""
    scenario.people.put_account(scenario.case.account)
    scenario.people.ask_for_apply_link(scenario.case.account_id)
    return scenario.wait_for(scenario.case.account_id, scenario.case.email, "apply/link")


def wait_for_holder(scenario: Scenario) -> str:
    scenario.people.put_account(scenario.case.account)
    case_id = scenario.people.submit_unproved(scenario.case.application, scenario.case.name)
    return scenario.wait_for(case_id, scenario.case.email, "confirm")


def wait_for_owner(scenario: Scenario) -> str:
    return scenario.wait_for(scenario.submit(), scenario.case.changes["owner"]["email"], "decisions")


def wait_for_safety(scenario: Scenario) -> str:
    return scenario.wait_for(scenario.submit(), SAFETY, "decisions")


def wait_for_reviewer(scenario: Scenario) -> str:
    return scenario.wait_for(scenario.in_review(), REVIEWER, "decisions")


def ask_applicant(scenario: Scenario) -> str:
    case_id = scenario.in_review()
    scenario.people.decide(
        case_id, REVIEWER, "ask", "Who will see the plan: your own fitters only, or customers as well?"
    )
    scenario.wait_for(case_id, scenario.case.email)
    return scenario.wait_for(case_id, scenario.case.email)


def reject_by_policy(scenario: Scenario) -> str:
    return scenario.wait_for(scenario.submit(), scenario.case.email, "revise")


def reject_and_doubt_reply(scenario: Scenario) -> str:
    """The applicant's reply cannot be trusted: its sender is not proved (DMARC)."""
    case_id = scenario.rejected("The website shows a page that says “Coming soon”.\nPut the site online, then reply.")
    text = "The site is online now. Please look again."
    scenario.people.reply(case_id, scenario.case.email, "revise", text, verdicts="dmarc:FAIL")
    return case_id


def re_review(scenario: Scenario) -> str:
    """The applicant changes the application on its page, and sends it for re-review from there."""
    case_id = scenario.rejected(
        "The description doesn't say who reads the report.\nName the people, then send it again."
    )
    link = scenario.people.next_link(case_id, scenario.case.email, "revise")
    use = f"{scenario.case.project['use']} Only the two people in our payroll team read it."
    words = "I've added who reads the report."
    scenario.people.post(link, **scenario.case.form, project_use=use, words=words, do="send")
    scenario.people.decide(case_id, SAFETY, "clear")
    return scenario.wait_for(case_id, REVIEWER, "decisions")


def approve(scenario: Scenario) -> str:
    case_id = scenario.in_review()
    scenario.people.decide(case_id, REVIEWER, "approve")
    scenario.wait_for(case_id, scenario.case.email)
    return scenario.wait_for(case_id, scenario.case.email)


def go_over_limit(scenario: Scenario) -> str:
    """The app makes too many requests, and its owner answers our email about that."""
    case_id = approve(scenario)
    scenario.people.report_usage(scenario.case.account_id, case_id, 61_400)
    text = "Sorry! A loop asked for every class again each minute. We'll fix it this week."
    scenario.people.reply(case_id, scenario.case.email, "status", text)
    return scenario.wait_for(case_id, REVIEWER, "console/cases")


def reject_for_good(scenario: Scenario) -> str:
    case_id = scenario.rejected("The key would feed a product that you sell, which our terms don't allow.")
    scenario.people.reply(case_id, scenario.case.email, "revise", "It's only a small part of the product.")
    scenario.people.decide(case_id, SAFETY, "clear")
    scenario.people.decide(case_id, REVIEWER, "reject", "The product is still sold, and the key would feed it.")
    return case_id


def withdraw(scenario: Scenario) -> str:
    case_id = scenario.submit()
    status = scenario.people.next_link(case_id, scenario.case.email, "status")
    scenario.wait_for(case_id, SAFETY, "decisions")
    scenario.people.post(status, do="withdraw")
    return scenario.wait_for(case_id, scenario.case.email)


def wait_for_approver(scenario: Scenario) -> str:
    case_id = scenario.file_exception()
    scenario.people.decide(case_id, SAFETY, "clear")
    return scenario.wait_for(case_id, APPROVER, "decisions")


def grant(scenario: Scenario) -> str:
    case_id = scenario.file_exception()
    scenario.people.decide(case_id, SAFETY, "clear")
    scenario.people.decide(case_id, APPROVER, "grant")
    return scenario.wait_for(case_id, scenario.case.email)
