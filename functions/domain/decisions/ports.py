"""What ``decisions`` needs from ``adapters/``. The tests have fakes of it."""

from typing import Protocol

from domain.decisions.saved_replies import SavedReply


class SavedReplies(Protocol):
    def list_replies(self) -> tuple[SavedReply, ...]:
        """Every saved reply, by title."""

    def put_reply(self, reply: SavedReply) -> bool:
        """Store a reply, in place of one with its id. False if there are ``MAX_REPLIES`` others."""

    def remove_reply(self, reply_id: str) -> None:
        """Remove a reply, if it exists."""
