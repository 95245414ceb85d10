"""What the decision page shows: the case, what the link would answer, or what was decided."""

from typing import Any

from review.deciding import OpenedLink
from review.errors import FieldProblem
from review.lifecycle import Answer
from review.mails import case_values

_WORDS = {
    Answer.CLEAR: "clear",
    Answer.NOT_CLEAR: "not clear",
    Answer.APPROVE: "approved",
    Answer.REJECT: "rejected",
}


def decision_values(opened: OpenedLink, note: str = "", problems: list[FieldProblem] | None = None) -> dict[str, Any]:
    """Plain values for ``templates/pages/decision.html``; the note as typed, and what is wrong with it."""
    decision = opened.decision
    case = opened.case.at_round(opened.link.task.round)
    return {
        **case_values(case),
        "kind": str(opened.link.task.kind),
        "answer": str(opened.link.answer),
        "person": opened.link.person,
        "note": note,
        "problem": problems[0].message if problems else "",
        "decided": {
            "words": _WORDS[decision.answer],
            "by": decision.by,
            "at": decision.at,
            "note": decision.note,
            "by_you": decision.by == opened.link.person,
        }
        if decision
        else None,
    }
