"""The content of an email that went out about a case."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.web.responses import Response
from domain.console.sent_emails import sent_email_values
from handlers.console.staff_session import console_page, session_of
from wiring import console

pages = Router()


@pages.get("/console/cases/<case_id>/emails/<email_id>")
def show_email(case_id: str, email_id: str) -> Response:
    opened = console.case_actions().open(case_id, session_of(pages).member)
    return console_page(200, "email", sent_email_values(opened.emails, email_id), pages)
