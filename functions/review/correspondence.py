"""Writing to the people of a case: telling them what happened, and asking them for an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from review.any_case import AnyCase, any_case
from review.lifecycle import ANSWERS, Case, Task, TaskKey, TaskKind
from review.links import TaskLink
from review.mailing import MailRoom
from review.mails import REQUEST_OF, Mail, MailName, recipients
from review.ports import Cases, Exceptions
from review.showing import values_of

LINK_LIFETIME = timedelta(days=90)  # beyond the longest review: 8 weeks, and time to escalate


@dataclass(frozen=True)
class Correspondence:
    """Everything that writing about a case needs."""

    cases: Cases
    exceptions: Exceptions
    room: MailRoom

    def tell(self, name: MailName, case_id: str, round_number: int, occasion: str = "") -> None:
        """Send a mail about a round to whom it concerns, if it was not sent before on this occasion."""
        case = self._case(case_id, round_number)
        for person in recipients(name, case):
            mail = Mail(name=name, case_id=case_id, round=round_number, to=person, occasion=occasion)
            self.room.send_once(mail, case.thread_id, partial(values_of, case))

    def ask(self, key: TaskKey, people: tuple[str, ...], answer_by: datetime | None = None) -> None:
        """Open a task and send each person their own links, if they were not sent before."""
        case = self._case(key.case_id, key.round)
        self.cases.open_task(Task(key=key, opened_at=self.room.clock(), answer_by=answer_by))
        for person in people:
            mail = Mail(name=REQUEST_OF[key.kind], case_id=key.case_id, round=key.round, to=person)
            self.room.send_once(mail, case.thread_id, partial(self._request, key, case, person, answer_by))

    def ask_owner(self, application_id: str, days: int) -> None:
        """Ask the owner of the key, who is named in the application and has so many days to answer."""
        owner = self.cases.get(application_id).application.request.other_owner
        if owner is None:
            raise ValueError(f"{application_id} names no owner other than the applicant")
        answer_by = self.room.clock() + timedelta(days=days)
        self.ask(TaskKey(case_id=application_id, round=1, kind=TaskKind.OWNER), (owner.email,), answer_by)

    def _case(self, case_id: str, round_number: int) -> AnyCase:
        case = any_case(case_id, self.cases, self.exceptions)
        return case.at_round(round_number) if isinstance(case, Case) else case

    def _request(self, key: TaskKey, case: AnyCase, person: str, answer_by: datetime | None) -> dict[str, Any]:
        expires_at = self.room.clock() + LINK_LIFETIME
        urls = {
            str(answer): self.room.new_url(
                "decisions", TaskLink(task=key, answer=answer, person=person, expires_at=expires_at)
            )
            for answer in ANSWERS[key.kind]
        }
        return {**values_of(case), "links": urls, "answer_by": answer_by}
