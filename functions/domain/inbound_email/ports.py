"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from typing import Protocol

from domain.cases.inbound_message import QuarantineDecision, StoredMessage


class Released(Protocol):
    """Has released messages followed, without waiting."""

    def follow(self, mail: StoredMessage, judgement: QuarantineDecision) -> None:
        """Have a message judged so, and followed. Safe to repeat."""
