"""The work queue and its cases."""

from datetime import timedelta

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.cases.case import TaskKind
from domain.cases.staff import Permission, StaffMember
from domain.console.case_actions import OpenedCase
from domain.console.case_notes import note_values
from domain.console.pages import MINE, OLDER_THAN_DAYS, console_case_values, first_kind, queue_values
from domain.decisions.decide import read_draft
from domain.model.errors import InvalidInput
from domain.presentation.labels import TASK_LABELS
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import clients, console, stores

pages, actions = Router(), Router()


@pages.get("/console")
def show_queue() -> Response:
    """A page of the queue, which is one query."""
    member, now, event = session_of(pages).member, clients.now(), pages.current_event
    if not member.may(Permission.SEE_CASES):
        return see_other("console/exceptions")
    chosen, after = _chosen_kind(member), query(event, "after")
    older = query(event, "older") if query(event, "older") in OLDER_THAN_DAYS else ""
    until = now - timedelta(days=OLDER_THAN_DAYS[older]) if older else None
    if chosen == MINE:
        page = console.work_queue(member).get_assigned_page(member.address.casefold(), after)
    else:
        page = console.work_queue(member).get_page(TaskKind(chosen), until, after)
    values = queue_values(page, chosen, older, member, now, none_free=query(event, "free") == "none")
    return console_page(200, "queue", values, pages)


@pages.get("/console/cases/<case_id>")
def show_case(case_id: str) -> Response:
    """The case, with the forms to decide for those whose task it is."""
    member, case_actions = session_of(pages).member, console.case_actions()
    opened, replies = case_actions.open(case_id, member), stores.saved_replies().list_replies()
    message = query(pages.current_event, "message")
    values = console_case_values(opened, member, replies, clients.now(), whole_message=message)
    return console_page(200, "case", values, pages)


@actions.post("/console/next")
def take_next_case() -> Response:
    """Assigns the next free case of a queue and redirects to it, or to the queue if there is none."""
    member, fields = session_of(actions).member, fields_of(actions)
    chosen = fields.get("kind", "")
    kind = TaskKind(chosen) if chosen in TASK_LABELS else first_kind(member)
    case_id = console.case_actions().assign_next(console.work_queue(member), kind, member, fields.get("after", ""))
    if not case_id:
        return see_other(f"../console?kind={kind}&free=none")
    about(case_id)
    log("took the next case")
    return see_other(f"cases/{case_id}")


@actions.post("/console/cases/<case_id>")
def act_on_case(case_id: str) -> Response:
    """Decides, assigns or writes a note, and redirects to the case; wrong fields and a preview bring the forms back."""
    member, fields = session_of(actions).member, fields_of(actions)
    case_actions, replies = console.case_actions(), stores.saved_replies().list_replies()
    opened, draft = case_actions.open(case_id, member), read_draft(fields, replies)
    about(case_id)
    status, email, problems, do, question = 200, None, None, fields.get("do", ""), fields.get("question", "")
    if do == "note":
        return _write_note(case_id, opened, fields.get("text", ""), member)
    try:
        if do == "assign":
            case_actions.assign(opened, question, fields.get("to", ""), fields.get("assignee", ""), member)
            return see_other(case_id)
        task = case_actions.get_own_task(opened, question)
        if do == "show":
            checked = case_actions.decisions.check(task, draft)
            email = console.preview_email(task, checked)
        elif do != "insert":
            case_actions.decisions.decide(task, draft, stores.review_waits())
            log("decided in the console")
            count("DecisionClicks")
            return see_other(case_id)
    except InvalidInput as error:
        status, problems = 422, error.problems
    values = console_case_values(opened, member, replies, clients.now(), draft, problems, email)
    return console_page(status, "case", values, actions)


def _write_note(case_id: str, opened: OpenedCase, text: str, member: StaffMember) -> Response:
    """Redirects to the notes; one that can't be saved brings its form back."""
    try:
        console.case_actions().write_note(opened, case_id, text, member)
    except InvalidInput as error:
        values = console_case_values(opened, member, stores.saved_replies().list_replies(), clients.now())
        notes = note_values(opened.notes, member, text, error.problems)
        return console_page(422, "case", {**values, "notes": notes}, actions)
    log("wrote a note")
    return see_other(f"{case_id}#notes")


def _chosen_kind(member: StaffMember) -> str:
    chosen = query(pages.current_event, "kind")
    return chosen if chosen in (*TASK_LABELS, MINE) else str(first_kind(member))
