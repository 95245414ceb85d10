"""What `make package` says of the file that names the marketplace, and what it refuses."""

import os
import subprocess
from pathlib import Path

import pytest

from infra.local.local_settings import ROOT, CannotRun
from infra.marketplace import check
from tests.marketplaces import EXAMPLE, MINIMAL, OTHER, as_of


@pytest.fixture(autouse=True)
def back_to_the_example() -> object:
    with as_of(EXAMPLE):
        yield


def package(file: str) -> "subprocess.CompletedProcess[str]":
    """``make package`` up to where it would need Lambda's Python."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    command = ["make", "--silent", "package", f"MARKETPLACE={file}", "LAMBDA_PYTHON=/nowhere/python3.13"]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def test_example_is_not_packaged_for_a_deployment() -> None:
    ran = package("functions/marketplace.toml")

    assert ran.returncode
    assert "still has the example's values" in ran.stderr
    assert "remove `is_example`" in ran.stderr
    assert "Python" not in ran.stderr, "it ends before anything is built"


def test_package_of_another_file_says_in_one_line_what_is_missing() -> None:
    ran = package("tests/marketplace.toml")

    assert "marketplace.toml: no guides link, no brand images\n" in ran.stdout
    assert "Install Python 3.13" in ran.stderr, "it goes on to build"


def test_nothing_is_printed_where_nothing_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    links = OTHER.read_text("utf-8").replace('guides = ""', 'guides = "https://lindqvist.example/guide"')
    file.write_text(f'{links}\n[brand.images]\n"mark" = "{"0f" * 16}"\n', "utf-8")

    assert check(file) == ""


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (MINIMAL.replace("#0b5cad", "#8ab8ff"), "accent: The light colour #8ab8ff has a contrast of"),
        (MINIMAL + '[links]\nguides = "http://bare.example"\n', "links.guides: Must be empty or begin with https://"),
        (MINIMAL + f'[brand.images]\n"blank" = "{"0" * 32}"\n', "Too plain to be told from a blank picture: blank"),
        (MINIMAL + "[banner]\n", "banner: There is no such field. Remove it"),
        ('name = "Bare"\n', "accent: This field is required"),
        ("name = Bare\n", "isn't valid TOML"),
    ],
)
def test_mistake_in_the_file_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(content, "utf-8")

    with pytest.raises(CannotRun) as refused:
        check(file)

    assert str(file) in str(refused.value)
    assert complaint in str(refused.value)


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"ours\.toml can't be read: No such file"):
        check(tmp_path / "ours.toml")
