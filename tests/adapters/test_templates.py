from pathlib import Path

import pytest
from jinja2 import UndefinedError

from adapters.mail_style import rules_of, with_style
from adapters.templates import environment, page
from review.deciding import OpenedLink
from review.decision_page import decision_values
from review.lifecycle import ANSWERS, Answer, TaskKind
from review.links import TaskLink
from review.mail_reports import Fate, MailReport
from review.mails import Mail, MailName
from tests.fakes import NOON
from tests.templates.reading import Tags
from tests.words import HOSTILE, case, exception


@pytest.mark.parametrize(("kind", "answer"), [(kind, answer) for kind, both in ANSWERS.items() for answer in both])
@pytest.mark.parametrize("words", ["Weekly hours report", HOSTILE])
def test_the_decision_page_shows_the_case_whatever_was_written(kind: TaskKind, answer: Answer, words: str) -> None:
    shown = exception(words) if "exception" in kind else case(words)
    asked = [one for one in shown.tasks if one.key.kind is kind][-1]
    link = TaskLink(task=asked.key, answer=answer, person="one@staff.example", expires_at=NOON)

    mail = Mail(name=MailName.RECEIVED, case_id=asked.key.case_id, round=1, to="avery@client.example")
    reports = ((mail, MailReport(fate=Fate.BOUNCED, at=NOON, reason=words)),)
    html = page("decision", decision_values(OpenedLink(case=shown, link=link, task=asked, reports=reports)))

    assert "script" not in Tags(html).seen
    assert ("<form" in html) is (asked.decision is None)
    assert ("Mail that did not arrive" in html) is (kind is not TaskKind.OWNER)


def test_the_owner_sees_the_application_and_nothing_of_the_account() -> None:
    shown = case("Weekly hours report")
    asked = next(one for one in shown.tasks if one.key.kind is TaskKind.OWNER)
    link = TaskLink(task=asked.key, answer=Answer.CONFIRM, person="owner@client.example", expires_at=NOON)

    html = page("decision", decision_values(OpenedLink(case=shown, link=link, task=asked)))

    assert "Weekly hours report" in html
    for secret in ("500 Example Street", "Identity verified", "Photo", "Enterprise"):
        assert secret not in html


def test_a_name_in_a_template_is_a_value_and_never_a_method() -> None:
    template = environment().from_string("{{ links.clear }}")

    assert template.render(links={"clear": "a link"}) == "a link"
    with pytest.raises(UndefinedError):
        template.render(links={})


def test_a_later_rule_of_the_mails_stylesheet_wins() -> None:
    rules = [("p", {"margin": "0", "color": "#111111"}), (".quiet", {"color": "#222222"})]

    styled = with_style('<p class="quiet">One</p><br><p>Two {{ words }}</p>', rules)

    assert styled == (
        '<p class="quiet" style="margin: 0; color: #222222">One</p><br>'
        '<p style="margin: 0; color: #111111">Two {{ words }}</p>'
    )


def test_a_class_that_the_mails_stylesheet_has_not_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"no \.qiet"):
        with_style('<p class="qiet">', [(".quiet", {})])


@pytest.mark.parametrize("sheet", ["p > a { color: red; }", "@media print { p { color: red; } }", 'p { font: "A"; }'])
def test_a_rule_that_cannot_stand_in_an_attribute_is_refused(sheet: str, tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text(sheet, "utf-8")

    with pytest.raises(ValueError, match=r"style\.css can"):
        rules_of(tmp_path / "style.css")
