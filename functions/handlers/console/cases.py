"""The page of a case, and the forms on it."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.cases.case import Case, Status
from domain.cases.staff import StaffMember
from domain.console.case_actions import OpenedCase
from domain.console.case_notes import note_values
from domain.console.pages import console_case_values
from domain.decisions.decide import read_draft
from domain.decisions.saved_replies import SavedReply
from domain.keys.staff_actions import ACTIONS
from domain.model.api_key import KeyAction
from domain.model.errors import InvalidInput
from domain.presentation.key_values import key_panel_values
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import clients, console, keys, stores

pages, actions = Router(), Router()


@pages.get("/console/cases/<case_id>")
def show_case(case_id: str) -> Response:
    """The case, with the forms to decide for those whose task it is."""
    member, case_actions = session_of(pages).member, console.case_actions()
    opened, replies = case_actions.open(case_id, member), stores.saved_replies().list_replies()
    message = query(pages.current_event, "message")
    values = console_case_values(opened, member, replies, clients.now(), whole_message=message)
    return console_page(200, "case", values, pages)


@actions.post("/console/cases/<case_id>")
def act_on_case(case_id: str) -> Response:
    """Decides, assigns or writes a note, and redirects to the case; wrong fields and a preview bring the forms back."""
    member, fields = session_of(actions).member, fields_of(actions)
    case_actions, replies = console.case_actions(), stores.saved_replies().list_replies()
    opened, draft = case_actions.open(case_id, member), read_draft(fields, replies)
    about(case_id)
    status, email, problems, do, question = 200, None, None, fields.get("do", ""), fields.get("question", "")
    if do == "note":
        return _write_note(case_id, opened, fields.get("text", ""), member, replies)
    if do in ACTIONS:
        return _change_key(case_id, opened, fields, member, replies)
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


def _change_key(
    case_id: str, opened: OpenedCase, fields: dict[str, str], member: StaffMember, replies: tuple[SavedReply, ...]
) -> Response:
    """Redirects to the key; a form that can't be taken comes back."""
    try:
        keys.key_staff_actions().act(opened.case, KeyAction(fields["do"]), fields, member)
    except InvalidInput as error:
        is_approved = isinstance(opened.case, Case) and opened.case.status is Status.APPROVED
        of_page = [problem for problem in error.problems if problem.pointer == "/key" or not is_approved]
        values = console_case_values(opened, member, replies, clients.now(), problems=of_page)
        if isinstance(opened.case, Case) and is_approved:
            values["key"] = key_panel_values(opened.case, member, fields["do"], fields, error.problems)
        return console_page(422, "case", values, actions)
    log("changed a key", action=fields["do"])
    count("KeyChanges")
    return see_other(f"{case_id}#key")


def _write_note(
    case_id: str, opened: OpenedCase, text: str, member: StaffMember, replies: tuple[SavedReply, ...]
) -> Response:
    """Redirects to the notes; one that can't be saved brings its form back."""
    try:
        console.case_actions().write_note(opened, case_id, text, member)
    except InvalidInput as error:
        values = console_case_values(opened, member, replies, clients.now())
        notes = note_values(opened.notes, member, text, error.problems)
        return console_page(422, "case", {**values, "notes": notes}, actions)
    log("wrote a note")
    return see_other(f"{case_id}#notes")
