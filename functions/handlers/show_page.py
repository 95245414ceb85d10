"""``GET /``, ``/apply`` and ``/apply/received``: the pages that need no data."""

import re

from adapters.endpoints import web, web_page
from adapters.http import Answer, Event, Problem
from review.apply_form import form_values
from review.links import new_token
from review.mails import WEEKS_TO_ANSWER


@web
def handler(event: Event) -> Answer:
    """Answers with the page that the route names."""
    common = {"weeks_to_answer": WEEKS_TO_ANSWER}
    match event["resource"]:
        case "/":
            return web_page(200, "home", {**common, "here": _folder(event["requestContext"]["path"])})
        case "/apply":
            return web_page(200, "apply", form_values({"form": new_token()}, []))
        case "/apply/received":
            application_id = (event.get("queryStringParameters") or {}).get("application", "")
            known_form = re.fullmatch(r"k[a-z2-7]{16}", application_id)
            return web_page(200, "received", {**common, "application_id": application_id if known_form else ""})
        case _:
            raise Problem(404, "There is no such page", "Start again from the first page.")


def _folder(path: str) -> str:
    """What a relative link from the first page starts with: API Gateway serves a stage with and without a slash."""
    return "" if path.endswith("/") else path.rpartition("/")[2] + "/"
