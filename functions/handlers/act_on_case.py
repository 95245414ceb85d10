"""``POST /console/cases/{case_id}``: one of the staff decides a case, takes it over or hands it on."""

import settings
import wiring
from adapters.aws.observability import about, count, log
from adapters.web.responses import Event, Response, path_parameter, see_other
from adapters.web.session_cookie import console, console_page, form_of, signed_in
from domain.console.pages import console_case_values
from domain.decisions.decide import read_draft
from domain.decisions.email_preview import preview_email
from domain.model.errors import InvalidInput


@console
def handler(event: Event) -> Response:
    """Sends the browser back to the case; what is wrong, or only to be looked at, brings the forms back."""
    visit, desk, replies = (
        signed_in(event, wiring.sessions()),
        wiring.case_actions(),
        wiring.saved_replies().list_replies(),
    )
    fields, case_id, member = form_of(event, visit), path_parameter(event, "case_id"), visit.member
    opened, draft, question = desk.open(case_id, member), read_draft(fields, replies), fields.get("question", "")
    about(case_id)
    status, mail, problems, do = 200, None, None, fields.get("do", "")
    try:
        if do == "assign":
            desk.assign(opened, question, fields.get("to", ""), member)
            return see_other(case_id)
        link = desk.get_own_task(opened, question)
        if do == "show":
            checked = desk.decisions.check(link, draft)
            mail = preview_email(link, checked, wiring.email_templates(), settings.answer_days())
        elif do != "insert":
            desk.decisions.decide(link, draft, wiring.waits())
            log("decided in the console")
            count("DecisionClicks")
            return see_other(case_id)
    except InvalidInput as error:
        status, problems = 422, error.problems
    values = console_case_values(opened, member, desk.decisions.staff, replies, wiring.now(), draft, problems, mail)
    return console_page(status, "case", values, event, visit)
