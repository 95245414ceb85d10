"""What the mailbox shows of an email: to whom it is in which role, about which case, and what was done with it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.dynamodb.case_index import DynamoCaseIndex
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from domain.cases.any_case import any_case
from domain.cases.case import Status
from domain.cases.exception import ExceptionStatus
from domain.model.errors import CaseNotStored
from domain.model.ids import CaseKind, is_case_id, kind_of
from domain.presentation.case_rows import CaseRow
from domain.presentation.labels import ROLE_LABELS, STATUS_LABELS, CaseStatus
from domain.presentation.next_step import next_step
from infra.local.mailbox import Mailbox, StoredMail
from infra.local.seeds import STAFF

_ROLES = {person: ROLE_LABELS[role] for role, people in STAFF.items() for person in people}
_ROLE_BY_LINK = (
    ("console/enter", "Staff"),
    ("decisions", "Key owner"),
    ("confirm", "Account holder"),
    ("apply/link", "Account holder"),
    ("revise", "Applicant"),
    ("status", "Applicant"),
)
"""To whom an email with a link to such a page goes, if it is to none of ``make run``'s staff."""
MOST = 100  # emails on a page; as many cases can be read at once
_LOOKS: dict[CaseStatus, str] = {
    Status.APPROVED: "good",
    Status.REJECTED: "bad",
    Status.REJECTED_FOR_GOOD: "bad",
    ExceptionStatus.GRANTED: "good",
    ExceptionStatus.REFUSED: "bad",
}
_TAGS = {"replied": "Replied", "bounced": "Bounced", "complained": "Reported as spam"}
_ID = re.compile(r"(?<!/console/cases/)\b[kx][a-z2-7]{16}\b")  # console links also lead to earlier applications


@dataclass(frozen=True)
class MailList:
    mailbox: Mailbox
    index: DynamoCaseIndex
    cases: DynamoCases
    exceptions: DynamoExceptions

    def values(self, person: str = "", case_id: str = "", unread: bool = False) -> dict[str, Any]:
        """The newest emails that pass the filters, and what can be filtered by."""
        mails = self.mailbox.newest_first()
        people = {str(mail.message["To"]): role_of(mail) for mail in mails}
        passing = [
            mail
            for mail in mails
            if (not person or str(mail.message["To"]) == person)
            and (not case_id or case_of(mail) == case_id)
            and not (unread and "read" in self.mailbox.marks(mail))
        ]
        rows, of_shown = self._rows(mails), self._rows(passing)
        return {
            "mails": [self.mail_values(mail, of_shown) for mail in passing[:MOST]],
            "more": len(passing) - MOST,
            "total": len(mails),
            "people": sorted(people.items()),
            "cases": sorted((_title(row), row.case_id) for row in rows.values()),
            "filters": {"person": person, "case": case_id, "unread": unread},
        }

    def mail_values(self, mail: StoredMail, rows: dict[str, CaseRow] | None = None) -> dict[str, Any]:
        case_id = case_of(mail)
        row = (self._rows([mail]) if rows is None else rows).get(case_id)
        marks = self.mailbox.marks(mail)
        return {
            "id": mail.id,
            "to": str(mail.message["To"]),
            "from": str(mail.message["From"]),
            "role": role_of(mail),
            "subject": str(mail.message["Subject"]),
            "at": mail.at,
            "when": when(mail.at, datetime.now(UTC)),
            "case_id": case_id,
            "case_title": _title(row) if row else "",
            "case_status": _sentence(STATUS_LABELS[row.status]) if row else "",
            "case_look": _LOOKS.get(row.status, "") if row else "",
            "is_read": "read" in marks,
            "tags": [words for mark, words in _TAGS.items() if mark in marks],
        }

    def case_values(self, case_id: str) -> dict[str, Any] | None:
        """Where a case stands; None if it is not stored, or not yet."""
        try:
            case = any_case(case_id, self.cases, self.exceptions)
        except CaseNotStored:
            return None
        (row,) = self.index.get_rows((case_id,))
        return {"case_id": case_id, "title": _title(row), "next": next_step(case)}

    def _rows(self, mails: list[StoredMail]) -> dict[str, CaseRow]:
        """The cases of these emails; of many, those of the first ones."""
        ids = dict.fromkeys(case_id for mail in mails[:MOST] if (case_id := case_of(mail)))
        return {row.case_id: row for row in self.index.get_rows(tuple(ids))}


def case_of(mail: StoredMail) -> str:
    """The id of the case that an email is about, or nothing."""
    return next(filter(is_case_id, _ID.findall(mail.text)), "")


def role_of(mail: StoredMail) -> str:
    """What its receiver is to Keydesk."""
    person = str(mail.message["To"])
    return _ROLES.get(person) or next((role for page, role in _ROLE_BY_LINK if mail.links(page)), "Client")


def when(at: datetime, now: datetime) -> str:
    """How long ago, for a day; empty for what is older, which has its date."""
    minutes = (now - at) // timedelta(minutes=1)
    if minutes >= 24 * 60:
        return ""
    if minutes < 1:
        return "just now"
    number, unit = (minutes, "minute") if minutes < 60 else (minutes // 60, "hour")
    return f"{number} {unit}{'s' * (number != 1)} ago"


def _title(row: CaseRow) -> str:
    is_exception = kind_of(row.case_id) is CaseKind.EXCEPTION
    return f"Exception for {row.summary.title}" if is_exception else row.summary.title


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
