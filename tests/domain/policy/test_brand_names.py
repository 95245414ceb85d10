# ruff: noqa: RUF001
import pytest

from domain.policy import load_policy
from domain.policy.brand_names import brand_hits
from tests.examples import application, request_data

USE = request_data()["project"]["use"]


def cases(name: str = "Hours report", use: str = USE, website: str | None = None) -> list[str]:
    project = application(name=name, use=use, website=website).request.project
    return [case for case, _ in brand_hits(project, load_policy().brand)]


@pytest.mark.parametrize(
    "name",
    [
        "Upwork",
        "upwork hours",
        "My UPWORK!",
        "UpworkReports",
        "ExampleUpwork",
        "Ｕｐｗｏｒｋ",
        "U\u200bpwork",
        "ÙPWÖRK",
    ],
)
def test_the_plain_brand_in_the_name_is_seen(name: str) -> None:
    assert cases(name=name) == ["in_name"]


@pytest.mark.parametrize(
    "name",
    [
        "Uрwоrk hours",  # Cyrillic
        "Upw0rk",
        "up-work",
        "U p w o r k",
        "u.p.w.o.r.k",
        "Up work",
        "Upwrok",
        "Upworks",
        "myupworkapp",
        "Hours (oDesk)",
        "Upwork's hours",
    ],
)
def test_look_alikes_and_spacing_tricks_are_seen(name: str) -> None:
    assert cases(name=name) == ["look_alike"]


@pytest.mark.parametrize(
    "name",
    [
        "Network hours",
        "Setup working hours",
        "Workup",
        "Upward",
        "Homework",
        "Up and work",
        "Elan",
        "Desk",
        "Freelancers",
        "Glance",
        "Infodesk",
        "Groupwork",
        "Lance",
    ],
)
def test_other_words_are_not(name: str) -> None:
    assert cases(name=name) == []


def test_in_running_text_neighbouring_words_are_chance() -> None:
    assert cases(use=f"{USE} Nobody has to follow up work by hand.") == []
    assert cases(use=f"{USE} It reads Upwork reports.") == ["in_description"]
    assert cases(use=f"{USE} It reads up-wоrk reports.") == []
    assert cases(use=f"{USE} It reads Upwоrk.") == ["look_alike"]


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
def test_a_website_is_looked_at(website: str, case: str) -> None:
    assert cases(website=website) == [case]


def test_all_places_are_named_at_once() -> None:
    assert cases(name="Upwork hours", use=f"{USE} It reads Upwork reports.", website="https://upwork-x.example") == [
        "in_name",
        "in_description",
        "in_website",
    ]
