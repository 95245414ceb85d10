"""From bytes to text, whatever a message says of its charset."""

import codecs

# What mail programs write and Python does not know, or what they mean by it (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
}
# Python's own, which no mail is written in, and of which some take far more than linear time.
_NEVER = ("idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "unicode-escape", "utf-7")
_LIKE_ASCII = ("iso2022", "hz", "utf-16", "utf-32")  # whose bytes may happen to be UTF-8 as well


def text_of(content: bytes, charset: str) -> str:
    """The text, whatever happens: UTF-8 where it is that, else as the message says, else what is left of UTF-8."""
    known = _known(charset)
    if not known.startswith(_LIKE_ASCII):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    try:
        return content.decode(known, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _known(charset: str) -> str:
    """The name by which Python knows a charset; UTF-8 for an unknown one, Windows-1252 where none is named."""
    name = charset.strip().lower()
    if name in ("", "us-ascii", "ascii"):
        return "cp1252"
    try:
        found = codecs.lookup(_MEANT.get(name, name)).name
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if found in _NEVER else found
