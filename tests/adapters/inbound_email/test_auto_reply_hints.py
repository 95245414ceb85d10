# ruff: noqa: RUF001 (phrases in many scripts)

import pytest

from tests.adapters.inbound_email.test_parser import REPLY, read
from tests.templates.reading import STORIES, written

SUBJECTS = [
    "Automatic reply: Your API key application",
    "Auto-Reply: Re: Your API key application",
    "AutoReply",
    "Autoresponse: hello",
    "Out of Office: Your application",
    "Out of the office until 9 March",
    "[Out-of-Office] Your application",
    "Away until 9 March",
    "Abwesenheitsnotiz: Ihr Antrag",
    "Automatische Antwort: Ihr Antrag",
    "Réponse automatique : Votre demande",
    "Absence du bureau : Votre demande",
    "Respuesta automática: Su solicitud",
    "Fuera de la oficina: Su solicitud",
    "Resposta automática: O seu pedido",
    "Risposta automatica: La domanda",
    "Fuori sede: La domanda",
    "Automatisch antwoord: Uw aanvraag",
    "Autosvar: Din ansökan",
    "Automatisk svar: Din søknad",
    "Automaattinen vastaus: Hakemuksesi",
    "Odpowiedź automatyczna: Wniosek",
    "Automatická odpověď: Žádost",
    "Automatikus válasz: Kérelem",
    "Răspuns automat: Cererea",
    "Автоматический ответ: Заявка",
    "Автоответ: Заявка",
    "Αυτόματη απάντηση: Αίτηση",
    "Otomatik yanıt: Başvurunuz",
    "自動返信: 申請",
    "自动答复: 申请",
    "自動回覆：申請",
    "자동 회신: 신청",
    "رد تلقائي: الطلب",
    "מענה אוטומטי: הבקשה",
    "Undeliverable: Your API key application",
    "Undelivered Mail Returned to Sender",
    "Mail delivery failed: returning message to sender",
    "Delivery Status Notification (Failure)",
    "failure notice",
    "Unzustellbar: Ihr Antrag",
    "Read: Your API key application",
    "Not read: Your API key application",
    "Gelesen: Ihr Antrag",
    "Lu : Votre demande",
    "Leído: Su solicitud",
]

TEXTS = [
    "I am out of the office until 9 March.",
    "Hello,\n\nThank you for your message. I am currently on annual leave and back on 9 March.",
    "Hi there,\nI'll be away from my desk until Monday.",
    "This is an automatic reply.",
    "*** This is an automated message, please do not answer ***".strip("* "),
    "Guten Tag,\n\nich bin bis 9. März nicht im Büro.",
    "Bonjour,\n\nJe suis actuellement absente du bureau.",
    "Hola:\n\nActualmente estoy fuera de la oficina.",
    "Buongiorno,\nsono fuori ufficio fino al 9 marzo.",
    "Ik ben momenteel niet aanwezig.",
    "This is the mail system at host mx.client.example.",
    "This message was created automatically by mail delivery software.",
    "Hi. This is the qmail-send program.\nI'm afraid I wasn't able to deliver your message to the following addresses.",
    "Your message to desk@desk.example couldn't be delivered.",
    "This is an email abuse report for an email message received from IP 203.0.113.7.",
]

PEOPLE_SUBJECTS = [
    "Re: Your API key application",
    "AW: Automatic approval of keys",
    "Re: Automatic reply: Your API key application",
    "Automatic renewal is gone from our page",
    "Out of office hours support is what we offer",
    "Reading your rejection",
    "Read the new description please",
    "Returned to you with changes",
    "Your application: delivery of the new logo",
    "Luxury travel key",
    "Autos y motos: la descripción",
    "Absolutely: it is mended",
    "",
]

PEOPLE_TEXTS = [
    "It is mended. We took the mark out of the name.",
    "Sorry for the delay, I was out of office last week. It is mended.",
    "Hello,\n\nour tool sends an automatic reply to clients. It is mended.",
    "I am on it.",
    "I am out of ideas: which colour may we use?",
    "Thank you for your message. I am the owner of the company.",
    "We are on the plus plan. It is mended.",
    "Ich bin im Büro, rufen Sie gern an.",
    "Je suis en accord avec vous.",
    "Estoy de acuerdo.",
    "Sono d'accordo.",
    "It is mended.\n\nBefore, the page said:\nThis could not be done.\nNow it does not.\nThis is an automatic reply.",
    "Your message to our clients was clear. It is mended.",
]


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        *((f"Subject: {subject}\r\n\r\nIt is mended.", "subject") for subject in SUBJECTS),
        *((f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}", "text") for text in TEXTS),
    ],
)
def test_subjects_and_first_lines_that_machines_write_are_hints(raw: str, place: str) -> None:
    assert read(raw.encode()).hint.startswith(f"the {place} speaks of ")


@pytest.mark.parametrize("subject", PEOPLE_SUBJECTS)
@pytest.mark.parametrize("text", PEOPLE_TEXTS)
def test_what_people_write_is_no_hint(subject: str, text: str) -> None:
    message = read(f"From: a@b.example\r\nSubject: {subject}\r\n\r\n{text}".encode())

    assert (message.machine, message.hint) == ("", "")


@pytest.mark.parametrize("subject", sorted({written(story).subject for story in STORIES}))
def test_our_own_subject_without_re_is_no_hint(subject: str) -> None:
    assert read(f"Subject: {subject}\r\n\r\nFixed.".encode()).hint == ""


def test_list_unsubscribe_is_a_hint_and_no_mark() -> None:
    message = read(b"List-Unsubscribe: <https://tool.example/u>\r\n" + REPLY)

    assert (message.machine, message.hint) == ("", "it can be unsubscribed from (List-Unsubscribe)")
