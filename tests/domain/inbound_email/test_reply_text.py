# ruff: noqa: RUF001, E501 (emails in many scripts, as mail programs write them; none is a real one)
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    # without a verb, or as other programs write them
    "пн, 2 мар. 2026 г. в 12:00, Keydesk <desk@desk.example>:",
    "2026年3月2日(月) 12:00 Keydesk <desk@desk.example>:",
    "Keydesk <desk@desk.example> 于2026年3月2日周一 12:00写道：",
    "\u202bבתאריך יום ב׳, 2 במרץ 2026 ב-12:00 מאת \u202aKeydesk\u202c\u200f <\u202adesk@desk.example\u202c\u200f>:\u202c",
    "সোম, ২ মার্চ, ২০২৬ ১২:০০ PM Keydesk <desk@desk.example>:",
    "সোম, ২ মার্চ, ২০২৬ তারিখে ১২:০০ PM টায় এ Keydesk <desk@desk.example> লিখেছেন:",
    "2026년 3월 2일 (월) 오후 12:00, Keydesk <desk@desk.example>님이 작성:",
    '02.03.2026, 12:00, "Keydesk" <desk@desk.example>:',
    "Понедельник, 2 марта 2026, 12:00 +03:00 от Keydesk <desk@desk.example>:",
    "---- Keydesk wrote ----",
    "Den man. 2. mar. 2026 kl. 12.00 skrev Keydesk <desk@desk.example>:",
    "man. 2. mar. 2026 12.00 skrev Keydesk <desk@desk.example>:",
    "Keydesk <desk@desk.example>, 2 Mar 2026 Pzt, 12:00 tarihinde şunu yazdı:",
    "Keydesk <desk@desk.example> ezt írta (időpont: 2026. márc. 2., H, 12:00):",
    "ma 2. maalisk. 2026 klo 12.00 Keydesk (desk@desk.example) kirjoitti:",
    "Vào Th 2, 2 thg 3, 2026 vào lúc 12:00 Keydesk <desk@desk.example> đã viết:",
    "ในวันที่ จันทร์ 2 มี.ค. 2026 เวลา 12:00 Keydesk <desk@desk.example> เขียนว่า:",
    "في الاثنين، 2 مارس 2026 في 12:00 م تمت كتابة ما يلي بواسطة Keydesk <desk@desk.example>:",
    "Missatge de Keydesk <desk@desk.example> del dia dl., 2 de març 2026 a les 12:00:",
    "Zitat von Keydesk <desk@desk.example>:",
    "On Mon, 02 Mar 2026 12:00:00 +0000\nKeydesk <desk@desk.example> wrote:",
    "El 02/03/2026 12:05 p. m., john doe via forum (\ndesk@desk.example) escribió:",
    "2 марта 2026 г., 12:05 пользователь Keydesk <\ndesk@desk.example> написал:",
    "Keydesk <desk@desk.example> hat am 2. März 2026 um 12:00 geschrieben:",
    "On Mon, Mar 2, 2026 at 12:00 PM, My Forum <desk@desk.example> wrote:",
    "-----Keydesk <desk@desk.example> wrote: -----",
    "On 02/03/2026 12:00, keydesk wrote:",
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
    "Date: Mon, 2 Mar 2026 12:00:00 +0000\nFrom: desk@desk.example\nTo: avery@client.example\nSubject: Your application",
    "Subject: Your application\nFrom: desk@desk.example\nDate: Mon, 2 Mar 2026 12:00:00 +0000",
    "From: Keydesk\nSent: Monday, March 2, 2026 12:00 PM\nTo: Avery",
    "Fra: Keydesk\nSendt: 2. marts 2026 12:00\nTil: Avery\nEmne: Din ansøgning",
]

OWN = [
    *("On it!", "At 5 pm tomorrow.", "At once", "Am Montag", "Le logo est parti", "El lunes", "Il logo", "Monday"),
    *(
        "2 things are fixed",
        "2 March 2026",
        "On 3 March 2026 at 10:00",
        "2026-03-03",
        "12:00",
        "Понедельник",
        "在",
        "3",
    ),
    *("Den 3. marts", "Op maandag", "Dear Keydesk,", "Thanks", "Done:", "desk@desk.example", "We wrote:"),
]

SEPARATORS = [
    "-----Original Message-----",
    "-------- Original Message --------",
    "---------- Forwarded message ---------",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "Begin forwarded message:",
    "-------- Oprindelig besked --------",
    "------------------ 原始邮件 ------------------",
]


@pytest.mark.parametrize("old", [QUOTED, OLD], ids=["marked", "unmarked"])
@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_text_above_an_attribution_is_new(attribution: str, old: str) -> None:
    assert new_text(f"{NEW}\n\n{attribution}\n\n{old}\n") == NEW


@pytest.mark.parametrize("old", [QUOTED, OLD], ids=["marked", "unmarked"])
@pytest.mark.parametrize("attribution", ATTRIBUTIONS + HEADERS + SEPARATORS)
def test_line_directly_above_a_quote_is_kept_however_it_begins(attribution: str, old: str) -> None:
    cut = {own: new_text(f"{own}\n{attribution}\n{old}").splitlines()[0] for own in OWN}

    assert cut == {own: own for own in OWN}


@pytest.mark.parametrize("own", ["Done.", "Thanks!", "We did that and it works now", "On 3 March we moved it."])
@pytest.mark.parametrize("attribution", [ATTRIBUTIONS[0], ATTRIBUTIONS[1], ATTRIBUTIONS[6], ATTRIBUTIONS[20]])
def test_words_on_the_line_of_an_attribution_are_kept(attribution: str, own: str) -> None:
    assert new_text(f"{own} {attribution}\n\n{QUOTED}") == own


WORDS = st.sampled_from(
    [*" ".join([*ATTRIBUTIONS, *OWN]).split(), "and", "we", "changed", "name.", "logo,", "2026", "5"]
)
OWN_LINES = st.lists(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=4)


@settings(derandomize=True, deadline=None, database=None, max_examples=400)
@given(OWN_LINES, st.sampled_from(ATTRIBUTIONS), st.sampled_from(["\n", "\n\n"]))
def test_text_above_any_quote_is_kept(lines: list[str], attribution: str, between: str) -> None:
    """Whatever words of attributions it has, unless a line of it is one by itself."""
    own = "\n".join(line for line in lines if not line.endswith((":", "：", "--")) and line.strip(">- ")) or "On it"

    assert new_text(f"{own}{between}{attribution}\n{QUOTED}").startswith(own.split("\n\n")[0].strip())


def test_attribution_without_an_address_or_a_name_is_removed_with_the_quote_below_it() -> None:
    for attribution in (
        "Keydesk schrieb am 02.03.2026 um 12:00:",
        "於 2026年3月2日 週一 下午12:00 寫道：",
        "On 2 March 2026, Keydesk wrote:",
    ):
        assert new_text(f"{NEW}\n\n{attribution}\n{QUOTED}") == NEW


@pytest.mark.parametrize(
    "attribution",
    [
        "El 1/4/2026 a las 12:05, one two three escribió:",
        'On Apr 1, 2026 12:05 PM, "Example! Is it?" <desk@desk.example> wrote:',
        "avery via Example Forum <desk@desk.example> schrieb:",
    ],
)
def test_attribution_of_an_odd_name_is_removed_with_the_quote_below_it(attribution: str) -> None:
    assert new_text(f"{NEW}\n\n{attribution}\n{QUOTED}") == NEW


def test_address_in_the_senders_own_sentence_is_kept() -> None:
    for own in ("Write to a@b.example.", "Ask Anna <a@b.example> about it."):
        assert new_text(f"{own} {ATTRIBUTIONS[0]}\n{QUOTED}") == own


@pytest.mark.parametrize(
    "text",
    [
        "On 3 March 2026 at 10:00 we fixed what you wrote:\n\nthe logo and the name.",
        "On 3 March 2026 we asked our lawyer, and she wrote:\n\nremove the mark.",
        "On 3 March 2026 at 10:00 our designer answered, and here is what she wrote:\n\nit is gone.",
        "On the new page of 2026, this is what our clients wrote:\n\n> We like it.",
        "At 10:00 today Anna wrote:\n\nit is gone.",
        "From: our office\nTo: everybody\nSubject: the mark\n\nThis is what we have sent to all.",
        "We tell our clients:\n\nDate: the day of the report\nFrom: the name of the tool\nSubject: hours",
    ],
)
def test_sentence_that_looks_like_an_attribution_is_kept_with_what_is_below(text: str) -> None:
    assert new_text(text) == text
    assert new_text(f"Hello,\n\n{text}") == f"Hello,\n\n{text}"


@pytest.mark.parametrize(
    "quote",
    [
        '> Message du 02/03/26 12:00\n> De : "Keydesk" <desk@desk.example>\n> A : avery@client.example\n> Objet : Votre demande\n>\n',
        "> Date: Mon, 2 Mar 2026 12:00:00 +0000\n> From: desk@desk.example\n> To: avery@client.example\n> Subject: Hello\n>\n",
        "> On Mon, Mar 2, 2026 at 12:00 PM Keydesk of the Company <desk@desk.example>\nwrote:\n>\n",
    ],
)
def test_quote_with_a_marked_header_or_a_wrapped_attribution_is_removed(quote: str) -> None:
    assert new_text(f"{NEW}\n\n{quote}{QUOTED}") == NEW


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
        "Sent from my SM-G960F",
        "Inviato dal mio telefono",
        "Wysłane z iPhone'a",
        "Отправлено из мобильной Яндекс.Почты",
        "发自我的手机",
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
        "It is fixed.\nSent from my colleague's desk, since I am away.",
        "Das Logo ist weg.\nMit meinem neuen Namen gesendet",
        "Das Logo ist weg.\nVon meinem Handy gesendet wurden drei Bilder.",
        "Il logo non c'è più.\nInviato da Marco ieri sera.",
        "Logo zniknęło.\nWysłane z naszej strony.",
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
