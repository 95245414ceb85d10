"""``GET /console`` and ``/console/next``: the queue of one of the staff, and the next case of it. Reads only."""

from datetime import timedelta

import wiring
from adapters.web.responses import Event, Response, see_other
from adapters.web.session_cookie import console, console_page, root, signed_in
from domain.cases.case import TaskKind
from domain.cases.staff import Permission
from domain.cases.work_queue import next_row
from domain.console.pages import MINE, OLDER_THAN_DAYS, first_kind, queue_values
from domain.presentation.labels import TASK_LABELS


@console
def handler(event: Event) -> Response:
    """Answers with a page of the queue, which is one query; or sends the browser to the next case."""
    visit, query = signed_in(event, wiring.sessions()), event.get("queryStringParameters") or {}
    member, now = visit.member, wiring.now()
    if not member.may(Permission.SEE_CASES):
        return see_other(f"{root(event)}console/exceptions")
    chosen = query.get("kind", "")
    if chosen not in (*TASK_LABELS, MINE):
        chosen = str(first_kind(member))
    if event["resource"] == "/console/next":
        lines = wiring.work_queue().get_page(TaskKind(chosen if chosen != MINE else first_kind(member))).rows
        line = next_row(lines, member.address, query.get("after", ""))
        return see_other(f"cases/{line.key.case_id}" if line else f"../console?kind={chosen}")
    older = query.get("older", "") if query.get("older") in OLDER_THAN_DAYS else ""
    until = now - timedelta(days=OLDER_THAN_DAYS[older]) if older else None
    after, queue = query.get("after", ""), wiring.work_queue()
    is_mine = chosen == MINE
    page = (
        queue.get_assigned_page(member.address.casefold(), after)
        if is_mine
        else queue.get_page(TaskKind(chosen), until, after)
    )
    return console_page(200, "queue", queue_values(page, chosen, older, member, now), event, visit)
