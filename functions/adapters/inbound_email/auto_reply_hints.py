# ruff: noqa: RUF001, E501 (phrases of many scripts, one a line)
"""Phrases in a subject or a text that only hint at a machine. A reply with a hint is quarantined.

A subject must begin with the phrase: automatic replies put it before the subject that they answer, and people's replies
begin with Re: or the like. Of a text, only the first lines count, in the present or the future tense: who writes "I was
out of office" is back. The phrases are those that Outlook, Exchange, Gmail, Notes, Postfix, Exim and qmail write, in
the languages in which they are sold most.
"""

import re

from adapters.inbound_email.headers import Fields

FIRST_LINES, LONGEST_LINE = 4, 300
_END = r"\s*(?:$|[:：;,.!|/()\[\]–—-]|\b(?:re|aw|sv|fwd?|until|till|from|bis|vom|jusqu|hasta|t/m)\b)"

_SUBJECTS = {
    "an automatic reply": (
        r"auto(?:matic|mated|matisch\w*)?[ -]?(?:reply|response|respon[sd]\w*|antwort\w*|antwoord)",
        *(
            r"out[ -]of[ -](?:the[ -])?office(?: auto\w*)?",
            r"away (?:until|till|from) .*",
            r"on (?:vacation|annual leave)",
        ),
        *("abwesenheits(?:notiz|nachricht|assistent|meldung|agent)", "abwesend", "nicht im (?:büro|hause?)"),
        *("automatische antwort", "automatisch antwoord", "niet aanwezig", "afwezig(?:heid\\w*)?"),
        *("réponse automatique", "absence du bureau", "absent(?:e)? du bureau", "message d['’]absence"),
        *("respuesta automática", "fuera de (?:la )?oficina", "resposta automática", "fora do escritório", "ausência"),
        *("risposta automatica", "fuori (?:sede|ufficio)", "assente dall['’]ufficio"),
        *("auto ?svar", "automatiskt? svar", "autosvar", "frånvaro\\w*", "fravær\\w*", "automaattinen vastaus"),
        *("poissa", "odpowiedź automatyczna", "automatyczna odpowiedź", "poza biurem", "nieobecność"),
        *("automatická odpověď", "automatická odpoveď", "mimo kancelář", "automatikus válasz", "házon kívül"),
        *("răspuns automat", "автоматический ответ", "автоответ\\w*", "автоматична відповідь", "вне офиса"),
        *("автоматичен отговор", "αυτόματη απάντηση", "otomatik (?:yanıt|cevap)", "ofis dışında"),
        *(
            "自動返信",
            "自動応答",
            "不在通知",
            "自动答复",
            "自动回复",
            "自動回覆",
            "自動答覆",
            "외출 중",
            "자동 ?회신",
            "부재중",
        ),
        *("رد تلقائي", "מענה אוטומטי", "תשובה אוטומטית", "trả lời tự động", "balasan otomatis", "ตอบกลับอัตโนมัติ"),
    ),
    "a failed delivery": (
        *("undeliver(?:able|ed)(?: mail.*)?", "mail delivery (?:failed|failure|system|subsystem)", "returned mail"),
        *("delivery (?:status )?(?:notification|failure|has failed)", "failure notice", "non[- ]?delivery"),
        "message not",
        *("warning: (?:message|could not)", "unzustellbar", "nicht zustellbar", "nicht übermittelt", "non remis"),
        *("échec de la remise", "non distribu\\w*", "no se puede entregar", "no entregado", "não entregue"),
        *("não é possível entregar", "impossibile recapitare", "non recapitabile", "onbestelbaar"),
        "kan inte levereras",
        *(
            "kan ikke leveres",
            "niedostarczalna",
            "не удается доставить",
            "недоставлен\\w*",
            "配信不能",
            "配信できません",
        ),
        *("无法送达", "未送达", "系统退信", "배달되지 않음"),
    ),
    "a read receipt": (
        *("read", "not read", "read receipt", "return receipt", "disposition notification", "gelesen", "ungelesen"),
        *("lesebestätigung", "lu", "non lu", "leído", "no leído", "lido", "lida", "letto", "gelezen", "läst", "lest"),
        *("læst", "przeczytane", "прочитано", "прочтено", "開封済み", "开封回执", "已读", "已讀", "읽음"),
    ),
}
_AWAY = r"(?:out of (?:the )?office|away from (?:the |my )?(?:office|desk|e-?mail)|on (?:[\w-]+ ){0,2}(?:leave|vacation|holidays?))"
_TEXTS = {
    "an automatic reply": (
        rf"(?:.{{0,120}}[.!,;] ?)?(?:i am|i['’]m|i will be|i['’]ll be|we are) (?:currently |presently |now )?{_AWAY}\b",
        r"(?:please note (?:that )?)?this is an? (?:auto\w*|machine)[- ](?:generated |reply|response|message|e-?mail|answer)",
        r"(?:.{0,120}[.!,;] ?)?ich bin (?:derzeit |momentan |zurzeit |zur zeit |aktuell )?(?:(?:ab|vom|bis) .{0,40} )?(?:nicht (?:im (?:büro|hause?)|erreichbar)|im urlaub|abwesend|außer haus)",
        r"(?:.{0,120}[.!,;] ?)?je (?:suis|serai) (?:actuellement |présentement )?(?:absente?|en (?:congés?|vacances))",
        r"(?:.{0,120}[.!,;] ?)?(?:actualmente )?(?:estoy|estaré|me encuentro) (?:actualmente )?(?:fuera de|de vacaciones|ausente)",
        r"(?:.{0,120}[.!,;] ?)?(?:estou|estarei) (?:atualmente )?(?:fora do|de férias|ausente)",
        r"(?:.{0,120}[.!,;] ?)?(?:sono|sarò) (?:attualmente )?(?:fuori (?:sede|ufficio)|in ferie|assente)",
        r"(?:.{0,120}[.!,;] ?)?ik ben (?:momenteel |op dit moment )?(?:niet (?:op kantoor|aanwezig)|afwezig|met vakantie)",
        r"(?:dies|das) ist eine automati\w+",
        r"ceci est (?:un message|une réponse) automatique",
        r"(?:este es|esta es) (?:un mensaje|una respuesta) automátic",
        r"esta é uma (?:mensagem|resposta) automática",
        r"dit is een automatisch",
        r"det(?:ta)? (?:här )?er? et automatisk|detta är ett automatisk",
        r"это автоматическ",
        r"to jest automatyczn|to jest wiadomość automatyczn",
        r"このメールは自動",
        r"这是一封自动|此邮件为自动",
    ),
    "a failed delivery": (
        r"this is the mail system at host",
        r"i['’]m afraid i wasn['’]t able to deliver",
        r"(?:your message|delivery) (?:to|has failed|could(?:n['’]t| not) be delivered|wasn['’]t delivered) ?.{0,80}(?:delivered|recipients|distribution lists|failed)",
        r"this message was created automatically by mail delivery software",
        r"a message that you sent could not be delivered",
        r"the following (?:message|addresses? had|recipients?) .{0,40}(?:permanent|delivered|fail|undeliver)",
    ),
    "a complaint about spam": (r"this is an? (?:e-?mail )?(?:abuse|spam|fraud|feedback)[ -](?:report|complaint)",),
    "a read receipt": (
        r"your message\s*$",
        r"this is a (?:return|read) receipt",
        r"dies ist eine (?:empfangs|lese)bestätigung",
    ),
}


def _one_of(phrases: tuple[str, ...], end: str = "") -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(phrases)}){end}", re.IGNORECASE)


_OF_SUBJECTS = {kind: _one_of(phrases, _END) for kind, phrases in _SUBJECTS.items()}
_OF_TEXTS = {kind: _one_of(phrases) for kind, phrases in _TEXTS.items()}


def auto_reply_hint(fields: Fields, subject: str, text: str) -> str:
    """The hint as a short phrase; empty if there is none."""
    begin = subject.lstrip(" [(*<\"'“«【")
    for kind, pattern in _OF_SUBJECTS.items():
        if pattern.match(begin):
            return f"the subject speaks of {kind}"
    lines = [" ".join(line.split()) for line in text.splitlines()[:40] if line.strip()][:FIRST_LINES]
    for kind, pattern in _OF_TEXTS.items():
        if any(pattern.match(line[:LONGEST_LINE]) for line in lines):
            return f"the text speaks of {kind}"
    # people who write with a sales tool send this field, too
    return "it can be unsubscribed from (List-Unsubscribe)" if fields.values("list-unsubscribe") else ""
