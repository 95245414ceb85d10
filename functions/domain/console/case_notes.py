"""Private notes on a case: staff write and read them. They are in no email, and on no page that an applicant sees."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, StringConstraints

from domain.cases.staff import StaffMember
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.field_types import Record, RequiredText, parse

MAX_NOTES = 100  # of a case
LONGEST_NOTE = 2_000  # characters


class CaseNote(Record):
    """Written once and never changed. ``by`` is the address of who wrote it."""

    at: AwareDatetime
    by: str
    text: Annotated[RequiredText, StringConstraints(max_length=LONGEST_NOTE)]


def read_note(text: str, member: StaffMember, now: datetime) -> CaseNote:
    """The note in a submitted form.

    Raises:
        InvalidInput: if it is empty or too long, or has control characters.
    """
    length = len(text.replace("\r\n", "\n").strip())
    if length == 0:
        raise InvalidInput([FieldProblem("/text", "Enter a note.")])
    if length > LONGEST_NOTE:
        problem = f"The note has {length:,} characters. Shorten it to {LONGEST_NOTE:,} or fewer."
        raise InvalidInput([FieldProblem("/text", problem)])
    return parse(CaseNote, {"at": now, "by": member.address, "text": text})


def note_values(
    notes: Iterable[CaseNote], member: StaffMember, typed: str = "", problems: Iterable[FieldProblem] = ()
) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/notes.html``, newest first; ``typed`` is a note that was refused.

    ``notes`` are in the order in which they were written.
    """
    newest_first = tuple(notes)[::-1]
    return {
        "list": [{**note.model_dump(), "by_you": note.by == member.address} for note in newest_first],
        "is_full": len(newest_first) >= MAX_NOTES,
        "most": MAX_NOTES,
        "longest": LONGEST_NOTE,
        "typed": typed,
        "problem": next((problem.message for problem in problems), ""),
    }
