"""Cutting the new text of a reply from the mails that it quotes."""

LONGEST_REPLY = 5_000  # characters looked at and shown to the reviewer; the whole message stays in the bucket


def new_text(text: str) -> str:
    """The new text above a quoted mail; the whole text where nothing new stands above it.

    Looks at ``LONGEST_REPLY`` characters only: on hostile text the library's time grows with the square of it.
    """
    import quotequail

    text = text[:LONGEST_REPLY]
    quoted = quotequail.unwrap(text)
    return ((quoted and quoted.get("text_top")) or text).strip()
