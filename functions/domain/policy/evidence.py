"""What a check of the policy can see in a text."""

from domain.model.field_types import Record
from domain.policy.text import tidy

_MOST_SHOWN = 80  # letters


class Evidence(Record):
    """Something that a check saw. ``certain`` where no honest person could have meant anything else."""

    saw: str
    certain: bool = False


def shortened(text: str) -> str:
    """A text of somebody else as a finding repeats it: on one line, in quotes, and not too long."""
    text = tidy(text[: 2 * _MOST_SHOWN])
    return f'"{text}"' if len(text) <= _MOST_SHOWN else f'"{text[:_MOST_SHOWN]}…"'
