"""Saved replies: texts that reviewers send often, shared by all of them."""

from collections.abc import Mapping

from domain.cases.access_tokens import new_token
from domain.model.field_types import Record, RequiredText, ShortText, parse

MAX_REPLIES = 100  # as many as a person chooses from


class SavedReply(Record):
    """``by`` is the address of who changed it last."""

    id: str
    title: ShortText
    text: RequiredText
    by: str


def read_reply(fields: Mapping[str, str], by: str) -> SavedReply:
    """The saved reply in a submitted form: a new one, or with an ``id`` the new version of that one.

    Raises:
        InvalidInput: with every problem.
    """
    texts = {name: fields.get(name, "") for name in ("title", "text")}
    return parse(SavedReply, {"id": fields.get("id") or new_token(), **texts, "by": by})
