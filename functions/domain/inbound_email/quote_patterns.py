# ruff: noqa: RUF001, E501 (what mail programs write, in many scripts)
"""What mail programs write around quotes: header blocks, separators, signatures. Attributions are in ``attributions``.

As written by Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, Zoho and phones, in the languages that they are sold in.
Every pattern matches one short line, or a few joined, and no repetition is nested, so that time is linear.
"""

import re

LONGEST = 300  # characters of a header line

_ORIGINAL = (
    *(
        "original",
        "original message",
        "reply message",
        "forwarded message",
        "ursprüngliche nachricht",
        "originalnachricht",
    ),
    "weitergeleitete nachricht",
    *("message d['’]origine", "message original", "message transféré", "mensaje original", "mensaje reenviado"),
    *("mensagem original", "mensagem encaminhada", "messaggio originale", "messaggio inoltrato"),
    "messaggio originario",
    *("oorspronkelijk bericht", "origineel bericht", "doorgestuurd bericht", "ursprungligt meddelande"),
    "originalmeddelande",
    *(
        "vidarebefordrat meddelande",
        "oprindelig meddelelse",
        "oprindelig besked",
        "videresendt besked",
        "courriel original",
        "opprinnelig melding",
        "videresendt melding",
    ),
    *("alkuperäinen viesti", "oryginalna wiadomość", "wiadomość oryginalna", "původní zpráva", "pôvodná správa"),
    *("eredeti üzenet", "mesaj original", "исходное сообщение", "пересылаемое сообщение", "orijinal mesaj"),
    *("原始邮件", "回复的原邮件", "原始郵件", "转发邮件", "元のメッセージ", "転送メッセージ", "원본 메시지"),
)
_SEPARATOR = re.compile(rf"[\s*]*-{{2,}}\s*(?:{'|'.join(_ORIGINAL)})\s*-{{2,}}[\s*]*$", re.IGNORECASE)
_FORWARD = re.compile(
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:e-mail|nachricht)|début du message (?:réexpédié|transféré)"
    r"|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht)\s*[:：]\s*$",
    re.IGNORECASE,
)

_LABELS = {
    "from": "from|von|de|da|från|fra|van|od|lähettäjä|от|від|от кого|gönderen|kimden|feladó|de la|από|发件人|寄件者|差出人|보낸 사람",
    "date": "date|sent|datum|gesendet|fecha|enviado|enviado el|enviada em|envoyé|data|inviato|skickat|sendt|dato|verzonden|lähetetty|päiväys|wysłano|odesláno|odoslané|дата|отправлено|надіслано|tarih|gönderme tarihi|dátum|elküldve|trimis|ημερομηνία|发送时间|日期|寄件日期|送信日時|日時|보낸 날짜",
    "to": "to|an|para|à|a|till|til|aan|do|komu|кому|alıcı|kime|címzett|către|προς|vastaanottaja|收件人|宛先|받는 사람",
    "subject": "subject|betreff|asunto|objet|sujet|oggetto|assunto|ämne|emne|onderwerp|temat|předmět|predmet|тема|konu|tárgy|subiect|θέμα|aihe|主题|主旨|件名|제목",
    "other": "cc|kopie|kopia|copie|copia|bcc|reply-to|antwort an|répondre à|responder a|risposta|rispondi a|antwoord aan|importance|抄送|副本",
}
_LABEL = re.compile(
    r"[\s*]*(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _LABELS.items()) + r")[\s*]*[:：]", re.IGNORECASE
)

_SENTENCE = re.compile(r"(?:\S+\s+){3}.*[.!?。]\s*$")
_RULE = re.compile(r"\s*[-_=*~#+\u1427]+\s*$")
_DEVICE = r"(?:iphone|ipad|ipod|phone|smartphone|mobile|cell|mail\b|mailbox|outlook|android|samsung|galaxy|windows|blackberry|airmail|proton)"
_SENT_FROM = re.compile(
    rf"[\s(<\[*]*(?:sent (?:from|via|with|using|by) (?:my |(?:an? |the |\[)?(?:\w+ ){{0,2}}{_DEVICE})"
    rf"|get \[?outlook for |(?:von|mit) mein\w+ .{{2,60}} gesendet\W*$|gesendet (?:von|mit) |diese nachricht wurde von .{{2,80}} gesendet"
    rf"|envoyé (?:de|depuis|à partir de) (?:mon|ma|l['’]|outlook|yahoo)|(?:enviado|enviada) (?:desde|do|da|de|via|a partir do) (?:mi\b|meu|outlook|\w+ ?{_DEVICE})"
    r"|inviato da(?:l mio)? |(?:verzonden|verstuurd) (?:vanaf|met|via) |skickat från min|sendt fra (?:min|mit|outlook)|lähetetty (?:\w+ )?\w*stani"
    r"|wysłan[eoy] z |odesláno z|отправлено (?:с|из) |надіслано з|ส่งจาก|iphone ?から送信|從我的 .{1,30} 傳送|发自我的|나의 .{1,30}에서 보냄)",
    re.IGNORECASE,
)

# "Sent from my colleague" is what people write.
_PROGRAM = re.compile(
    rf"{_DEVICE}|\d|mail|mobil|handy|tele?fon|téléphone|teléfono|puhelim|телефон|móvil|celular|tablet|yahoo|gmx|web\.de|k-9|pixel|xiaomi|redmi"
    r"|huawei|honor|nokia|sony|xperia|motorola|oneplus|oppo|realme|nexus|macbook|mac\b|\bapp\b|posta|poczt|почт|pošt|устройств|gerät|dispositiv"
    r"|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]",
    re.IGNORECASE,
)


def is_quoted(line: str) -> bool:
    """RFC 3676, 4.5."""
    return line.lstrip(" ").startswith(">")


def unquoted(line: str) -> str:
    return line.lstrip("> ")


def is_separator(line: str) -> bool:
    """Whether a line is like "-----Original Message-----"."""
    return len(line) <= LONGEST and bool(_SEPARATOR.match(line) or _FORWARD.match(line))


def header_field(line: str) -> str:
    """The field of a quoted email's header: from, date, to, subject or other; empty for any other line."""
    label = _LABEL.match(line[:LONGEST])
    return (label.lastgroup or "") if label else ""


def begins_signature(line: str, below: list[str]) -> bool:
    """Whether a signature is below a line of two dashes (RFC 3676, 4.3).

    Mail programs tend to lose the space after the dashes, and people also write such a line between two thoughts: then
    a sentence is below it.
    """
    return line == "-- " or not any(_SENTENCE.match(text[:LONGEST]) for text in below if not is_sent_from(text))


def is_rule(line: str) -> bool:
    """A line of dashes or the like, or the single letter that a tracking tool for Gmail leaves (U+1427)."""
    return bool(_RULE.match(line))


def is_sent_from(line: str) -> bool:
    """Whether a line is like "Sent from my iPhone"."""
    return len(line) <= LONGEST // 2 and bool(_SENT_FROM.match(line) and _PROGRAM.search(line))
