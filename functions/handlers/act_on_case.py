"""``POST /console/cases/{case_id}``: one of the staff decides a case, takes it over or hands it on."""

import settings
import wiring
from adapters.aws.observability import about, count, log
from adapters.web.responses import Answer, Event, path_parameter, see_other
from adapters.web.session_cookie import console, console_page, form_of, signed_in
from domain.console.pages import case_values
from domain.decisions.decide import read_draft
from domain.decisions.email_preview import preview
from domain.model.errors import InvalidInput


@console
def handler(event: Event) -> Answer:
    """Sends the browser back to the case; what is wrong, or only to be looked at, brings the forms back."""
    visit, desk, replies = signed_in(event, wiring.sign_in()), wiring.case_desk(), wiring.saved_replies().all()
    fields, case_id, member = form_of(event, visit), path_parameter(event, "case_id"), visit.member
    opened, draft, question = desk.open(case_id, member), read_draft(fields, replies), fields.get("question", "")
    about(case_id)
    status, mail, problems, do = 200, None, None, fields.get("do", "")
    try:
        if do == "assign":
            desk.assign(opened, question, fields.get("to", ""), member)
            return see_other(case_id)
        link = desk.asked(opened, question)
        if do == "show":
            checked = desk.decisions.check(link, draft)
            mail = preview(link, checked, wiring.mail_templates(), settings.answer_days())
        elif do != "insert":
            desk.decisions.decide(link, draft, wiring.waits())
            log("decided in the console")
            count("DecisionClicks")
            return see_other(case_id)
    except InvalidInput as error:
        status, problems = 422, error.problems
    values = case_values(opened, member, desk.decisions.staff, replies, wiring.now(), draft, problems, mail)
    return console_page(status, "case", values, event, visit)
