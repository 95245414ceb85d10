# ruff: noqa: RUF001 (emails in many scripts, as mail programs write them; none is a real one)
import pytest

from domain.inbound_email.reply_text import CUT_SHORT, LONGEST_REPLY, new_text

NEW = "The mark is gone from the header.\n\nAvery"
OLD = "Hello Avery,\nyour application was rejected."
QUOTED = "> Hello Avery,\n> your application was rejected."

ATTRIBUTIONS = [
    "On Mon, 2 Mar 2026 at 12:00, Keydesk <desk@desk.example> wrote:",
    "On Mon, Mar 2, 2026 at 12:00 PM Keydesk of the Example Company <\ndesk@desk.example> wrote:",
    "On Mon, Mar 2, 2026 at 12:00 PM Keydesk <desk@desk.example>\nwrote:",
    "Keydesk <desk@desk.example> wrote:",
    "---- On Mon, 02 Mar 2026 12:00:00 +0000 Keydesk <desk@desk.example> wrote ----",
    "Am 02.03.2026 um 12:00 schrieb Keydesk <desk@desk.example>:",
    "Am Mo., 2. März 2026 um 12:00 Uhr schrieb Keydesk <\ndesk@desk.example>:",
    "Keydesk <desk@desk.example> schrieb am Mo., 2. März 2026, 12:00:",
    "Le lun. 2 mars 2026 à 12:00, Keydesk <desk@desk.example> a écrit :",
    "El lun, 2 mar 2026 a las 12:00, Keydesk (<desk@desk.example>) escribió:",
    "Em seg., 2 de mar. de 2026 às 12:00, Keydesk <desk@desk.example> escreveu:",
    "Il giorno lun 2 mar 2026 alle ore 12:00 Keydesk <desk@desk.example> ha scritto:",
    "Op ma 2 mrt 2026 om 12:00 schreef Keydesk <desk@desk.example>:",
    "Op 2 mrt. 2026 om 12:00 heeft Keydesk <desk@desk.example> het volgende geschreven:",
    "Den mån 2 mars 2026 kl 12:00 skrev Keydesk <desk@desk.example>:",
    "pon., 2 mar 2026 o 12:00 Keydesk <desk@desk.example> napisał(a):",
    "W dniu 2.03.2026 o 12:00 Keydesk napisał:",
    "2 мар. 2026 г., в 12:00, Keydesk <desk@desk.example> написал(а):",
    "2026-03-02 12:00 GMT+01:00 Keydesk <desk@desk.example>:",
    "在 2026年3月2日，下午12:00，Keydesk <desk@desk.example> 写道：",
]

HEADERS = [
    "From: Keydesk <desk@desk.example>\nSent: Monday, 2 March 2026 12:00\nTo: Avery\nSubject: Your application",
    "*From:* Keydesk\n*Date:* Monday, 2 March 2026\n*To:* Avery\n*Subject:* Your application",
    "Von: Keydesk <desk@desk.example>\nGesendet: Montag, 2. März 2026 12:00\nAn: Avery\nBetreff: Ihr Antrag",
    "De : Keydesk\nEnvoyé : lundi 2 mars 2026 12:00\nÀ : Avery\nObjet : Votre demande",
    "De: Keydesk\nEnviado: lunes, 2 de marzo de 2026\nPara: Avery\nAsunto: Su solicitud",
    "Da: Keydesk\nInviato: lunedì 2 marzo 2026\nA: Avery\nOggetto: La domanda",
    "Från: Keydesk\nSkickat: den 2 mars 2026\nTill: Avery\nÄmne: Ansökan",
    "От: Keydesk\nДата: 2 марта 2026\nКому: Avery\nТема: Заявка",
    "From: Keydesk\nSubject: Your application\nDate: Monday, 2 March 2026\nTo: Avery",
    "差出人: Keydesk\n送信日時: 2026年3月2日\n宛先: Avery\n件名: 申請",
]

SEPARATORS = [
    "-----Original Message-----",
    "-------- Original Message --------",
    "---------- Forwarded message ---------",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "Begin forwarded message:",
]


@pytest.mark.parametrize("old", [QUOTED, OLD], ids=["marked", "unmarked"])
@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_text_above_an_attribution_is_new(attribution: str, old: str) -> None:
    assert new_text(f"{NEW}\n\n{attribution}\n\n{old}\n") == NEW


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_text_below_a_quote_is_new(attribution: str) -> None:
    assert new_text(f"{attribution}\n{QUOTED}\n\n{NEW}") == NEW


@pytest.mark.parametrize(
    "quote", [*(f"________________________________\n{header}\n" for header in HEADERS), *SEPARATORS]
)
def test_text_above_a_quoted_email_is_new(quote: str) -> None:
    assert new_text(f"{NEW}\n\n{quote}\n{OLD}") == NEW


def test_text_far_above_a_quoted_email_is_new() -> None:
    long = "\n".join(f"Point {number} is mended." for number in range(20))

    assert new_text(f"{long}\n\n{HEADERS[0]}\n\n{OLD}") == long


@pytest.mark.parametrize(
    "attribution",
    [
        ATTRIBUTIONS[0],
        "On Mon, Mar 2, 2026 at 12:00 PM\n> Keydesk of the Company <desk@desk.example>\n> wrote:",
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_quote_with_a_marked_attribution_is_removed(between: str, attribution: str) -> None:
    assert new_text(f"{NEW}{between}> {attribution}\n>\n{QUOTED}") == NEW


def test_attributions_above_each_other_are_removed() -> None:
    assert new_text(f"{ATTRIBUTIONS[0]}\n\n{ATTRIBUTIONS[3]}\n\n{NEW}") == NEW


def test_answers_between_quoted_lines_keep_the_quotes() -> None:
    answers = "> The logo is ours.\n\nIt is gone.\n\n> The colour is ours.\n\nIt is blue now."

    assert new_text(f"Hello,\n\n{ATTRIBUTIONS[0]}\n{answers}") == f"Hello,\n\n{answers}"
    assert new_text(f"{ATTRIBUTIONS[0]}\n{answers}") == answers
    assert new_text(f"{NEW}\n\n{ATTRIBUTIONS[0]}\n\n{answers}") == f"{NEW}\n\n\n{answers}"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAvery Example\nExample Ltd.",
        "--\nAvery Example\n+1 555 0100",
        "Sent from my iPhone",
        "Get Outlook for iOS<https://aka.example/ios>",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "--\nDiese Nachricht wurde von meinem Mobiltelefon mit K-9 Mail gesendet.",
    ],
)
@pytest.mark.parametrize("below", ["", f"\n\n{ATTRIBUTIONS[0]}\n{QUOTED}"], ids=["at the end", "above a quote"])
def test_signature_is_removed(signature: str, below: str) -> None:
    assert new_text(f"{NEW}\n\n{signature}{below}") == NEW


@pytest.mark.parametrize(("lines", "is_cut"), [(10, True), (11, False)])
def test_signature_has_ten_lines_at_most(lines: int, is_cut: bool) -> None:
    text = f"{NEW}\n\n-- \n" + "\n".join(f"Example Ltd., office {number}" for number in range(lines))

    assert new_text(text) == (NEW if is_cut else text)


@pytest.mark.parametrize(
    "text",
    [
        "> quoted\n\nIt is mended.",
        "It is mended. The page answers now with\n\n> 200 OK\n> Hello",
        "First the logo, which is gone.\n--\nThen the colour, which we have changed to blue.",
        "One\n--\nTwo\n--\nThree",
        "I made it under\nSettings>API\n| name | value |\n| --- | --- |",
        "From: Example Ltd.\nTo whom it may concern: it is mended.",
        "La página muestra ahora:\n\nDe: Madrid\nPara: Barcelona\nFecha: 2 de marzo",
        "Both fields are renamed:\nSent: yes\nSubject: none\nTo: all",
        "The new footer is\n________________________________\nExample Ltd. is no partner of anybody.",
        "On 2 March we wrote to you:\nthe name is changed.",
        "Our lawyer wrote:\nthe mark is no longer used.",
        "On this day\n\nI wrote something\n\nvery interesting",
        "Date: today\nSubject: your rejection\n\nIt is mended.",
        "Date: today\nFrom: our office\nSubject: your rejection\n\nIt is mended.",
        "Sent from our side were three letters, and none was answered",
        "-----Original Message-----\nFrom: a@b.example\nSubject: Hello\n\nThis was forwarded without a word.",
        "> only quoted",
        "--",
        "",
    ],
)
def test_text_that_is_not_surely_quoted_stays_whole(text: str) -> None:
    assert new_text(text) == text


def test_text_far_below_a_long_quote_is_found() -> None:
    quote = "> a line of the quoted mail\n" * 1_000

    assert new_text(f"{ATTRIBUTIONS[0]}\n{quote}\n{NEW}") == NEW


def test_long_text_is_cut_and_says_so() -> None:
    new = new_text("It is mended. " * 1_000)

    assert new.startswith("It is mended. It is mended.")
    assert new.endswith(CUT_SHORT)
    assert len(new) == LONGEST_REPLY
