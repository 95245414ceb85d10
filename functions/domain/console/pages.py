"""What the console's pages show: plain values for ``templates/pages/console``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.cases.case import Case, Status, TaskKind
from domain.cases.exception import ExceptionCase, ExceptionStatus
from domain.cases.staff import ROLE_FOR_TASK, Permission, Staff, StaffMember
from domain.cases.waiting_time import days_waiting_for_us
from domain.cases.work_queue import QueuePage
from domain.console.audit_log import log_values
from domain.console.case_actions import OpenedCase, name_of
from domain.decisions.decide import Draft
from domain.decisions.decision_page import decided_values, decision_values, facts_values
from domain.decisions.email_preview import Preview
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import FieldProblem
from domain.presentation.case_rows import age_values, queue_row_values
from domain.presentation.labels import STATUS_LABELS, TASK_LABELS
from domain.presentation.next_step import next_step

MINE = "mine"
OLDER_THAN_DAYS = {"": 0, "4": 28, "6": 42, "8": 56}
"""The choices of the queue's filter, in weeks, and what they mean in days."""


def shell_values(member: StaffMember, csrf: str, root: str) -> dict[str, Any]:
    """What every page of the console has: who is signed in, where one can go, and what comes back with each form.

    ``root`` leads from the page to the desk's first page: addresses are relative, since API Gateway has a stage.
    """
    places = {
        "queue": Permission.SEE_CASES,
        "held": Permission.HANDLE_QUARANTINE,
        "failed": Permission.RESTART_REVIEWS,
        "replies": Permission.WRITE_SAVED_REPLIES,
        "exception": Permission.FILE_EXCEPTIONS,
        "numbers": Permission.SEE_STATISTICS,
        "search": Permission.SEE_ACCOUNTS,
    }
    return {
        "person": member.address,
        "places": {place: member.may(right) for place, right in places.items()},
        "csrf": csrf,
        "root": root,
    }


def first_kind(member: StaffMember) -> TaskKind:
    """The queue that a member comes to first."""
    return next((kind for kind in TASK_LABELS if member.answers(kind)), TaskKind.REVIEW)


def queue_values(page: QueuePage, chosen: str, older: str, member: StaffMember, now: datetime) -> dict[str, Any]:
    """The queue: ``chosen`` is a kind of question or ``MINE``, ``older`` one of ``OLDER_THAN_DAYS``."""
    own_first = sorted(TASK_LABELS, key=lambda kind: not member.answers(kind))
    tabs = {**{str(kind): TASK_LABELS[kind] for kind in own_first}, MINE: "Yours"}
    return {
        "tabs": [{"name": name, "title": title, "is_chosen": name == chosen} for name, title in tabs.items()],
        "chosen": chosen,
        "is_mine": chosen == MINE,
        "can_answer": chosen != MINE and member.answers(TaskKind(chosen)),
        "older": older,
        "choices": [weeks for weeks in OLDER_THAN_DAYS if weeks],
        "lines": [queue_row_values(line, now, member.address) for line in page.rows],
        "can_export": member.may(Permission.EXPORT),
        "next": page.next,
    }


def console_case_values(
    opened: OpenedCase,
    member: StaffMember,
    staff: Staff,
    replies: tuple[SavedReply, ...],
    now: datetime,
    draft: Draft | None = None,
    problems: list[FieldProblem] | None = None,
    preview: Preview | None = None,
) -> dict[str, Any]:
    """A case, with the forms to answer its question where that is the member's."""
    case, question = opened.case, opened.question
    values = (
        decision_values(opened.link, draft, problems, preview, replies)
        if opened.link
        else facts_values(case, opened.mails)
    )
    return {
        **values,
        "token": values["case_id"],
        "can_answer": opened.link is not None,
        "problem": problems[0].message if problems else "",
        "standing": STATUS_LABELS[case.status],
        "now": next_step(case),
        **_age(case, now),
        "question": name_of(question) if question else "",
        "last": _last_answer(case, member),
        "assignment": _assignment(opened, member, staff),
        "log": log_values(case, opened.mails, opened.entries),
    }


def _age(case: Case | ExceptionCase, now: datetime) -> dict[str, Any]:
    """How long it waits for the desk, or empty words where nobody waits any more."""
    if case.status in (Status.IN_REVIEW, ExceptionStatus.IN_REVIEW):
        return age_values(days_waiting_for_us(case, now))
    return {"age": "", "look": ""}


def _last_answer(case: Case | ExceptionCase, member: StaffMember) -> dict[str, Any] | None:
    """The last answer that one of the staff gave; None where nobody has, or a question was put after it."""
    given = [one for one in case.tasks if one.decision and one.key.kind in ROLE_FOR_TASK]
    last = max((one.decision for one in given if one.decision), key=lambda one: one.at, default=None)
    if last is None or any(task.decision is None for task in case.tasks):
        return None
    return decided_values(last, member.address)


def _assignment(opened: OpenedCase, member: StaffMember, staff: Staff) -> dict[str, Any] | None:
    """Who has the question, and whom it can go to; None where it is not the member's."""
    if opened.link is None:
        return None
    task = opened.link.task
    others = [one for one in staff.colleagues(task.key.kind) if one.casefold() != member.address.casefold()]
    return {
        "assignee": task.assignee,
        "is_yours": task.assignee.casefold() == member.address.casefold(),
        "colleagues": others,
    }


def replies_values(
    replies: tuple[SavedReply, ...],
    typed: Mapping[str, str] | None = None,
    problems: list[FieldProblem] | None = None,
) -> dict[str, Any]:
    """The saved replies, and the form for a new one; with what was typed, and what is wrong with it, if it was sent."""
    typed = typed or {}
    new = {"id": "", "title": typed.get("title", ""), "text": typed.get("text", ""), "by": ""}
    wrong = {problem.pointer.strip("/"): problem.message for problem in problems or []}
    changed = typed.get("id", "")
    shown = [{**one.model_dump(), **({**new, "id": one.id} if changed == one.id else {})} for one in replies]
    blank = {**new, "title": "", "text": ""}
    return {"forms": [*shown, blank if changed else new], "changed": changed, "wrong": wrong}
