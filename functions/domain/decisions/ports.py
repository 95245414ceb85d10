"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from typing import Protocol

from domain.decisions.saved_replies import SavedReply


class SavedReplies(Protocol):
    """Words that reviewers send again and again."""

    def all(self) -> tuple[SavedReply, ...]:
        """Every saved reply, by title."""

    def put(self, reply: SavedReply) -> bool:
        """Store one, in place of an earlier one with its id. False where there are ``MOST_REPLIES`` already."""

    def remove(self, reply_id: str) -> None:
        """Remove one, if it is there."""
