"""The work queue, the next case, and assigning several cases at once."""

import re
from urllib.parse import parse_qsl, urlencode

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, log
from adapters.web.requests import Event, query
from adapters.web.responses import Response, see_other
from domain.cases.case import TaskKind
from domain.cases.staff import Permission, StaffMember
from domain.console.bulk_assignment import assign_all, bulk_values, read_picks
from domain.console.pages import first_kind
from domain.console.queue_page import (
    DECIDED,
    count_tabs,
    decided_values,
    find_decided,
    find_open,
    queue_values,
    read_view,
)
from domain.model.errors import FieldProblem, InvalidInput
from domain.presentation.labels import TASK_LABELS
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import clients, console, stores

pages, actions = Router(), Router()

LONGEST_QUERY = 500  # characters of the address of a queue


@pages.get("/console")
def show_queue() -> Response:
    """A page of the queue: one query for its lines, and one for the number on each tab."""
    member, now, event = session_of(pages).member, clients.now(), pages.current_event
    if not member.may(Permission.SEE_CASES):
        return see_other("console/exceptions")
    staff, queue = stores.staff(), console.work_queue(member)
    view = read_view({name: query(event, name) for name in event.query_string_parameters}, member, staff, now)
    counts, after = count_tabs(queue, member), query(event, "after")
    if view.tab == DECIDED:
        decided = find_decided(console.outcome_records(member), view, now, after)
        return console_page(200, "decided", decided_values(view, decided, counts, member, now), pages)
    values = queue_values(view, find_open(queue, view, member, now, after), counts, member, staff, now)
    notice = {"none_free": query(event, "free") == "none", "done": query(event, "done"), "number": _number(event)}
    return console_page(200, "queue", {**values, **notice}, pages)


def _number(event: Event) -> int:
    """How many cases the form was about that led here."""
    typed = query(event, "number")
    return int(typed) if re.fullmatch(r"[0-9]{1,2}", typed) else 0


@actions.post("/console/next")
def take_next_case() -> Response:
    """Assigns the next free case of a queue and redirects to it, or to the queue if there is none."""
    member, fields = session_of(actions).member, fields_of(actions)
    chosen = fields.get("kind", "")
    kind = TaskKind(chosen) if chosen in TASK_LABELS else first_kind(member)
    case_id = console.case_actions().assign_next(console.work_queue(member), kind, member, fields.get("after", ""))
    if not case_id:
        return see_other(f"../console?kind={kind}&free=none")
    about(case_id)
    log("took the next case")
    return see_other(f"cases/{case_id}")


@actions.post("/console/assignments")
def assign_cases() -> Response:
    """Assigns the selected cases and redirects to the queue; if some could not be assigned, the page says why."""
    member, fields = session_of(actions).member, fields_of(actions)
    member.must(Permission.SEE_CASES)
    back = dict(parse_qsl(fields.get("back", "")[:LONGEST_QUERY]))
    put_back = fields.get("put_back", "")
    picked = [put_back] if put_back else [value for name, value in fields.items() if name.startswith("pick-")]
    to = "" if put_back else _assignee(fields, member)
    result = assign_all(console.case_actions(), read_picks(picked), to, member)
    log("assigned several", assigned=result.assigned, refused=len(result.refused))
    if not result.refused:
        done = "assigned" if to else "unassigned"
        return see_other(f"../console?{urlencode({**back, 'done': done, 'number': result.assigned})}")
    status = 200 if result.assigned else 422
    return console_page(status, "assigned", bulk_values(result, to, urlencode(back)), actions)


def _assignee(fields: dict[str, str], member: StaffMember) -> str:
    """To whom the form assigns; empty for nobody. Raises ``InvalidInput`` if it doesn't say."""
    do, to = fields.get("do", ""), fields.get("to", "")
    if do in ("me", "nobody"):
        return member.address if do == "me" else ""
    if not to:
        raise InvalidInput([FieldProblem("/to", "Select who to assign the cases to.")])
    return to
