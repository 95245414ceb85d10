"""``GET /console/export.csv``: what waits, or what was answered in a month, as a file. Reads lists only."""

import wiring
from adapters.aws.observability import count, log
from adapters.web.responses import Event, Response, file_response
from adapters.web.session_cookie import console, signed_in
from domain.cases.staff import Permission
from domain.reporting.csv_export import open_tasks_file, outcomes_file


@console
def handler(event: Event) -> Response:
    """In: ``what=open``, perhaps with a ``kind`` of question; or ``month``. That somebody took a file is logged."""
    visit, query = signed_in(event, wiring.sessions()), event.get("queryStringParameters") or {}
    visit.member.must(Permission.EXPORT)
    if query.get("what") == "open":
        file = open_tasks_file(wiring.work_queue(), query.get("kind", ""))
    else:
        file = outcomes_file(wiring.outcome_records(), query.get("month", ""), query.get("before", ""))
    log("exported", file=file.name, rows=file.rows)
    count("Exports")
    return file_response(file.name, "text/csv; charset=utf-8; header=present", file.text)
