"""What becomes of a call to AWS: one in ten fails, as a seed has it, in one of the ways in which calls fail."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

RATE = 0.1
HEADER = "X-Review"
"""The field of a request or a message by which the people of a review name its account."""

_ABOUT = re.compile(r"\b(?:acct-faults-[\w-]+|[kx][a-z2-7]{16})\b")


class PlannedFault(StrEnum):
    """How a call ends."""

    WELL = "well"
    REFUSED = "refused, before it did anything"
    CUT = "connection cut, before it did anything"
    THROTTLED = "throttled"
    FAILED_AFTER = "done, and answered with an error"
    LATE = "done, and the answer came too late"
    KILLED_BEFORE = "function killed before it was done"
    KILLED_AFTER = "function killed after it was done"
    TWICE = "delivered twice"

    @property
    def has_effect(self) -> bool:
        """Whether the call is done."""
        return self in (
            PlannedFault.WELL,
            PlannedFault.FAILED_AFTER,
            PlannedFault.LATE,
            PlannedFault.KILLED_AFTER,
            PlannedFault.TWICE,
        )


KILLED = (PlannedFault.KILLED_BEFORE, PlannedFault.KILLED_AFTER)
# A function that was killed costs a new process, which takes longer than all that it does: one fault in sixteen.
OF_CALLS = (
    PlannedFault.REFUSED,
    PlannedFault.CUT,
    PlannedFault.THROTTLED,
    PlannedFault.FAILED_AFTER,
    PlannedFault.LATE,
) * 6 + KILLED
OF_TASKS = (
    PlannedFault.REFUSED,
    PlannedFault.THROTTLED,
    PlannedFault.FAILED_AFTER,
)  # of a state machine: nothing there can be killed
OF_EVENTS = (PlannedFault.TWICE,)


@dataclass(frozen=True)
class Caller:
    """Who calls: an invocation of a function (or a state machine), about a case or an account."""

    request: str
    function: str
    about: str


def about(text: str) -> str:
    """The account or the case that a text speaks of first; empty where there is none."""
    found = _ABOUT.search(text)
    return found[0] if found else ""


@dataclass
class FaultPlan:
    """Each call's fate follows from the seed, what it is about, who calls what, and how often before.

    So the order of calls about different reviews does not matter, and a seed does the same again.
    """

    seed: str
    rate: float = RATE
    _calls: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def of(self, caller: Caller, call: str, kinds: tuple[PlannedFault, ...]) -> PlannedFault:
        """The fate of the next such call."""
        key = (caller.about, caller.function, call)
        self._calls[key] += 1
        chance = random.Random(f"{self.seed} {key} {self._calls[key]}")
        return chance.choice(kinds) if chance.random() < self.rate else PlannedFault.WELL
