# ruff: noqa: RUF001
"""Measures the rules about a use: whether it is clear, commercial, and names the brand.

The lists are in ``uses.toml``. A hash puts each entry into the half that the rules are built with, or into the half
that is only measured: of that one, no entry is printed. Exit code 1 if the held-out half misses a bound, or either
half misses one of 100 %.
"""

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.policy import Policy, RuleId, load_policy
from domain.policy.application_rules import APPLICATION_CHECKS
from infra.name_data.samples import HELD_OUT, half
from tests.bench.names import Share
from tests.examples import application, request_data


def _samples(text: str) -> list[str]:
    return [sample.strip() for line in text.strip().splitlines() for sample in line.split(" | ")]


PROJECT = "Hours to Payroll"
BRAND = ("ask", "work")
LISTS: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_name("uses.toml").read_text("utf-8"))
WORST = 5
USES_THAT_SAY_NOTHING = _samples("""
... | - | ??? | !!! | 123 | 12345 67890 !!! | 🙂 | test | Test. | TEST | testing | test test test | Just a test
n/a | N.A. | none | nothing | tbd | TBD | todo | To do | xxx | XXX | asdf | asdf asdf | asdfghjkl | qwerty uiop
qweasdzxc | sdkfjhskdfh | lkjlkjlkj | dfgdfgdfg hjkhjk | aaaaaaa | hahahaha | blablabla | bla bla bla | zxcv zxcv
lorem ipsum | Lorem ipsum dolor sit amet, consectetur adipiscing elit. | Hours to Payroll
hours to payroll hours to payroll | HoursToPayroll
тест | Тест тест | йцукен | 测试 | 测试测试 | テスト | 테스트 | اختبار | prueba
teste | essai | Das ist ein Test | deneme | brak | không có | ทดสอบ | परीक्षण | δοκιμή | undefined | null
see above | hello world | idk
""")

USES = _samples("""
time reports | payroll | HR | BI dashboard | HR CRM ERP sync | ETL | invoices | hours | Slack bot | MVP
test automation | testing our CI pipeline | data sync | Nightly payroll export
We copy the hours that freelancers logged into our payroll system every night. | Reports for Hours to Payroll
We test how well our forms work before we show them to the team | Hire developers faster | HTTPS webhooks to SAP
CSV | none of your rates | Wir übertragen jede Nacht die erfassten Stunden in unsere Lohnbuchhaltung.
Zeiterfassung | Rechnungsabgleich | Lohnabrechnung für Freie
Nous importons chaque soir les heures dans notre logiciel de paie. | facturation | rapports
Importamos las horas cada noche en nuestra nómina. | nóminas | facturas
Importamos as horas toda noite para a nossa folha de pagamento. | relatórios
Ogni notte importiamo le ore nelle buste paga. | fatture
Elke nacht zetten wij de gewerkte uren in onze salarisadministratie. | loonadministratie
Varje natt förs timmarna över till lönesystemet. | Co noc przenosimy przepracowane godziny do systemu płacowego.
wzgląd na płace | źdźbło | Každou noc přenášíme hodiny do mzdového systému. | čtvrthrst | vlk zmrzl
strč prst skrz krk | mzdy | Minden éjjel átvisszük az órákat a bérszámfejtésbe. | bérszámfejtés
Siirrämme tunnit palkanlaskentaan. | Trosglwyddo oriau i'r gyflogres bob nos | cyflogres
Ночью переносим отработанные часы в расчёт зарплаты. | зарплата | отчёты | Облік годин
Щоночі переносимо години до системи зарплати. | μισθοδοσία | Μεταφέρουμε κάθε βράδυ τις ώρες στη μισθοδοσία.
bordro | Saatleri her gece bordroya aktarıyoruz. | نستورد ساعات العمل كل ليلة إلى نظام الرواتب | رواتب
انتقال ساعت کار به سیستم حقوق | ייבוא שעות העבודה למערכת השכר | שכר | वेतन
हम हर रात काम के घंटे वेतन प्रणाली में लाते हैं। | 同步工时数据到薪资系统 | 工资 | 報表
我们每天晚上把自由职业者的工时导入公司的薪资系统。 | 勤怠 | 毎晩の勤怠報告を給与計算に取り込みます | 급여
매일 밤 근무 시간을 급여 시스템으로 가져옵니다. | Chuyển giờ làm việc vào hệ thống tính lương mỗi đêm | lương
penggajian | Memindahkan jam kerja ke sistem penggajian setiap malam | เงินเดือน
นำชั่วโมงทำงานเข้าสู่ระบบเงินเดือนทุกคืน
""")


@dataclass(frozen=True)
class Measure:
    """A list, the rule that judges it, the results that are right, and the least share of them in percent."""

    title: str
    entries: str
    rule: RuleId
    right: tuple[str, ...]
    bound: float


NOT_REJECTED, CAUGHT = ("pass", "flag"), ("flag", "reject")
MEASURES = (
    Measure("internal uses not rejected", "internal", RuleId.NON_COMMERCIAL, NOT_REJECTED, 100),
    Measure("internal uses not even flagged", "internal", RuleId.NON_COMMERCIAL, ("pass",), 0),
    Measure("commercial uses flagged", "commercial", RuleId.NON_COMMERCIAL, CAUGHT, 85),
    Measure("honest short descriptions not rejected", "short", RuleId.USE_STATED, NOT_REJECTED, 100),
    Measure("honest short descriptions not even flagged", "short", RuleId.USE_STATED, ("pass",), 85),
    Measure("vague descriptions flagged or rejected", "vague", RuleId.USE_STATED, CAUGHT, 80),
    Measure("descriptions that name the brand passed", "naming", RuleId.NO_BRAND_NAME, ("pass",), 100),
    Measure("plain brand in a name rejected", "brand_plain", RuleId.NO_BRAND_NAME, ("reject",), 100),
    Measure("disguised brand in a name flagged or rejected", "brand_disguised", RuleId.NO_BRAND_NAME, CAUGHT, 97),
    Measure("innocent names not rejected", "brand_innocent", RuleId.NO_BRAND_NAME, NOT_REJECTED, 100),
    Measure("innocent names not even flagged", "brand_innocent", RuleId.NO_BRAND_NAME, ("pass",), 0),
)


def is_held_out(entry: str) -> bool:
    return half(entry) == HELD_OUT


def with_brand(entry: str) -> str:
    """The entry with the brand's name in its slots."""
    first, second = BRAND
    forms = {"{first}": first, "{second}": second, "{First}": first.title(), "{Second}": second.title()}
    name = first + second
    forms |= {"{b}": name, "{B}": name.title(), "{U}": name.upper(), "{brand}": name.title()}
    for slot, form in forms.items():
        entry = entry.replace(slot, form)
    return entry


def result_of(rule: RuleId, entry: str, policy: Policy, *, is_name: bool = False) -> str:
    """What the rule makes of a project with this description, or with this name."""
    text = with_brand(entry)
    use = request_data()["project"]["use"] if is_name else text
    request = application(name=text if is_name else PROJECT, use=use).request
    return str(policy.finding(rule, *APPLICATION_CHECKS[rule](request, None, policy)).result)


def shares(measure: Measure, policy: Policy, *, held_out: bool) -> dict[str, Share]:
    """By language."""
    found: dict[str, Share] = {}
    for language, entries in LISTS[measure.entries].items():
        for entry in (entry for entry in entries if is_held_out(entry) is held_out):
            result = result_of(measure.rule, entry, policy, is_name=measure.entries.startswith("brand_"))
            found.setdefault(language, Share()).add(entry, result in measure.right)
    return found


def seen_figures(policy: Policy) -> tuple[Share, Share]:
    """The shares of non-descriptions rejected, and of real descriptions not rejected. Both lists were built with."""
    nothing, honest = Share(), Share()
    for use in ("", "  ", *USES_THAT_SAY_NOTHING):
        nothing.add(use, result_of(RuleId.USE_STATED, use, policy) == "reject")
    for use in USES:
        honest.add(use, result_of(RuleId.USE_STATED, use, policy) != "reject")
    return nothing, honest


def misses(policy: Policy) -> Iterator[str]:
    """The bounds that are missed, as sentences."""
    nothing, honest = seen_figures(policy)
    if nothing.missed:
        yield f"non-descriptions not rejected: {nothing.missed}"
    if honest.missed:
        yield f"honest descriptions rejected: {honest.missed}"
    for measure in MEASURES:
        for held_out in (False, True):
            percent = _total(shares(measure, policy, held_out=held_out)).percent
            if percent < measure.bound and (held_out or measure.bound == 100):
                yield f"{measure.title}: {percent:.1f} % of the {_half(held_out)} half, not {measure.bound} %"


def _half(held_out: bool) -> str:
    return "held-out" if held_out else "building"


def _total(by_language: dict[str, Share]) -> Share:
    total = Share()
    for share in by_language.values():
        total += share
    return total


def _print(measure: Measure, policy: Policy) -> None:
    print(f"{measure.title} (aim {measure.bound} %)" if measure.bound else measure.title)
    for held_out in (False, True):
        by_language = shares(measure, policy, held_out=held_out)
        total = _total(by_language)
        imperfect = sorted((share.percent, language) for language, share in by_language.items() if share.missed)
        worst = ", ".join(f"{language} {percent:.0f} %" for percent, language in imperfect[:WORST])
        print(f"  {_half(held_out)} half {total.percent:6.1f} % of {total.total:3}  {worst and f'worst: {worst}'}")
        if not held_out and total.missed:
            print("   ", "; ".join(total.missed))


def main() -> int:
    policy = load_policy()
    for measure in MEASURES:
        _print(measure, policy)
    nothing, honest = seen_figures(policy)
    print(f"seen: meaningless descriptions rejected {nothing.percent:.1f} % of {nothing.total}; ", end="")
    print(f"honest descriptions not rejected {honest.percent:.1f} % of {honest.total}")
    missed = list(misses(policy))
    print(*(missed or ["every bound is met"]), sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
