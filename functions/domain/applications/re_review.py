"""Asking for the re-review of a rejected application, by a reply to the rejection email or on the page to change it.

There is one re-review. What a rule rejects by itself doesn't use it up: the policy is applied first, to the account as
it is now and the application as last changed, and the re-review starts only if no rule rejects.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.applications.account_holder import look_up
from domain.cases.case import LAST_ROUND, Case, Recheck, Round
from domain.cases.conclusion import reasons_of_findings
from domain.cases.ports import Cases, ReviewMachine
from domain.model.ports import AccountLookup, AccountStatuses, Clock
from domain.policy import evaluate

TRIES = 3  # of a check, after each of which the applicant or the account may have changed something


class ReReview(StrEnum):
    """``NOT_POSSIBLE``: the application is in another state than rejected once."""

    STARTED = "started"
    STILL_MISSING = "still_missing"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True)
class ReReviewRequest:
    """``words`` are the applicant's, for the reviewers; ``receipt`` identifies the message or form."""

    words: str
    receipt: str
    at: datetime


@dataclass(frozen=True)
class ReReviews:
    cases: Cases
    machine: ReviewMachine
    lookup: AccountLookup
    statuses: AccountStatuses
    clock: Clock

    def start(self, application_id: str, request: ReReviewRequest) -> ReReview:
        """Start the re-review, or store what is still missing. Safe to repeat: ``STARTED`` again for the same receipt.

        Raises:
            AccountLookupFailed: if the lookup doesn't answer; nothing is stored.
        """
        case = self.cases.get_case(application_id)
        for _ in range(TRIES):
            if not case.is_rejected_once:
                return self._started(case, request)
            recheck = self._reopen(case, request)
            if recheck:
                self.cases.record_recheck(application_id, recheck)
                return ReReview.STILL_MISSING
            case = self.cases.get_case(application_id)
        raise RuntimeError("the application or its account changed during each check")

    def _reopen(self, case: Case, request: ReReviewRequest) -> Recheck | None:
        """Reopen the application if no rule rejects it; else returns what is still missing."""
        account = look_up(case.application.request.account_id, self.lookup, self.statuses, self.clock)
        verdict = evaluate(case.latest, account)
        if verdict.rejected:
            reasons, flags = map(reasons_of_findings, (verdict.rejected, verdict.flagged))
            return Recheck(at=self.clock(), reasons=reasons, flags=flags)
        second = Round(
            application_id=case.application.id,
            number=LAST_ROUND,
            started_at=request.at,
            reply=request.words,
            receipt=request.receipt,
            account=account,
            verdict=verdict,
            judged_at=self.clock(),
        )
        self.cases.reopen(case, second)
        return None

    def _started(self, case: Case, request: ReReviewRequest) -> ReReview:
        if case.current.number < LAST_ROUND or case.current.receipt != request.receipt:
            return ReReview.NOT_POSSIBLE
        self.machine.start_review(case.application.id, case.application.request.account_id, LAST_ROUND)
        return ReReview.STARTED
