# ruff: noqa: RUF001
import tomllib
from pathlib import Path

import pytest

from domain.policy.company_names import company_evidence
from domain.policy.name_text import NameWords
from domain.policy.placeholder_names import placeholder_evidence
from tests.bench.names import ODD_PEOPLE

POLICY = Path(__file__).parents[3] / "functions/domain/policy/policy.toml"


def name_words() -> NameWords:
    return NameWords.model_validate(tomllib.loads(POLICY.read_text("utf-8"))["names"])


WORDS = name_words()


@pytest.mark.parametrize(
    ("name", "saw"),
    [
        ("Example Analytics LLC", '"LLC" at the end of "Example Analytics LLC"'),
        ("Example, Inc.", '"Inc." at the end of "Example, Inc."'),
        ("Example L. L. C.", '"L. L. C." at the end of "Example L. L. C."'),
        ("Beispiel G.m.b.H.", '"G.m.b.H." at the end of "Beispiel G.m.b.H."'),
        ("Tienda S.A. de C.V.", '"S.A. de C.V." at the end of "Tienda S.A. de C.V."'),
        ("Jo Example (Example LLC)", '"LLC" at the end of "Jo Example (Example LLC)"'),
        ("ООО «Пример»", '"ООО" at the start of "ООО «Пример»"'),
        ("㈱例", '"(株)" in "(株)例"'),
        ("北京例子有限公司", '"公司" in "北京例子有限公司"'),
        ("Esempio S.r.l.", '"S.r.l." at the end of "Esempio S.r.l."'),
    ],
)
def test_a_legal_form_that_nobody_is_called_is_certain(name: str, saw: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert evidence is not None
    assert evidence.certain
    assert evidence.detail == saw


@pytest.mark.parametrize(
    "name",
    [
        *("Example SA", "Beispiel AG", "Example & Sons", "Example Group", "Grupo Ejemplo", "Alpha, Beta and Gamma"),
        *("Alpha-Beta", "example.com", "PT Contoh", "Rao S.R.L.", "Example LLC Support", "例電子", "Examplesoftware"),
    ],
)
def test_what_only_looks_like_a_company_is_a_doubt(name: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert evidence is not None
    assert not evidence.certain


@pytest.mark.parametrize(
    ("name", "saw"),
    [
        ("Jo & Al", "a sign of companies"),
        ("Jo ® Al", "a sign of companies"),
        ("Jo at www.client.example", "a site's address"),
        ("Jo", "nothing but one name"),
        ("Jo Examplesoftware", '"examplesoftware"'),
        ("Jo Maria and Al", '"and"'),
        ("Jo y Al", '"y"'),
        ("Jo Al, Bo y Cy", '"y"'),
        ("Jo Example SGPS", '"SGPS" at the end of'),
    ],
)
def test_a_doubt_says_what_it_is_about(name: str, saw: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert evidence is not None
    assert evidence.detail.startswith(saw)
    assert not evidence.certain


@pytest.mark.parametrize("name", ["Maria Jo y Al", "Jo Xsoftware", "Jo\u00e3o and", "陳", "Jo Ad"])
def test_what_people_are_called_as_well_is_no_doubt(name: str) -> None:
    assert company_evidence(name, WORDS) is None


@pytest.mark.parametrize(
    "name",
    [
        *("Ines Ag", "Ayşe As", "Emre İnç", "Tirza Vos", "P.T. Usha", "Mary Church", "Ana de la O", "山田太郎"),
        *("Иванов А.О.", "Dr. Jane Example MD", "Nguyễn Công Ty", "Georg Friedrich Händel", "Karl von und zu Beispiel"),
    ],
)
def test_people_whose_names_resemble_forms_are_no_companies(name: str) -> None:
    assert company_evidence(name, WORDS) is None


@pytest.mark.parametrize(
    "name",
    [
        *("test test", "TestTest1", "asdf", "Qwerty Uiop", "n/a", "user123", "First Last", "Your Name", "aaaa bbbb"),
        *("12345", "---", "Lorem Ipsum", "unknown", "Имя Фамилия", "测试", "{{name}}"),
    ],
)
def test_what_nobody_is_called_is_certainly_a_placeholder(name: str) -> None:
    evidence = placeholder_evidence(name, WORDS)

    assert evidence is not None
    assert evidence.certain


@pytest.mark.parametrize(
    "name",
    [
        *("John Doe", "Foo Bar", "Max Mustermann", "Micky Mouse", "Christopher Null", "Jennifer Test", "A B", "Anna2"),
        *("ann@example.com", "hahaha", "sdkfjhg", "Mo Mo Mo"),
    ],
)
def test_a_placeholder_that_somebody_could_be_called_is_a_doubt(name: str) -> None:
    evidence = placeholder_evidence(name, WORDS)

    assert evidence is not None
    assert not evidence.certain


@pytest.mark.parametrize(
    ("name", "saw"),
    [
        ("hahaha Example", '"hahaha"'),
        ("asdfg Example", '"asdfg"'),
        ("Jo Bcdfg", '"bcdfg"'),
        ("Jo Example 5", "digits"),
        ("jo_example", "signs of an address"),
        ("jo@client.example", "signs of an address"),
        ("Mo Mo Mo", "the same word again and again"),
        ("Q W", "only single letters"),
        ("your namee", "nearly a well-known placeholder"),
        ("Max Musterman", "nearly a well-known placeholder"),
    ],
)
def test_a_doubt_about_a_placeholder_says_what_it_is_about(name: str, saw: str) -> None:
    evidence = placeholder_evidence(name, WORDS)

    assert evidence is not None
    assert evidence.detail.startswith(f"{saw} in ")
    assert not evidence.certain


@pytest.mark.parametrize("name", ["Mo Mo", "Jon Doee", "Qwerti Example", "Jo Bcdf"])
def test_what_is_only_a_little_like_a_placeholder_is_no_doubt(name: str) -> None:
    assert placeholder_evidence(name, WORDS) is None


@pytest.mark.parametrize("name", ["Reza Azer", "Avery Example", "Abcde Smith", "O", "Ng", "Mimi Lala", "Henry III"])
def test_people_with_short_or_odd_names_are_no_placeholders(name: str) -> None:
    assert placeholder_evidence(name, WORDS) is None


@pytest.mark.parametrize("name", ODD_PEOPLE)
def test_no_person_is_certainly_something_else(name: str) -> None:
    found = (company_evidence(name, WORDS), placeholder_evidence(name, WORDS))

    assert not any(evidence.certain for evidence in found if evidence)


def test_what_was_seen_stays_short() -> None:
    name = "Example " * 30 + "LLC"

    assert len((company_evidence(name, WORDS) or pytest.fail("no sign")).detail) < 200
