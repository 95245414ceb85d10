"""What the checks of the policy find."""

from domain.model.field_types import Record
from domain.policy.text import tidy

_MAX_QUOTED = 80  # letters

CheckResult = tuple[str | None, str]
"""The catalogue's case that a rule meets (None: it passes), and what the check found, for a reviewer to read."""


class Evidence(Record):
    """What a check found, for a reviewer to read; ``certain`` where no other reading is possible."""

    detail: str
    certain: bool = False


def shortened(text: str) -> str:
    """The text as a finding quotes it: on one line, in quotes, with at most 80 letters."""
    text = tidy(text[: 2 * _MAX_QUOTED])
    return f'"{text}"' if len(text) <= _MAX_QUOTED else f'"{text[:_MAX_QUOTED]}…"'
