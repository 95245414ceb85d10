"""The edge of the console: the session's cookie, forms that only our pages can send, and the pages' shell."""

import hmac

from adapters.aws import observability as telemetry
from adapters.web.forms import form_body
from adapters.web.problems import Endpoint, explain, web, web_page
from adapters.web.responses import Event, Problem, Response, header, see_other
from domain.console.pages import shell_values
from domain.console.sessions import SESSION_LIFETIME, Sessions, StaffSession
from domain.model.errors import NotSignedIn

# The prefix has browsers refuse it from any other host and without Secure (RFC 6265bis, 4.1.3.2).
COOKIE = "__Host-session"
_VISIT = "visit"


def console(endpoint: Endpoint) -> telemetry.Handler:
    """An endpoint of the console: who is not signed in is sent to do so; who is has every problem in the console."""

    def handle(event: Event) -> Response:
        try:
            return endpoint(event)
        except NotSignedIn:
            return see_other(f"{root(event)}console/sign-in")
        except Exception as error:
            if _VISIT not in event:
                raise
            problem = explain(error)
            values: dict[str, object] = {"title": problem.title, "detail": problem.detail}
            return console_page(problem.status, "problem", values, event, event[_VISIT])

    return web(handle)


def signed_in(event: Event, sign_in: Sessions) -> StaffSession:
    """Who asks. It is kept with the request, for the page that says what is wrong with it.

    Raises:
        NotSignedIn: if it is nobody of the staff.
    """
    visit: StaffSession = event.setdefault(_VISIT, sign_in.session_of(session_of(event)))
    return visit


def session_of(event: Event) -> str:
    """The token of the session that a request brings, or nothing."""
    cookies = (one.strip().partition("=") for one in header(event, "cookie").split(";"))
    return next((value for name, _, value in cookies if name == COOKIE), "")


def with_session(answer: Response, session: str) -> Response:
    """The answer, with a session's cookie; an empty one is forgotten.

    Lax and not Strict: a link in a mail must find who is signed in. No other site's form brings it along.
    """
    seconds = int(SESSION_LIFETIME.total_seconds()) if session else 0
    cookie = f"{COOKIE}={session}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax"
    answer["headers"]["Set-Cookie"] = cookie
    return answer


def form_of(event: Event, visit: StaffSession) -> dict[str, str]:
    """The fields of a form that one of our own pages sent. Raises ``Problem`` where it was another's."""
    fields = form_body(event).fields
    if not hmac.compare_digest(fields.get("csrf", "").encode(), visit.csrf.encode()):
        raise Problem(403, "This form is not yours", "Open the page anew, and send the form that is on it.")
    return fields


def root(event: Event) -> str:
    """What leads from the page to the desk's first page."""
    return "../" * (str(event["resource"]).count("/") - 1)


def console_page(status: int, name: str, values: dict[str, object], event: Event, visit: StaffSession) -> Response:
    """A page of ``templates/pages/console``."""
    shell = shell_values(visit.member, visit.csrf, root(event))
    return web_page(status, f"console/{name}", {**values, **shell})
