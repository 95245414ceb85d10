"""What the pages say of files, commands and the template is so; samconfig.toml fits the template."""

import re
import tomllib
from pathlib import Path

import pytest

from infra import diagram, transformed
from tests.examples import ROOT
from tests.project.test_structure import DOMAIN

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")

all_pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@all_pages
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]

    for link in links:
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@all_pages
def test_every_command_that_a_page_names_is_in_the_makefile(page: Path) -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", page.read_text("utf-8"), re.MULTILINE))

    assert named <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


@all_pages
def test_every_module_that_a_page_names_is_there(page: Path) -> None:
    named = re.findall(r"`((?:functions|infra|tests|templates|statemachine)/[\w./-]*)`", page.read_text("utf-8"))

    # The page of threats names tests, by their place below tests/.
    assert [name for name in named if not (ROOT / name).exists() and not (ROOT / "tests" / name).exists()] == []


@pytest.mark.parametrize("page", diagram.PAGES, ids=lambda page: page.name)
def test_what_make_diagram_writes_is_of_the_template_as_it_is(page: Path) -> None:
    text = page.read_text("utf-8")

    assert diagram.PLACE.search(text)
    assert text == diagram.filled(text), "make diagram writes it"


def test_all_that_make_diagram_makes_is_in_a_page() -> None:
    pages = "".join(page.read_text("utf-8") for page in diagram.PAGES)

    assert {name for _, name, _ in diagram.PLACE.findall(pages)} == set(diagram.MADE)


def test_the_architecture_has_the_packages_of_the_domain_in_their_order() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    of_the_domain = text.partition("Inside `domain/`")[2].partition("\n## ")[0]

    assert tuple(re.findall(r"^\| `(\w+)` \|", of_the_domain, re.MULTILINE)) == DOMAIN


def test_number_of_functions_is_right() -> None:
    number = len(transformed.functions())

    for page in (ROOT / "README.md", ROOT / "docs/architecture.md"):
        assert re.findall(r"(\d+) (?:Lambda )?functions", page.read_text("utf-8")) == [str(number)]


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_samconfig_gives_each_parameter_that_has_no_default(environment: str) -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text("utf-8"))
    overrides = config[environment]["deploy"]["parameters"]["parameter_overrides"]
    given = dict(pair.split("=", 1) for pair in overrides.split())

    assert config["version"] == 0.1
    parameters = transformed.template()["Parameters"]
    assert {name for name, one in parameters.items() if "Default" not in one} <= set(given)
    for name, value in given.items():
        assert re.fullmatch(parameters[name].get("AllowedPattern", ".+"), value), name
        assert "example.com" in value or name == "MailConfigurationSet"
