"""Saved replies, which reviewers write and insert."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.cases.staff import Permission
from domain.console.pages import replies_values
from domain.decisions.saved_replies import MAX_REPLIES, read_reply, reply_id_of
from domain.model.errors import FieldProblem, InvalidInput
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import stores

pages, actions = Router(), Router()


@pages.get("/console/replies")
def show_saved_replies() -> Response:
    """Every saved reply by title, and the form for a new one or for the one in the query."""
    session_of(pages).member.must(Permission.WRITE_SAVED_REPLIES)
    chosen = query(pages.current_event, "reply")
    return console_page(200, "replies", replies_values(stores.saved_replies().list_replies(), chosen), pages)


@actions.post("/console/replies")
def change_saved_reply() -> Response:
    """Writes, changes or removes a saved reply and redirects to the list; wrong fields bring the form back."""
    member, fields, replies = session_of(actions).member, fields_of(actions), stores.saved_replies()
    member.must(Permission.WRITE_SAVED_REPLIES)
    try:
        if fields.get("do") == "remove":
            replies.remove_reply(reply_id_of(fields))
        elif not replies.put_reply(read_reply(fields, member.address)):
            raise InvalidInput([FieldProblem("/title", f"There are {MAX_REPLIES} already. Delete one first.")])
    except InvalidInput as error:
        values = replies_values(replies.list_replies(), typed=fields, problems=error.problems)
        return console_page(422, "replies", values, actions)
    return see_other("replies")
