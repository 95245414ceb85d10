"""Saved replies: words that reviewers send again and again, kept for all of them."""

from collections.abc import Mapping

from domain.cases.access_tokens import new_token
from domain.model.field_types import Record, RequiredText, ShortText, parse

MAX_REPLIES = 100  # as many as a person chooses from


class SavedReply(Record):
    """Some words for applicants, with a title to find them by; ``id`` is ours, ``by`` wrote them last."""

    id: str
    title: ShortText
    text: RequiredText
    by: str


def read_reply(fields: Mapping[str, str], by: str) -> SavedReply:
    """A saved reply as a submitted form has it: a new one, or with its ``id`` what one becomes.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    return parse(
        SavedReply,
        {
            "id": fields.get("id") or new_token(),
            "title": fields.get("title", ""),
            "text": fields.get("text", ""),
            "by": by,
        },
    )
