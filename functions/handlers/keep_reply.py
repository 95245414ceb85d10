"""``POST /console/replies``: a reviewer writes, changes or removes a saved reply."""

import wiring
from adapters.web.responses import Event, Response, see_other
from adapters.web.session_cookie import console, console_page, form_of, signed_in
from domain.cases.staff import Permission
from domain.console.pages import replies_values
from domain.decisions.saved_replies import MAX_REPLIES, read_reply
from domain.model.errors import FieldProblem, InvalidInput


@console
def handler(event: Event) -> Response:
    """Sends the browser back to the list; wrong fields bring the form back, with all that was typed."""
    visit, replies = signed_in(event, wiring.sessions()), wiring.saved_replies()
    visit.member.must(Permission.WRITE_SAVED_REPLIES)
    fields = form_of(event, visit)
    try:
        if fields.get("do") == "remove":
            replies.remove_reply(fields.get("id", ""))
        elif not replies.put_reply(read_reply(fields, visit.member.address)):
            raise InvalidInput([FieldProblem("/title", f"There are {MAX_REPLIES} already: remove one first.")])
    except InvalidInput as error:
        values = replies_values(replies.list_replies(), fields, error.problems)
        return console_page(422, "replies", values, event, visit)
    return see_other("replies")
