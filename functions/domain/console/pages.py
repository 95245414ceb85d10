"""Plain values for the pages in ``templates/pages/console``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.cases.case import Case, Status, TaskKind
from domain.cases.exception import ExceptionCase, ExceptionStatus
from domain.cases.staff import ROLE_FOR_TASK, Permission, StaffMember
from domain.cases.waiting_time import days_waiting_for_us
from domain.console.audit_log import log_values
from domain.console.case_actions import OpenedCase
from domain.console.case_notes import note_values
from domain.console.sent_emails import sent_emails_values
from domain.decisions.decide import Draft
from domain.decisions.decision_page import decided_values, decision_values, facts_values
from domain.decisions.email_preview import EmailPreview
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import FieldProblem, UnknownReply
from domain.presentation.case_rows import age_values, assignment_values
from domain.presentation.key_values import key_panel_values
from domain.presentation.labels import STATUS_LABELS, TASK_LABELS
from domain.presentation.next_step import next_step


def shell_values(member: StaffMember, csrf: str, root: str) -> dict[str, Any]:
    """What every page of the console has. ``root`` is the relative address of the home page."""
    places = {
        "queue": Permission.SEE_CASES,
        "search": Permission.SEE_ACCOUNTS,
        "held": Permission.HANDLE_QUARANTINE,
        "exception": Permission.FILE_EXCEPTIONS,
        "replies": Permission.WRITE_SAVED_REPLIES,
        "statistics": Permission.SEE_STATISTICS,
        "failed": Permission.RESTART_REVIEWS,
        "staff": Permission.MANAGE_STAFF,
    }
    return {
        "person": member.address,
        "places": {place: member.may(right) for place, right in places.items()},
        "csrf": csrf,
        "root": root,
    }


def first_kind(member: StaffMember) -> TaskKind:
    """The queue that a member sees first."""
    return next((kind for kind in TASK_LABELS if member.answers(kind)), TaskKind.REVIEW)


def can_take_next(member: StaffMember) -> bool:
    """Whether there is a queue of tasks that the member decides."""
    return any(map(member.answers, ROLE_FOR_TASK))


def console_case_values(
    opened: OpenedCase,
    member: StaffMember,
    replies: tuple[SavedReply, ...],
    now: datetime,
    draft: Draft | None = None,
    problems: list[FieldProblem] | None = None,
    preview: EmailPreview | None = None,
    whole_message: str = "",
) -> dict[str, Any]:
    """A case, with the forms for its open task if the member may decide it."""
    case, own_task = opened.case, opened.own_task
    if own_task:
        values = decision_values(own_task, draft, problems, preview, replies, whole_message)
    else:
        values = facts_values(case, opened.emails, opened.earlier, whole_message)
    return {
        **values,
        "token": values["case_id"],
        "can_answer": own_task is not None,
        "problem": problems[0].message if problems else "",
        "standing": STATUS_LABELS[case.status],
        "now": next_step(case),
        **_age(case, now),
        "question": opened.open_task.key.name if opened.open_task else "",
        "last": _last_decision(case, member),
        "assigned": assignment_values(opened.open_task, member.address) if opened.open_task else None,
        "assignment": _assignment(opened, member),
        "can_take_next": can_take_next(member),
        "notes": note_values(opened.notes, member),
        "key": key_panel_values(case, member) if isinstance(case, Case) and case.status is Status.APPROVED else None,
        "emails": sent_emails_values(opened.emails),
        "log": log_values(case, opened.emails, opened.entries),
    }


def _age(case: Case | ExceptionCase, now: datetime) -> dict[str, Any]:
    """How long it has waited for us; empty if it has ended."""
    if case.status in (Status.IN_REVIEW, ExceptionStatus.IN_REVIEW):
        return age_values(days_waiting_for_us(case, now))
    return {"age": "", "look": ""}


def _last_decision(case: Case | ExceptionCase, member: StaffMember) -> dict[str, Any] | None:
    """The last decision of the staff; None if there is none, or a task is open."""
    if any(task.decision is None for task in case.tasks):
        return None
    decisions = [task.decision for task in case.tasks if task.decision and task.key.kind in ROLE_FOR_TASK]
    last = max(decisions, key=lambda decision: decision.at, default=None)
    return decided_values(last, member.address) if last else None


def _assignment(opened: OpenedCase, member: StaffMember) -> dict[str, Any] | None:
    """The form's values: who has the task, and to whom it can be assigned; None if the member doesn't decide it."""
    if opened.own_task is None:
        return None
    task, own_address = opened.own_task.task, member.address.casefold()
    others = [address for address in opened.colleagues if address.casefold() != own_address]
    return {
        "assignee": task.assignee,
        "is_yours": task.assignee.casefold() == own_address,
        "colleagues": others,
    }


def replies_values(
    replies: tuple[SavedReply, ...],
    chosen: str = "",
    typed: Mapping[str, str] | None = None,
    problems: list[FieldProblem] | None = None,
) -> dict[str, Any]:
    """The titles of all replies, and a form: for the one with the id ``chosen``, for what was ``typed``, or a new one.

    Raises:
        UnknownReply: if no saved reply has the id.
    """
    if typed is not None:
        form = {"by": "", **{name: typed.get(name, "") for name in ("id", "title", "text")}}
    elif chosen:
        form = next((reply.model_dump() for reply in replies if reply.id == chosen), {})
        if not form:
            raise UnknownReply
    else:
        form = dict.fromkeys(("id", "title", "text", "by"), "")
    return {
        "replies": [{"id": reply.id, "title": reply.title} for reply in replies],
        "form": form,
        "wrong": {problem.pointer.strip("/"): problem.message for problem in problems or []},
    }
