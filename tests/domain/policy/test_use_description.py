import pytest

from domain.policy import load_policy
from domain.policy.evidence import Evidence
from domain.policy.use_description import unclear_use
from tests.bench.uses import PROJECT

WORDS = load_policy().uses
LONG = "Freelancer timesheet payroll synchronisation"


@pytest.mark.parametrize(
    ("use", "detail"),
    [
        ("", "no description"),
        ("   ", "no description"),
        ("...", 'no words in "..."'),
        ("12345 67890 !!!", 'no words in "12345 67890 !!!"'),
        ("Test, test", 'a placeholder: "Test, test"'),
        ("N/A", 'a placeholder: "N/A"'),
        ("测试测试", 'a placeholder: "测试测试"'),
        ("asdf lkjh", 'random letters: "asdf lkjh"'),
        ("sdkfjhskdfh", 'random letters: "sdkfjhskdfh"'),
        ("hahahaha", 'random letters: "hahahaha"'),
        ("Lorem ipsum dolor sit amet.", 'filler text: "Lorem ipsum dolor sit amet."'),
        ("HOURS TO PAYROLL", 'nothing but the project\'s name: "HOURS TO PAYROLL"'),
        ("HoursToPayroll HoursToPayroll", 'nothing but the project\'s name: "HoursToPayroll HoursToPayroll"'),
    ],
)
def test_description_that_says_nothing_is_certain(use: str, detail: str) -> None:
    assert unclear_use(use, PROJECT, WORDS) == Evidence(detail=detail, certain=True)


@pytest.mark.parametrize(
    "use",
    [
        *(
            "payroll",
            "HTTPS",
            "čtvrthrst",
            "vlk zmrzl",
            "wzgląd",
            "cyflogres",
            "工资",
            "勤怠",
            "رواتب",
            "test automation",
        ),
        *("We use the API for our project", "for our hours", "To save time and money", "Interne Zwecke der Firma"),
        *("データ連携", "社内利用", "内部使用", "データの管理", "test automation"),
        *("reports reports reports", "A text about lorem ipsum"),
    ],
)
def test_short_or_vague_description_is_a_doubt(use: str) -> None:
    evidence = unclear_use(use, PROJECT, WORDS)

    assert evidence and not evidence.certain


@pytest.mark.parametrize(
    "use",
    [
        "We copy the hours that our freelancers logged into our payroll every night.",
        "Każdej nocy przenosimy przepracowane godziny do systemu płacowego.",
        "毎晩の勤怠報告を給与計算に取り込みます",
        "我们每天晚上把自由职业者的工时导入公司的薪资系统。",
        "نستورد ساعات العمل كل ليلة إلى نظام الرواتب",
        "นำชั่วโมงทำงานเข้าสู่ระบบเงินเดือนทุกคืน",
        "Trosglwyddo oriau i'r gyflogres bob nos",
    ],
)
def test_telling_description_is_clear_in_any_language(use: str) -> None:
    assert unclear_use(use, PROJECT, WORDS) is None


@pytest.mark.parametrize(
    "use",
    [
        *("time reports", "HR CRM ERP sync", "Hours to Payroll for ten teams", "Invoices into QuickBooks"),
        *("Rechnungsabgleich", "Lohnabrechnung für Freie", "Factures vers Sage", "Nóminas de autónomos"),
        *("Umowy do ERP", "Учёт времени", "Saatleri bordroya aktarmak", "Báo cáo chi phí", "Órák a bérszámfejtésbe"),
        *("工时导入薪资系统", "勤怠集計", "급여 정산", "رواتب المستقلين", "שעות לשכר", "चालान लेखा में", "รายงานค่าใช้จ่าย"),
    ],
)
def test_what_data_for_what_is_enough_however_short(use: str) -> None:
    assert unclear_use(use, PROJECT, WORDS) is None


@pytest.mark.parametrize(
    ("use", "certain", "why"),
    [
        ("Lorem ipsum reports", True, "filler text"),
        ("Testtest na", True, "a placeholder"),
        ("asdf lkjh reports hours", False, "hardly more than filler"),
        ("dolor sit amet freelancers", False, "hardly more than filler"),
        ("lala lalala", False, "hardly more than filler"),
        ("lalala", True, "random letters"),
        ("HAHAHA", False, "too short to be clear"),
        ("bcdfgh", True, "random letters"),
        ("bcdfg", False, "too short to be clear"),
        ("bcdlfghjkm", True, "random letters"),
        ("bcdlfghjk", False, "too short to be clear"),
        ("asgdhfkg", True, "random letters"),
        ("asgdhfk", False, "too short to be clear"),
        ("asgalfka", False, "too short to be clear"),
        ("HTTPS, SFTP and XYZQRSTP", False, "too short to be clear"),
    ],
)
def test_filler_is_told_from_short_descriptions(use: str, certain: bool, why: str) -> None:
    evidence = unclear_use(use, PROJECT, WORDS)

    assert evidence and (evidence.certain, evidence.detail.partition(":")[0]) == (certain, why)


@pytest.mark.parametrize(
    ("use", "why"),
    [
        (f"We use the API for our {LONG}", "hardly more than the project's name"),
        (f"{LONG}, project 7", "hardly more than the project's name"),
        (f"We use the API for our {LONG} every night", None),
        ("We bring timesheets of every freelancer into payroll", None),
    ],
)
def test_description_that_adds_little_to_the_name_is_a_doubt(use: str, why: str | None) -> None:
    evidence = unclear_use(use, LONG, WORDS)

    assert (evidence.detail.partition(":")[0] if evidence else None) == why
    assert not (evidence and evidence.certain)


@pytest.mark.parametrize(
    ("project", "use"),
    [
        ("Hours to Payroll", "Our app: Hours to Payroll"),
        ("Time tracking", "Integration with our time tracking system"),
        ("HR", "HR system integration for our company"),
        ("Hiring dashboard", "We want to use the API for our new hiring dashboard application, only for our company"),
    ],
)
def test_trivial_words_around_the_name_are_at_most_a_doubt(project: str, use: str) -> None:
    evidence = unclear_use(use, project, WORDS)

    assert not (evidence and evidence.certain)


def test_description_without_a_project_name_copies_none() -> None:
    evidence = unclear_use("reports", "", WORDS)

    assert evidence and not evidence.certain
