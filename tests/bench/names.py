# ruff: noqa: RUF001
"""Measures how well names of people and companies are told apart.

Faker generates people and companies of many countries from a seed; the rest are the lists below. All of those were
known when the policy was written; ``name_halves`` measures with lists of which half was not. Whether a company has
a legal form is decided by the suffixes of Faker's providers, not by the lists of the policy. Then each function is
timed on 10 KB of hostile text. Exit code 1 if a bound is missed.
"""

import sys
import time
import tomllib
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from faker import Faker

from domain.policy.names.company_names import company_evidence
from domain.policy.names.name_text import NameWords
from domain.policy.names.placeholder_names import placeholder_evidence
from domain.policy.text import skeleton
from domain.policy.use_description import UseWords
from tests.bench.name_halves import report


def _samples(text: str) -> list[str]:
    return [sample.strip() for line in text.strip().splitlines() for sample in line.split(" | ")]


LOCALES = _samples("""
en_US | en_GB | en_IN | en_NG | en_PH | en_KE | en_NZ | de_DE | de_AT | de_CH | fr_FR | fr_CH | es_ES | es_MX
es_CL | it_IT | pt_BR | pt_PT | pl_PL | cs_CZ | sk_SK | nl_NL | nl_BE | sv_SE | no_NO | da_DK | fi_FI | is_IS
et_EE | lt_LT | lv_LV | ru_RU | uk_UA | bg_BG | mk_MK | hr_HR | sl_SI | ro_RO | hu_HU | el_GR | tr_TR | az_AZ
hy_AM | ka_GE | ar_SA | ar_DZ | fa_IR | he_IL | hi_IN | bn_BD | ta_IN | gu_IN | ne_NP | ja_JP | ko_KR | zh_CN
zh_TW | vi_VN | id_ID | th_TH | yo_NG | zu_ZA | sw | ga_IE | uz_UZ
""")
# Suffixes of Faker's providers that are words, not legal forms.
NOT_FORMS = {
    "",
    *_samples("""
Group | and Sons | & Partner | & Söhne | et Fils | e Filhos | e figli | e Hijos | y Asociados | og Sønner | Gruppen
Groep | San. | Tic. | Групп | и партнеры | και υιοί | Գրուպ | Հոլդինգ | এন্ড সন্স | এন্ড ব্রাদার্স | গ্রুপ
গ্রুপ অফ কোম্পানিজ | এন্টারপ্রাইজ | Tập Đoàn | CON | LOC | OC1 | OC2 | OC3 | URL
"""),
}
FORM_LISTS = {"ja_JP": "company_prefixes", "ru_RU": "company_prefixes", "id_ID": "company_prefixes"}
THAI_LISTS = ("company_limited_prefixes", "company_limited_suffixes")
POLICY = Path(__file__).parents[2] / "functions/domain/policy/policy.toml"
MAX_MS = 10.0
SIZE = 10_000


ODD_PEOPLE = _samples("""
Null | Christopher Null | Jennifer Test | Will Power | Xu Li | O | Ng | Mc Lovin' | José Ángel Sa | Jan de Co
Ines Ag | Ayşe As | Björn Ab | Sa Sa | Mary Church | Bill Banks | Rosa Hotel | Peter Group | Ye | X Æ A-12 | 김
Nguyễn | Anna-Maria | Jean-Luc | Smith-Jones | Rao S.R.L. | P.T. Usha | V.V.S. Laxman | C. V. Raman | Suresh A S
Rajesh K.G. | Prasad P.L.C. | Иванов А.О. | Петров И.П. | Зао Вэй | Тов Исаак | Reza Azer | Abcde Smith | Emre İnç
Nguyễn Công Ty | จำกัด พลางกูร | Ronald Corp | Sasu | Moses Blah | Lol Creme | 佐々木健太郎 | None | Test | Doe
Minnie Mouse | John Doe | Foo Bar | Ramón y Cajal | Karl-Theodor zu Guttenberg | Sia | Teo | Oo | Aa | Mimi Lala
Sarl | Ltaief Inci | Anon Sirichai | Max Mustermann | FNU Priya | Todo | Georg Friedrich Händel | Sitting Bull
Fannie Mae | Rocky Balboa III | Dr. Jane Example MBA | Malik S/O Ravi | Wolfgang Schmidt e.K. | 山田太郎 | 张三
홍길동 | O'Neill | d'Artagnan | Nil | Nan | Hua Co | Long Ltan | Limor Tedd | Dolores Ipsen | Mary Sue
Guy Incognito | Krk Vlk | A. Test | Noone | Niemand | Adi Soyadi | Hồ Tên | Tirza VOS | Rosi Doo
Hrvoje Brž | Смит | Jon Tester | Joe Sample | Kim Jong-un | Ng Kg | Bob Corporan
Ramesh KKT | Suresh SRL | Manoj PLC | Rajesh KFT | Murali WLL | Anand GBR | Vijay SNC | Suresh LLP | Kiran FZE
T. E. Stone | Te Stone | U Ser | Na Me | Nam E | Ok And | T. B. D. | 성명 | 이름 | 무명 | Apellido | Asda | Wert
Peter Tan | Peter Lan | Bill Yates | Mike Hurt | Robin Wood | Bruce Payne | James Pond | Joe Boden | Spencer Wertz
Zach Ertz | Bernard Trew | Mehmet Inc | A. Asdf
Limited Edition | Faith Trust | Sonny Sons | Harry Potter | User Example | Yehia Bank
""")

REAL_COMPANIES = _samples("""
Example Analytics LLC | Example, Inc. | Acme L.L.C. | Acme L L C | Beispiel GmbH | Beispiel G.m.b.H.
Muster GmbH & Co. KG | Muster AG | Muster KGaA | 株式会社山田 | 山田商事㈱ | （株）例 | 有限会社例 | (주) 가야항공
주식회사 예시 | 北京例子科技有限公司 | ООО «Ромашка» | ООО Ромашка | Ромашка, ООО | ТОВ «Приклад» | ЗАО «Пример»
ИП Иванов Иван | Tienda S.A. de C.V. | Tienda S. A. de C. V. | Tienda, S.L. | Exemplo Ltda. | Exemplo Lda
Exemple SARL | Exemple S.A.S. | Exemple SASU | Bianchi S.r.l. | Bianchi SRL | Bianchi S.p.A. | Kowalski Sp. z o.o.
Kowalski sp. z o. o. | Kowalski s.c. | Novák s.r.o. | Novák a.s. | Példa Kft. | Példa Zrt. | Primjer d.o.o.
Primer EOOD | Пример ЕООД | Voorbeeld B.V. | Voorbeeld N.V. | Exempel AB | Eksempel AS | Eksempel A/S | Eksempel ApS
Esimerkki Oy | Esimerkki Oyj | Näide OÜ | Pavyzdys UAB | UAB Pavyzdys | SIA Piemērs | Örnek A.Ş. | Örnek Ltd. Şti.
Παράδειγμα Α.Ε. | Παράδειγμα ΕΠΕ | PT Contoh | PT. Contoh Tbk | CV Contoh | Contoh Sdn Bhd | Example Pte Ltd
Example Pty Ltd | Example Pvt. Ltd. | Example (P) Ltd | उदाहरण प्राइवेट लिमिटेड | บริษัท ตัวอย่าง จำกัด
Công ty TNHH Ví Dụ | Công ty Cổ phần Ví Dụ | شركة المثال | شرکت نمونه | דוגמה בע"מ | Acme LLC (US)
Jo Example (Acme LLC) | EXAMPLE LTD | Exemple SPRL | Example SAOG | Exemple GIE
example ltd | Example plc | Example LLP | Example Co., Ltd. | Example FZE
Example W.L.L. | شركة المثال ذ.م.م | ՍՊԸ Օրինակ ՍՊԸ | შპს მაგალითი
""")

PLACEHOLDERS = _samples("""
test test | Test | TEST TEST | test1 | test123 | Test User | testuser | TestTest | test account | Tester Testing
asdf | asdf asdf | asdfgh jkl | ASDF | qwerty | Qwerty Uiop | qwertz | azerty | poiuy | lkjh | zxcvbn | mnbvcxz
йцукен | фыва | asdasd | qweqwe | qweasd | aaaa | aaa bbb | xxxx | XXX | zzzz zzzz | 12345 | ... | - | ??? | @@@
n/a | N/A | none | null | undefined | unknown | Unknown User | anonymous | nobody | no name | user123 | user
User Name | username | admin | Administrator | guest user | First Last | firstname lastname | Your Name | full name
Name Surname | first_name | John Doe | Jane Doe | jhon doe | John Q. Public | Joe Bloggs | Foo Bar | foobar | foo
Max Mustermann | Erika Mustermann | Mickey Mouse | Donald Duck | Homer Simpson | Batman | Darth Vader | James Bond
Santa Claus | Lorem Ipsum | lorem | hello world | abc | abcd | abc def | abcdefg | xyz | A B | Vorname Nachname
Nombre Apellido | Prénom Nom | Nome Cognome | Nome Sobrenome | Imię Nazwisko | Имя Фамилия | Вася Пупкин
Тест Тестов | 姓名 | 测试 | 张三 | テスト | 名無し | 테스트 | 홍길동 | اختبار | שם פרטי | ad soyad | prueba prueba
Fulano de Tal | Ola Nordmann | blah blah | bla bla bla | hahaha | lalala | sdkfjh | dfgdfg hjkhjk | jjjjj
Test McTest | Testy McTestface | Dummy Account | Fake Name | Delete Me | Temp User | John Doe 2 | j@example.com
API User | Mr. Nobody | me | Some Body | The Boss | Name | <name> | {{name}} | Captain Nemo | Ben Dover | qqq
ffff gggg | New User | Sample Person | Applicant Name | Bugs Bunny | Clark Kent | Bruce Wayne | Sherlock Holmes
Frodo Baggins | Luke Skywalker | Elmer Fudd | Micky Mouse | Max Musterman | Unknwon User | Noname Noname
""")

Judge = Callable[[str], str]


@dataclass
class Share:
    """How many of how many, and the ones that missed."""

    hits: int = 0
    total: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, name: str, hit: bool) -> None:
        self.hits += hit
        self.total += 1
        if not hit:
            self.missed.append(name)

    def __iadd__(self, other: "Share") -> "Share":
        self.hits, self.total = self.hits + other.hits, self.total + other.total
        self.missed += other.missed
        return self

    @property
    def percent(self) -> float:
        return 100 * self.hits / self.total if self.total else 100.0


@dataclass
class Figures:
    """The measures of one locale, or of all."""

    spared: Share = field(default_factory=Share)  # people not rejected
    unflagged: Share = field(default_factory=Share)  # people neither rejected nor flagged
    with_form: Share = field(default_factory=Share)  # companies with a legal form, rejected or flagged
    rejected: Share = field(default_factory=Share)  # companies with a legal form, rejected
    others: Share = field(default_factory=Share)  # companies without a legal form, rejected or flagged

    def __iadd__(self, other: "Figures") -> "Figures":
        for name, share in vars(self).items():
            share += getattr(other, name)
        return self


def load_words() -> tuple[NameWords, UseWords]:
    tables = tomllib.loads(POLICY.read_text("utf-8"))
    return NameWords.model_validate(tables["names"]), UseWords.model_validate(tables["uses"])


def name_judge(words: NameWords) -> Judge:
    def judge(name: str) -> str:
        found = [
            evidence for evidence in (company_evidence(name, words), placeholder_evidence(name, words)) if evidence
        ]
        return "reject" if any(evidence.certain for evidence in found) else "flag" if found else "pass"

    return judge


def all_forms() -> set[str]:
    """The legal forms of Faker's locales."""
    return set().union(*(_forms_of(_faker(locale), locale) for locale in LOCALES))


def _faker(locale: str) -> Faker:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Faker(locale)


def measure_locale(locale: str, count: int, judge: Judge) -> Figures:
    fake = _faker(locale)
    fake.seed_instance(20261101)
    figures, forms = Figures(), _forms_of(fake, locale)
    for number in range(count):
        name = fake.name() if number % 2 else f"{fake.first_name()} {fake.last_name()}"
        _add_person(name, judge, figures)
    for _ in range(count):
        _add_company(fake.company(), forms, judge, figures)
    return figures


def measure_lists(judge: Judge) -> tuple[Figures, Share]:
    """The real companies (each has a form) and odd people of the lists; and the placeholders."""
    figures, placeholders = Figures(), Share()
    for name in ODD_PEOPLE:
        figures.spared.add(name, judge(name) != "reject")
    for name in REAL_COMPANIES:
        figures.with_form.add(name, judge(name) != "pass")
        figures.rejected.add(name, judge(name) == "reject")
    for name in PLACEHOLDERS:
        placeholders.add(name, judge(name) != "pass")
    return figures, placeholders


def slowest(names: NameWords) -> list[tuple[float, str, str]]:
    """The best time of each function on each hostile text, in ms, the slowest first."""
    functions: dict[str, Callable[[str], object]] = {
        "company_evidence": lambda text: company_evidence(text, names),
        "placeholder_evidence": lambda text: placeholder_evidence(text, names),
        "skeleton": skeleton,
    }
    for function in functions.values():
        function("warm up: о")
    times = [
        (min(_milliseconds(function, text) for _ in range(5)), name, bait)
        for name, function in functions.items()
        for bait, text in hostile_texts().items()
    ]
    return sorted(times, reverse=True)


def hostile_texts() -> dict[str, str]:
    """10 KB of each kind of text that could make a check slow."""
    pieces = {
        "one letter": "a",
        "dots": "a.",
        "brackets": "([",
        "spaces": " \t",
        "commas": "a, ",
        "combining marks": "\u0301\u0316",
        "letters with marks": "a\u0316\u0301\u0316\u0301",
        "zero width": "\u200b",
        "single letters": "a b ",
        "single capitals": "A B ",
        "Cyrillic look-alikes": "асеор",
        "ha": "ha",
        "keyboard": "asdf",
        "almost words": "lorem ipsum x ",
        "the project": "Hours to Payroll ",
        "ligatures": "\ufdfa",
        "squared words": "\u3300",
        "Chinese": "测试",
        "hyphens": "a-",
        "addresses": "a.com",
    }
    texts = {name: _sized(piece) for name, piece in pieces.items()}
    different = "".join(map(chr, range(0x4E00, 0x4E00 + SIZE // 3)))
    return texts | {"different letters": different, "different words": " ".join(map(str, range(1900))) + " x1"}


def _sized(piece: str) -> str:
    """The piece, repeated to 10 KB of UTF-8."""
    return piece * (SIZE // len(piece.encode()))


def _milliseconds(function: Callable[[str], object], text: str) -> float:
    start = time.perf_counter()
    function(text)
    return 1000 * (time.perf_counter() - start)


def _forms_of(fake: Faker, locale: str) -> set[str]:
    provider = next(found for found in fake.get_providers() if ".company" in type(found).__module__)
    lists = THAI_LISTS if locale == "th_TH" else ("company_suffixes", FORM_LISTS.get(locale, "company_suffixes"))
    forms: Iterable[str] = (form.strip() for name in lists for form in getattr(provider, name, ()))
    return {form for form in forms if not form.startswith("ธนาคาร")} - NOT_FORMS - {"กองทุนรวม"}


def _add_person(name: str, judge: Judge, figures: Figures) -> None:
    result = judge(name)
    figures.spared.add(name, result != "reject")
    figures.unflagged.add(name, result == "pass")


def _add_company(name: str, forms: set[str], judge: Judge, figures: Figures) -> None:
    result = judge(name)
    if any(_has(name, form) for form in forms):
        figures.with_form.add(name, result != "pass")
        figures.rejected.add(name, result == "reject")
    else:
        figures.others.add(name, result != "pass")


def _has(name: str, form: str) -> bool:
    unspaced = form >= "\u0e00"
    parting = "" if unspaced else " "
    return name.endswith(parting + form) or name.startswith(form + parting)


def misses(total: Figures, placeholders: Share, most_flagged: float) -> list[str]:
    """The bounds that are missed, as sentences."""
    bounds = [
        (total.spared.percent == 100, f"people rejected: {total.spared.missed[:10]}"),
        (100 - total.unflagged.percent <= most_flagged, f"people flagged: {100 - total.unflagged.percent:.1f} %"),
        (total.with_form.percent >= 98, f"companies with a legal form missed: {total.with_form.missed[:10]}"),
        (total.others.percent >= 80, f"other companies missed: {total.others.missed[:10]}"),
        (placeholders.percent >= 95, f"placeholders missed: {placeholders.missed}"),
    ]
    return [problem for met, problem in bounds if not met]


def _row(name: str, figures: Figures) -> str:
    columns = (figures.with_form, figures.rejected, figures.others)
    shares = "".join(f"{share.percent:8.1f} % of {share.total:5d}" for share in columns)
    return f"{name:8}{figures.spared.total - figures.spared.hits:6d}{100 - figures.unflagged.percent:9.2f} %{shares}"


def main() -> int:
    names, _ = load_words()
    judge, total = name_judge(names), Figures()
    print(
        "locale  people: rejected, flagged   companies with a form: caught, rejected outright; other companies: caught"
    )
    for locale in LOCALES:
        figures = measure_locale(locale, 500, judge)
        total += figures
        print(_row(locale, figures))
    lists, placeholders = measure_lists(judge)
    total += lists
    print(_row("lists", lists))
    print(_row("total", total))
    missed = report(judge, all_forms())
    print(f"placeholders caught {placeholders.percent:.1f} % of {placeholders.total}; not {placeholders.missed}")
    times = slowest(names)
    print("slowest on 10 KB:", "; ".join(f"{ms:.1f} ms {name} ({bait})" for ms, name, bait in times[:4]))
    missed += misses(total, placeholders, most_flagged=3)
    missed += [f"{name} takes {ms:.1f} ms on 10 KB of {bait}" for ms, name, bait in times if ms > MAX_MS]
    print(*(missed or ["every bound is met"]), sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
