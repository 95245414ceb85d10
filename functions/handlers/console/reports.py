"""Statistics and the CSV export."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import count, log
from adapters.web.requests import query
from adapters.web.responses import Response, file_response
from domain.cases.staff import Permission
from domain.reporting.csv_export import open_tasks_file, outcomes_file
from domain.reporting.statistics_page import statistics_values
from handlers.console.staff_session import console_page, session_of
from wiring import clients, console

pages = Router()


@pages.get("/console/numbers")
def show_statistics() -> Response:
    member, now = session_of(pages).member, clients.now()
    member.must(Permission.SEE_STATISTICS)
    return console_page(200, "numbers", statistics_values(console.statistics(), member, now), pages)


@pages.get("/console/export.csv")
def export_csv() -> Response:
    """What is open (``what=open``, perhaps one ``kind`` of task), or what was decided in a ``month``. It is logged."""
    member, event = session_of(pages).member, pages.current_event
    member.must(Permission.EXPORT)
    if query(event, "what") == "open":
        file = open_tasks_file(console.work_queue(member), query(event, "kind"))
    else:
        file = outcomes_file(console.outcome_records(member), query(event, "month"), query(event, "before"))
    log("exported", file=file.name, rows=file.rows)
    count("Exports")
    return file_response(file.name, "text/csv; charset=utf-8; header=present", file.text)
