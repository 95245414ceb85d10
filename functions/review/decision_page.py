"""What the decision page shows: the case, what the link would answer, or what was decided."""

from typing import Any

from review.deciding import OpenedLink
from review.errors import FieldProblem
from review.lifecycle import Answer, Case
from review.mail_reports import mail_problems
from review.showing import values_of

_WORDS = {
    Answer.CONFIRM: "confirmed",
    Answer.DECLINE: "declined",
    Answer.UNANSWERED: "left unanswered",
    Answer.CLEAR: "clear",
    Answer.NOT_CLEAR: "not clear",
    Answer.APPROVE: "approved",
    Answer.REJECT: "rejected",
    Answer.ASK: "sent back with a question to the applicant",
    Answer.ANSWERED: "answered",
    Answer.WITHDRAWN: "withdrawn",
    Answer.GRANT: "granted",
    Answer.REFUSE: "refused",
}
_GOOD = (Answer.CONFIRM, Answer.CLEAR, Answer.APPROVE, Answer.GRANT)


def decision_values(opened: OpenedLink, note: str = "", problems: list[FieldProblem] | None = None) -> dict[str, Any]:
    """Plain values for ``templates/pages/decision.html``; the note as typed, and what is wrong with it."""
    decision = opened.task.decision
    case = opened.case.at_round(opened.link.task.round) if isinstance(opened.case, Case) else opened.case
    return {
        **values_of(case),
        "mail_problems": mail_problems(opened.reports),
        "kind": str(opened.link.task.kind),
        "answer": str(opened.link.answer),
        "person": opened.link.person,
        "answer_by": opened.task.answer_by,
        "note": note,
        "problem": problems[0].message if problems else "",
        "decided": {
            "words": _WORDS[decision.answer],
            "is_good": decision.answer in _GOOD,
            "by": decision.by,
            "at": decision.at,
            "note": decision.note,
            "by_you": decision.by == opened.link.person,
        }
        if decision
        else None,
    }
