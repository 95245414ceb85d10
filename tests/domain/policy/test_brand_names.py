# ruff: noqa: RUF001
import pytest

from domain.model.marketplace import BrandWords
from domain.policy import load_policy
from domain.policy.brand_names import brand_hits
from tests.examples import application, request_data

USE = request_data()["project"]["use"]
PLAIN = (
    *(
        "Askwork",
        "askwork hours",
        "My ASKWORK!",
        "AskworkReports",
        "ExampleAskwork",
        "Ａｓｋｗｏｒｋ",
        "A\u200bskwork",
        "ÀSKWÖRK",
        "AskWork hours",
        "Askwork's hours",
        "Askwork’ün saatleri",
        "Ask'work",
        "Hours (eWork)",
        "Askwork2",
        "Askworkの勤怠",
        "工时askwork",
        "Askwork의 시간",
        "Часы аскворк",
    ),
)
LOOK_ALIKES = (
    "Аskwоrk hours",  # Cyrillic
    *("Askw0rk", "ask-work", "A s k w o r k", "a.s.k.w.o.r.k", "Ask work", "Askwrok", "Askworks", "myaskworkapp"),
    *("Askworks hours", "As kw ork", "AskWrok", "ᴀsᴋᴡᴏʀᴋ", "🅰skwork", "Asƙwork", "アスクワークの勤怠", "Аскворка"),
)
OTHERS = (
    *("Network hours", "Task working hours", "Workask", "Artwork", "Homework", "Ask and work", "Kraft", "Work"),
    *("Statecraft", "Craft", "Framework", "Taskwork", "Crew"),
)


def cases(name: str = "Hours report", use: str = USE, website: str | None = None) -> list[str]:
    project = application(name=name, use=use, website=website).request.project
    return [case for case, _ in brand_hits(project, load_policy().brand, load_policy().brand_claims)]


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
        ([], "It reads Askwork reports."),
        ([], "We pull our AskWork time reports into payroll, with the official Askwork API."),
        ([], "It reads Askwrok reports."),
        ([], "アスクワークの勤怠"),
        ([], "A clone of our own payroll, called Hours."),
        (["in_description"], "The app is called Askwork Hours."),
        (["in_description"], "It is powered by AskWork."),
        (["in_description"], "We are an Askwork partner, certified by Askwork."),
    ],
)
def test_description_may_name_the_brand_but_not_as_its_own(found: list[str], sentence: str) -> None:
    assert cases(use=f"{USE} {sentence}") == found


@pytest.mark.parametrize(
    ("website", "case"),
    [
        ("https://www.askwork.example/freelancers/example", "own_site"),
        ("askwork.example", "own_site"),
        ("https://askwork-tools.example", "in_website"),
        ("https://askw0rk.example", "look_alike"),
        ("https://askwork.example.evil.example/", "in_website"),
        ("https://notaskwork.example/", "look_alike"),
    ],
)
def test_brand_in_the_website_is_found_except_its_own_site(website: str, case: str) -> None:
    assert cases(website=website) == [case]


def test_brand_with_a_digit_or_in_another_script_is_found_disguised_too() -> None:
    brand = BrandWords(words=("4squares", "ворк"), anywhere=("4squares",))

    def found(name: str) -> list[str]:
        return [case for case, _ in brand_hits(application(name=name).request.project, brand)]

    assert found("4squares hours") == found("Ворк hours") == ["in_name"]
    assert found("My4Squares") == found("my4squaresapp") == found("4 squares") == ["look_alike"]
    assert found("Tables of hours") == []


def test_brand_in_several_fields_is_named_for_each() -> None:
    found = cases(name="Askwork hours", use=f"{USE} Powered by Askwork.", website="https://askwork-x.example")

    assert found == ["in_name", "in_description", "in_website"]
