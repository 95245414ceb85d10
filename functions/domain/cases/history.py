"""The history of an application: what the same account, and the same owner of a key, applied for before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pydantic import AwareDatetime

from domain.cases.case import Case, Reason, Status
from domain.cases.conflict_of_interest import CaseAccess
from domain.model.application import Application
from domain.model.field_types import AccountId, Record

MAX_EARLIER = 10  # of the account, and of the owner


class EarlierApplication(Record):
    """``ended_at`` is the time of its last outcome, and ``reasons`` are those of a rejection."""

    case_id: str
    account_id: AccountId
    title: str
    submitted_at: AwareDatetime
    status: Status
    ended_at: AwareDatetime | None = None
    reasons: tuple[Reason, ...] = ()


class EarlierApplications(Protocol):
    def list_ids(self, application: Application) -> tuple[str, ...]:
        """The ids of the newest earlier applications: ``MAX_EARLIER`` of the account, as many of the key's owner."""

    def get_all(self, case_ids: Iterable[str]) -> tuple[EarlierApplication, ...]:
        """Those of these that are still stored, as they are now, newest first."""


@dataclass(frozen=True)
class History:
    store: EarlierApplications
    access: CaseAccess

    def list_earlier(self, case: Case, person: str) -> tuple[EarlierApplication, ...]:
        """The earlier applications as a member of staff may see them: without the person's own. Newest first."""
        found = self.store.get_all(case.current.earlier or ())
        return self.access.without_own(found, person, lambda earlier: earlier.case_id)
