"""Pages from ``templates/pages``."""

from adapters.web.responses import Response, html_response
from domain.applications.form_check import CheckedForm


def page_response(status: int, name: str, values: dict[str, object], script: str = "") -> Response:
    """A page; with the script of that name, if any, as its value ``script``. It may frame the email ``email_html``."""
    from adapters.web import framed_email, templates  # jinja2 is loaded only where a page is made

    styles = templates.style_source(), framed_email.email_styles(str(values.get("email_html", "")))
    if not script:
        return html_response(status, templates.page(name, values), styles[0], email_styles=styles[1])
    code = templates.script(script)
    html = templates.page(name, {**values, "script": code})
    return html_response(status, html, styles[0], templates.source_of(code), styles[1])


def form_page(checked: CheckedForm) -> Response:
    """The application form again, with what is wrong or what the policy says."""
    return page_response(200 if checked.is_valid else 422, "apply", checked.values, script="apply")
