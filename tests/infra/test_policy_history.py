"""Finding the policy of an earlier version, in a repository of its own."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from domain.model.marketplace import Marketplace
from domain.policy import load_policy
from infra.local.local_settings import ROOT
from infra.policy_history import MARKETPLACE, POLICY, NoSuchPolicy, policy_of

TODAY = (ROOT / POLICY).read_text("utf-8")
VERSION = load_policy().version
NUMBER, _, BRAND = VERSION.partition(".")
OTHER_BRAND = (ROOT / MARKETPLACE).read_text("utf-8").replace('"ecraft"', '"ecrafts"')


def text(version: str, daily_limit: int = 40_000) -> str:
    """Today's policy, as another version."""
    changed = TODAY.replace(f'version = "{NUMBER}"', f'version = "{version}"')
    return changed.replace("daily_limit = 40_000", f"daily_limit = {daily_limit}")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A history: an old version at another path, one that was changed without a new number, and one of today."""

    def commit(name: str, content: str) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
        git("add", "--all")
        git("commit", "--quiet", "--message", "Change the policy")

    def git(*words: str) -> None:
        who = ("-c", "user.name=Dana", "-c", "user.email=dana@staff.example", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True)

    git("init", "--quiet")
    commit("policy/policy.toml", text("2020-01-1", 10_000))
    (tmp_path / "policy/policy.toml").unlink()
    commit(POLICY, text("2020-01-2", 20_000))
    commit(POLICY, text("2020-01-2", 25_000))
    commit(POLICY, text("2020-01-3").replace("[looks]", "[look]"))
    commit(POLICY, text("2020-01-4"))
    commit(MARKETPLACE, OTHER_BRAND)
    commit(MARKETPLACE, OTHER_BRAND.replace('"ecrafts"', '"ecraft"'))
    return tmp_path


@pytest.mark.parametrize(
    ("version", "daily_limit"), [("2020-01-1", 10_000), ("2020-01-2", 25_000), ("2020-01-4", 40_000)]
)
def test_policy_of_a_version_is_its_last_text_in_the_history(repository: Path, version: str, daily_limit: int) -> None:
    found = policy_of(f"{version}.{BRAND}", repository=repository)

    assert (found.policy.version, found.policy.daily_limit) == (f"{version}.{BRAND}", daily_limit)
    assert found.source.startswith("that of commit ")


def test_brand_of_the_version_is_found_in_the_history_or_given(repository: Path, tmp_path: Path) -> None:
    brand = Marketplace.model_validate(tomllib.loads(OTHER_BRAND)).brand
    version = f"2020-01-4.{brand.fingerprint}"

    assert policy_of(version, repository=repository).policy.brand == brand
    (tmp_path / "ours.toml").write_text(OTHER_BRAND, "utf-8")
    assert policy_of(version, marketplace=str(tmp_path / "ours.toml"), repository=repository).policy.brand == brand
    with pytest.raises(NoSuchPolicy, match="MARKETPLACE=<path>"):
        policy_of("2020-01-4.00000000", repository=repository)


def test_policy_of_today_is_the_checkouts(repository: Path) -> None:
    found = policy_of(VERSION, repository=repository)

    assert (found.policy, found.source) == (load_policy(), "this checkout's")


def test_policy_that_todays_code_cannot_read_is_named(repository: Path) -> None:
    with pytest.raises(NoSuchPolicy, match=r"The current code can't use the policy 2020-01-3\S* \(commit [0-9a-f]{12}"):
        policy_of(f"2020-01-3.{BRAND}", repository=repository)


@pytest.mark.parametrize("version", ["2020-01-9", "2020-01", "", "--help", 'x" OR'])
def test_version_that_is_in_no_commit_is_named(repository: Path, version: str) -> None:
    with pytest.raises(NoSuchPolicy, match=r"No .*policy\.toml in the history"):
        policy_of(version, repository=repository)


def test_folder_without_a_history_has_no_earlier_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoSuchPolicy, match="POLICY=<path>"):
        policy_of("2020-01-1", repository=tmp_path)

    monkeypatch.setenv("PATH", str(tmp_path))  # no git either
    with pytest.raises(NoSuchPolicy, match="POLICY=<path>"):
        policy_of("2020-01-1", repository=tmp_path)


def test_policy_can_be_given_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text("2020-01-1", 10_000), "utf-8")

    found = policy_of(f"2020-01-1.{BRAND}", str(path))

    assert (found.policy.daily_limit, found.source) == (10_000, f"that of {path}")


def test_file_of_another_version_or_of_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    for content, said in ((text("2020-01-1"), "has the version 2020-01-1"), ("[looks]", "has no version")):
        path.write_text(content, "utf-8")
        with pytest.raises(NoSuchPolicy, match=said):
            policy_of("2020-01-2", str(path))
    with pytest.raises(NoSuchPolicy, match="can't be read"):
        policy_of("2020-01-2", str(tmp_path / "none.toml"))
