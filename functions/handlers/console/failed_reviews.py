"""Reviews whose state machine failed, and emails that cannot be sent."""

from urllib.parse import quote

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, log
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.cases.staff import Permission
from domain.console.failed_reviews import failure_values
from domain.model.ids import is_case_id
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import console

pages, actions = Router(), Router()


@pages.get("/console/failed")
def show_failed_reviews() -> Response:
    """The failed rounds, oldest first, each with a button to start it again; and the newest unsendable emails."""
    member, event = session_of(pages).member, pages.current_event
    failures, unsendable = console.list_failures(member), console.list_unsendable(member)
    is_running = "runs" in event.query_string_parameters
    restarted = query(event, "restarted") if is_case_id(query(event, "restarted")) else ""
    values = failure_values(failures, unsendable, restarted, is_running)
    return console_page(200, "failed", values, pages)


@actions.post("/console/failed")
def restart_review() -> Response:
    """Redirects to the list, which says what was done."""
    member, case_id = session_of(actions).member, fields_of(actions).get("case", "")
    member.must(Permission.RESTART_REVIEWS)
    if not console.failed_reviews().restart(case_id, member):
        return see_other("failed?runs=1")
    about(case_id)
    log("restarted in the console")
    return see_other(f"failed?restarted={quote(case_id)}")
