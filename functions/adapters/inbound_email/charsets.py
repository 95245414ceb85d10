"""Decoding text, whatever charset a message names."""

import codecs

# Names that Python doesn't know, or that mean another charset in practice (https://encoding.spec.whatwg.org/#names-and-labels).
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
# Python's own codecs, which no email uses; some take far more than linear time.
_NEVER = ("idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "unicode-escape", "utf-7")
_LIKE_ASCII = ("iso2022", "hz", "utf-16", "utf-32")  # whose bytes may be valid UTF-8 by chance


def text_of(content: bytes, charset: str) -> str:
    """Never fails: UTF-8 if the content is valid UTF-8, else the charset that is named, else UTF-8 with losses."""
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
    """Python's name of a charset; UTF-8 for an unknown one, Windows-1252 if none is named."""
    name = charset.strip().lower()
    if name in ("", "us-ascii", "ascii"):
        return "cp1252"
    try:
        found = codecs.lookup(_MEANT.get(name, name)).name
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if found in _NEVER else found
