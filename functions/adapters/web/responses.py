"""Responses to API Gateway: one way to build them, with the same security headers on each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools.event_handler import Response as PowertoolsResponse

from domain.model.errors import FieldProblem

Response = PowertoolsResponse[str]


@dataclass(eq=False)
class Problem(Exception):
    """An error that the response explains (RFC 9457)."""

    status: int
    title: str
    detail: str
    errors: list[FieldProblem] = field(default_factory=list)

    @property
    def messages(self) -> list[str]:
        """What is wrong with the fields, for people: programs go by their JSON pointers."""
        return [error.message for error in self.errors]


def json_response(status: int, value: Any) -> Response:
    return _response(status, "application/json", json.dumps(value))


def problem_response(problem: Problem) -> Response:
    """A problem in JSON (RFC 9457); ``errors`` names every wrong field by JSON pointer."""
    value: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        value["errors"] = [{"pointer": error.pointer, "detail": error.message} for error in problem.errors]
    return _response(problem.status, "application/problem+json", json.dumps(value))


_NOTHING_LOADS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def html_response(
    status: int, html: str, style_source: str, script_sources: Sequence[str] = (), email_styles: str = ""
) -> Response:
    """A page that loads nothing but its own stylesheet and scripts, which may call Keydesk itself.

    ``email_styles`` is what ``style-src`` needs for an email that the page frames.
    """
    sources = " ".join(f"'{source}'" for source in script_sources)
    scripts = f"script-src {sources}; connect-src 'self'; " if sources else ""
    policy = (
        f"default-src 'none'; style-src '{style_source}'{email_styles}; {scripts}img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return _response(status, "text/html; charset=utf-8", html, {"Content-Security-Policy": policy})


def file_response(name: str, content_type: str, text: str) -> Response:
    """A file that the browser downloads."""
    return _response(200, content_type, text, {"Content-Disposition": f'attachment; filename="{name}"'})


def see_other(location: str) -> Response:
    """A redirect (303) to a URL, or to one relative to this page's own."""
    return _response(303, "text/plain; charset=utf-8", "", {"Location": location})


def _response(status: int, content_type: str, body: str, more: dict[str, str] | None = None) -> Response:
    headers: dict[str, str | list[str]] = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": _NOTHING_LOADS,  # a page says what it needs
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return PowertoolsResponse(status, content_type, body, headers | (more or {}))
