"""``GET /console/export.csv``: what waits, or what was answered in a month, as a file. Reads lists only."""

import wiring
from adapters.aws.observability import count, log
from adapters.web.responses import Answer, Event, file_answer
from adapters.web.session_cookie import console, signed_in
from domain.cases.staff import Right
from domain.reporting.csv_export import answered_file, open_file


@console
def handler(event: Event) -> Answer:
    """In: ``what=open``, perhaps with a ``kind`` of question; or ``month``. That somebody took a file is logged."""
    visit, query = signed_in(event, wiring.sign_in()), event.get("queryStringParameters") or {}
    visit.member.must(Right.EXPORT)
    if query.get("what") == "open":
        file = open_file(wiring.queue(), query.get("kind", ""))
    else:
        file = answered_file(wiring.answers(), query.get("month", ""), query.get("before", ""))
    log("exported", file=file.name, rows=file.rows)
    count("Exports")
    return file_answer(file.name, "text/csv; charset=utf-8; header=present", file.text)
