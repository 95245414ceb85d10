# ruff: noqa: RUF001
import pytest

from domain.policy.evidence import Evidence
from domain.policy.names.company_names import company_evidence
from domain.policy.names.placeholder_names import placeholder_evidence
from tests.bench.names import ODD_PEOPLE, load_words

WORDS, _ = load_words()


@pytest.mark.parametrize(
    ("name", "detail"),
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
def test_legal_form_is_certain(name: str, detail: str) -> None:
    assert company_evidence(name, WORDS) == Evidence(detail=detail, certain=True)


@pytest.mark.parametrize(
    "name",
    [
        *("Example SA", "Beispiel AG", "Example & Sons", "Example Group", "Grupo Ejemplo", "Alpha, Beta and Gamma"),
        *("Alpha-Beta", "example.com", "PT Contoh", "Rao S.R.L.", "Example LLC Support", "例電子", "Examplesoftware"),
    ],
)
def test_company_like_name_is_only_a_doubt(name: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert evidence and not evidence.certain


@pytest.mark.parametrize(
    ("name", "detail"),
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
def test_doubt_says_what_it_is_about(name: str, detail: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert evidence and evidence.detail.startswith(detail) and not evidence.certain


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Maria Jo y Al",
            "Jo Xsoftware",
            "Jo\u00e3o and",
            "陳",
            "Jo Ad",
            "Ines Ag",
            "Ayşe As",
            "Emre İnç",
            "Tirza Vos",
        ),
        *(
            "P.T. Usha",
            "Mary Church",
            "Ana de la O",
            "山田太郎",
            "Иванов А.О.",
            "Dr. Jane Example MD",
            "Nguyễn Công Ty",
        ),
        *("Georg Friedrich Händel", "Karl von und zu Beispiel"),
    ],
)
def test_personal_name_like_a_legal_form_is_no_company(name: str) -> None:
    assert company_evidence(name, WORDS) is None


@pytest.mark.parametrize("name", ODD_PEOPLE)
def test_odd_personal_name_is_never_certain(name: str) -> None:
    found = (company_evidence(name, WORDS), placeholder_evidence(name, WORDS))

    assert not any(evidence.certain for evidence in found if evidence)


@pytest.mark.parametrize(
    "name",
    [
        *("Brix Holm SE", "Brix Holm Berhad", "Brix Holm Plc", "Brix Holm K.K.", "Brix Holm hf.", "Brix Holm a. s."),
        *("Brix Holm DAC", "Brix Holm PCL", "Brix Holm K.S.C.", "Brix Holm S.A.C.", "SELARL Durand", "UAB Brix Holm"),
        *("SIA Brix Holm", "AS Brix Holm", "VšĮ Brix Holm", "ПрАТ Брикс", "Brix Holm Proprietary Limited"),
    ],
)
def test_legal_form_of_any_country_is_found(name: str) -> None:
    assert company_evidence(name, WORDS)


@pytest.mark.parametrize(
    "name", ["jan de vos", "Piotr Sapa", "piotr sapa", "emre inc", "rao s.r.l.", "Ana SARL", "nora vof", "Jo Oas"]
)
def test_legal_form_that_is_written_like_a_name_is_never_certain(name: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert not (evidence and evidence.certain)


@pytest.mark.parametrize("name", ["Jan de v.o.s.", "Bianchi S.a.p.a.", "Bianchi SaPa", "Novák s. r. o."])
def test_legal_form_that_is_written_as_only_companies_do_is_certain(name: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert evidence and evidence.certain


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("Blue Garden Bakery", '"bakery"'),
        ("Restaurante Puerto Viejo", '"restaurante"'),
        ("Müller Getränkemarkt", '"getrankemarkt"'),
        ("Jo's Place", "a possessive"),
        ("«Jo Al»", "quotation marks"),
    ],
)
def test_company_without_a_legal_form_is_a_doubt(name: str, detail: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert evidence and evidence.detail.startswith(detail) and not evidence.certain


@pytest.mark.parametrize("name", ["", " ", "\u200b", "...", "«"])
def test_name_without_letters_is_no_certain_company(name: str) -> None:
    evidence = company_evidence(name, WORDS)

    assert not (evidence and evidence.certain)


def test_short_east_asian_name_is_no_company() -> None:
    assert company_evidence("佐藤さくら", WORDS) is None


def test_evidence_of_a_long_name_stays_short() -> None:
    evidence = company_evidence("Example " * 30 + "LLC", WORDS)

    assert evidence and len(evidence.detail) < 200
