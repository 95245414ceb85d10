# ruff: noqa: RUF001 (phrases of many scripts)
"""Mail of machines: what marks it, and what only hints at it."""

import pytest

from tests.adapters.inbound_email.test_parser import REPLY, read

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
    ("header", "mark"),
    [
        ("Auto-Submitted: auto-replied", "Auto-Submitted: auto-replied"),
        ("X-Apple-Action: VACATION", "X-Apple-Action: VACATION"),
        ("Precedence: bulk", "Precedence: bulk"),
        ("List-Id: Clients <clients.list.example>", "List-Id: Clients <clients.list.example>"),
        ("Return-Path: <>", "an empty Return-Path"),
        ("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", "an automatic reply of Exchange"),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", "multipart/report"),
        ("Content-Type: message/disposition-notification", "message/disposition-notification"),
        ("X-Autoreply: " + "y" * 500, "X-Autoreply: " + "y" * 86 + "…"),
    ],
)
def test_the_mark_of_a_machine_is_named(header: str, mark: str) -> None:
    assert read(header.encode() + b"\r\n" + REPLY).machine == mark


def test_a_delivery_report_within_any_message_marks_a_machine() -> None:
    raw = (
        b"From: avery@client.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSee the report.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--b--"
    )

    assert read(raw).machine == "message/delivery-status"


def test_our_own_mail_that_comes_back_is_a_machines() -> None:
    raw = REPLY.replace(b"From: Avery Example <avery@client.example>", b"From: Reply+Token@desk.example")

    assert read(raw).machine == "our own mail coming back"


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "no-reply@client.example"])
def test_a_senders_name_can_mark_a_machine(sender: str) -> None:
    assert read(REPLY, source=sender).machine == f"sent by {sender}"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_that_machines_write_is_a_hint(subject: str) -> None:
    assert read(f"Subject: {subject}\r\n\r\nIt is mended.".encode()).hint.startswith("the subject speaks of ")


@pytest.mark.parametrize("text", TEXTS)
def test_first_lines_that_machines_write_are_a_hint(text: str) -> None:
    assert read(f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()).hint.startswith(
        "the text speaks of "
    )


@pytest.mark.parametrize("subject", PEOPLE_SUBJECTS)
@pytest.mark.parametrize("text", PEOPLE_TEXTS)
def test_what_people_write_is_no_hint(subject: str, text: str) -> None:
    mail = read(f"From: a@b.example\r\nSubject: {subject}\r\n\r\n{text}".encode())

    assert (mail.machine, mail.hint) == ("", "")


def test_mail_that_can_be_unsubscribed_from_is_a_hint_and_no_mark() -> None:
    mail = read(b"List-Unsubscribe: <https://tool.example/u>\r\n" + REPLY)

    assert (mail.machine, mail.hint) == ("", "it can be unsubscribed from (List-Unsubscribe)")
