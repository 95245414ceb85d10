"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from typing import Protocol

from domain.cases.inbound_message import Judgement, KeptMail


class Released(Protocol):
    """Has released messages followed, without waiting."""

    def follow(self, mail: KeptMail, judgement: Judgement) -> None:
        """Have a message judged so, and followed. Safe to repeat."""
