"""Search, and the page of an account."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import log
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.console.account_page import account_values
from domain.console.search import search_values
from handlers.console.staff_session import console_page, session_of
from wiring import console

LONGEST = 500  # characters: the longest that one of the words can be found by, and some more

pages, actions = Router(), Router()


@pages.get("/console/search")
def search() -> Response:
    """What was found, by one query; or a redirect to the case or account that was named."""
    member, typed = session_of(pages).member, query(pages.current_event, "q")[:LONGEST]
    found = console.search().find(typed, member)
    if found.redirect:
        return see_other(found.redirect)
    return console_page(200, "search", search_values(typed, found, member), pages)


@pages.get("/console/accounts/<account_id>")
def show_account(account_id: str) -> Response:
    """The account; if the lookup does not answer, what Keydesk itself knows."""
    member = session_of(pages).member
    opened = console.account_page().open(account_id, member)
    if opened.is_down:
        log("the account lookup does not answer")
    is_lifted = query(pages.current_event, "lifted") == "yes"
    return console_page(200, "account", account_values(opened, member, is_lifted=is_lifted), pages)


@actions.post("/console/accounts/<account_id>")
def lift_wait(account_id: str) -> Response:
    """Lets the account apply again before its time, and redirects to its page, which says so."""
    is_lifted = console.account_page().lift_wait(account_id, session_of(actions).member)
    log("wait lifted" if is_lifted else "no wait to lift", account_id=account_id)
    return see_other(f"{account_id}?lifted=yes" if is_lifted else account_id)
