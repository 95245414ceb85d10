"""An approved application, for the tests of its key."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Self

from domain.cases.case import Case, Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.keys.issuing import KeyIssuing
from domain.keys.key_changes import UsageReport
from domain.model.api_key import USAGE_REPORT, KeyAction
from domain.notifications.messages import EmailName
from tests.examples import facts, reopen, request_data
from tests.fakes import NOON, FakeKeydesk

YESTERDAY = (NOON - timedelta(days=1)).date()
REVIEWER = "one@staff.example"


class Approved:
    """``issuing`` has no issuer unless ``has_issuer``."""

    def __init__(self, *, has_issuer: bool = True, is_re_review: bool = False, **changes: Any) -> None:
        self.desk = FakeKeydesk()
        self.desk.accounts.put_account(facts())
        self.id = self.desk.submit(request_data(**changes)).id
        if owner := self.case.application.request.other_owner:
            key = TaskKey(case_id=self.id, round=1, kind=TaskKind.OWNER)
            self.desk.notifier.request_decision(key, ())
            self.desk.cases.decide(key, Decision(answer=DecisionType.CONFIRM, by=owner.email, at=NOON))
        if is_re_review:
            self.desk.cases.conclude(self.case, Outcome(status=Status.REJECTED, at=NOON))
            self.desk.notifier.notify(EmailName.REJECTED, self.id, 1)
            self.desk.clock.move(timedelta(hours=1))
            reopen(self.desk.cases, self.id, "It is fixed.", "receipt-1", self.desk.clock())
        self.desk.cases.conclude(self.case, Outcome(status=Status.APPROVED, at=self.desk.clock()))
        issuing = self.desk.key_issuing
        self.issuing: KeyIssuing = issuing if has_issuer else replace(issuing, issuer=None)

    @classmethod
    def with_key(cls, **given: Any) -> Self:
        approved = cls(**given)
        approved.desk.key_issuing.issue(approved.id)
        return approved

    @property
    def case(self) -> Case:
        return self.desk.cases.get_case(self.id)

    def change(self, action: KeyAction, reason: str = "It floods us.") -> None:
        self.desk.key_changes.change(self.case, action, REVIEWER, reason)

    def report(self, requests: int, **changes: Any) -> bool:
        report = UsageReport(application_id=self.id, day=YESTERDAY, requests=requests).model_copy(update=changes)
        return self.desk.key_changes.report_usage(self.case, report, USAGE_REPORT)
