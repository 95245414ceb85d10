"""Pages from ``templates/pages``."""

from adapters.web.responses import Response, html_response
from domain.applications.form_check import CheckedForm


def page_response(status: int, name: str, values: dict[str, object], script: str = "") -> Response:
    """A page; with the script of that name, if any, as its value ``script``. It may frame the email ``email_html``."""
    from adapters.web import framed_email, templates  # jinja2 is loaded only where a page is made

    codes = [templates.script("times")]
    if script:
        codes.append(templates.script(script))
        values = {**values, "script": codes[-1]}
    sources = [templates.source_of(code) for code in codes]
    email_styles = framed_email.email_styles(str(values.get("email_html", "")))
    return html_response(status, templates.page(name, values), templates.style_source(), sources, email_styles)


def form_page(checked: CheckedForm) -> Response:
    """All answers to check; or the form again, with what is wrong or what the policy says."""
    return page_response(200 if checked.is_valid else 422, checked.page, checked.values, script="apply")
