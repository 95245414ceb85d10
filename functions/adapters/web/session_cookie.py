"""The cookie that holds the session of a member of staff."""

from adapters.web.requests import Event, header
from adapters.web.responses import Response
from domain.console.sessions import SESSION_LIFETIME

# The prefix has browsers refuse it from any other host and without Secure (RFC 6265bis, 4.1.3.2).
COOKIE = "__Host-session"


def session_token(event: Event) -> str:
    """The token of the session that a request brings, or nothing."""
    cookies = (cookie.strip().partition("=") for cookie in header(event, "cookie").split(";"))
    return next((value for name, _, value in cookies if name == COOKIE), "")


def with_session(response: Response, token: str) -> Response:
    """The response, setting the session's cookie; an empty token deletes it.

    Lax and not Strict: a link in an email must find who is signed in. No other site's form sends the cookie.
    """
    seconds = int(SESSION_LIFETIME.total_seconds()) if token else 0
    cookie = f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax"
    response.headers["Set-Cookie"] = cookie
    return response
