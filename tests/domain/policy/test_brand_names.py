# ruff: noqa: RUF001
import pytest

from domain.policy import load_policy
from domain.policy.brand_names import brand_hits
from tests.examples import application, request_data

USE = request_data()["project"]["use"]
PLAIN = (
    *(
        "Upwork",
        "upwork hours",
        "My UPWORK!",
        "UpworkReports",
        "ExampleUpwork",
        "Ｕｐｗｏｒｋ",
        "U\u200bpwork",
        "ÙPWÖRK",
    ),
)
LOOK_ALIKES = (
    "Uрwоrk hours",  # Cyrillic
    *("Upw0rk", "up-work", "U p w o r k", "u.p.w.o.r.k", "Up work", "Upwrok", "Upworks", "myupworkapp"),
    *("Hours (oDesk)", "Upwork's hours"),
)
OTHERS = (
    *("Network hours", "Setup working hours", "Workup", "Upward", "Homework", "Up and work", "Elan", "Desk"),
    *("Freelancers", "Glance", "Infodesk", "Groupwork", "Lance"),
)


def cases(name: str = "Hours report", use: str = USE, website: str | None = None) -> list[str]:
    project = application(name=name, use=use, website=website).request.project
    return [case for case, _ in brand_hits(project, load_policy().brand)]


@pytest.mark.parametrize(
    ("found", "name"),
    [
        *((["in_name"], name) for name in PLAIN),
        *((["look_alike"], name) for name in LOOK_ALIKES),
        *(([], name) for name in OTHERS),
    ],
)
def test_brand_in_the_name_is_found_plain_or_disguised(found: list[str], name: str) -> None:
    assert cases(name=name) == found


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([], "Nobody has to follow up work by hand."),
        (["in_description"], "It reads Upwork reports."),
        ([], "It reads up-wоrk reports."),
        (["look_alike"], "It reads Upwоrk."),
    ],
)
def test_neighbouring_words_of_running_text_are_not_joined(found: list[str], sentence: str) -> None:
    assert cases(use=f"{USE} {sentence}") == found


@pytest.mark.parametrize(
    ("website", "case"),
    [
        ("https://www.upwork.com/freelancers/example", "own_site"),
        ("upwork.com", "own_site"),
        ("https://upwork-tools.example", "in_website"),
        ("https://upw0rk.example", "look_alike"),
        ("https://upwork.com.evil.example/", "in_website"),
        ("https://notupwork.com/", "look_alike"),
    ],
)
def test_brand_in_the_website_is_found_except_its_own_site(website: str, case: str) -> None:
    assert cases(website=website) == [case]


def test_brand_in_several_fields_is_named_for_each() -> None:
    found = cases(name="Upwork hours", use=f"{USE} It reads Upwork reports.", website="https://upwork-x.example")

    assert found == ["in_name", "in_description", "in_website"]
