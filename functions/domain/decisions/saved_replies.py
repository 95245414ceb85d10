"""Saved replies: texts that reviewers send often, shared by all of them."""

import re
from collections.abc import Mapping

from domain.cases.access_tokens import new_token
from domain.model.errors import UnknownReply
from domain.model.field_types import Record, RequiredText, ShortText, parse

MAX_REPLIES = 100  # as many as a person chooses from
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class SavedReply(Record):
    """``by`` is the address of who changed it last."""

    id: str
    title: ShortText
    text: RequiredText
    by: str


def read_reply(fields: Mapping[str, str], by: str) -> SavedReply:
    """The saved reply in a submitted form: a new one, or with an ``id`` the new version of that one.

    Raises:
        UnknownReply: see ``reply_id_of``.
        InvalidInput: with every problem.
    """
    texts = {name: fields.get(name, "") for name in ("title", "text")}
    return parse(SavedReply, {"id": reply_id_of(fields) or new_token(), **texts, "by": by})


def reply_id_of(fields: Mapping[str, str]) -> str:
    """The id of the saved reply that a form changes or removes; empty for a new one.

    Raises:
        UnknownReply: if no saved reply can have this id.
    """
    reply_id = fields.get("id", "")
    if reply_id and not _ID.fullmatch(reply_id):
        raise UnknownReply
    return reply_id
