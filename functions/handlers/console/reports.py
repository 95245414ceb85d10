"""Statistics and the CSV export."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import count, log
from adapters.web.requests import query
from adapters.web.responses import Response, file_response
from domain.cases.staff import Permission
from domain.model.errors import FieldProblem, InvalidInput
from domain.reporting.csv_export import open_tasks_file, outcomes_file
from domain.reporting.period import USUAL_WEEKS, last_weeks, read_period
from domain.reporting.statistics_page import statistics_values
from handlers.console.staff_session import console_page, session_of
from wiring import clients, console

LONGEST_FIELD = 40  # characters: a date and some more

pages = Router()


@pages.get("/console/statistics")
def show_statistics() -> Response:
    """Statistics of the last weeks, or from one day to another; for days that can't be, those of the usual weeks."""
    member, now, event = session_of(pages).member, clients.now(), pages.current_event
    member.must(Permission.SEE_STATISTICS)
    fields = {name: query(event, name)[:LONGEST_FIELD] for name in ("weeks", "from", "to")}
    status, typed, problems = 200, None, list[FieldProblem]()
    try:
        period = read_period(fields, now)
    except InvalidInput as error:
        status, typed, problems, period = 422, fields, error.problems, last_weeks(USUAL_WEEKS, now)
    values = statistics_values(console.statistics(period), period, member, now, typed, problems)
    return console_page(status, "statistics", values, pages)


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
