"""What this package needs from the outside world: ``adapters/`` has it on AWS, the tests have fakes."""

from typing import Protocol

from domain.decisions.saved_replies import SavedReply


class SavedReplies(Protocol):
    """Words that reviewers send again and again."""

    def list_replies(self) -> tuple[SavedReply, ...]:
        """Every saved reply, by title."""

    def put_reply(self, reply: SavedReply) -> bool:
        """Store one, in place of an earlier one with its id. False where there are ``MAX_REPLIES`` already."""

    def remove_reply(self, reply_id: str) -> None:
        """Remove one, if it is there."""
