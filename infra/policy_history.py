"""The policy of an earlier version: from the history of this repository, or from a file."""

import re
import subprocess
import tomllib
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from domain.model.marketplace import FILE, Brand, Marketplace
from domain.policy import Policy, load_policy, read_policy
from infra.local.local_settings import ROOT

POLICY = "functions/domain/policy/policy.toml"
MARKETPLACE = "functions/marketplace.toml"
ANYWHERE = ":(glob)**/policy.toml"  # it has moved


class NoSuchPolicy(Exception):
    """The message says what was looked for, and what to do."""


@dataclass(frozen=True)
class FoundPolicy:
    """``source`` says in words where it comes from."""

    policy: Policy
    source: str


def policy_of(version: str, path: str = "", marketplace: str = "", repository: Path = ROOT) -> FoundPolicy:
    """The policy with this version: in the files that are given, or else in the checkout or its history.

    ``path`` is a ``policy.toml``, ``marketplace`` the file with the brand, whose fingerprint ends the version.

    Raises:
        NoSuchPolicy: if there is none, or today's code can't read it.
    """
    if not path and load_policy().version == version:
        return FoundPolicy(load_policy(), "this checkout's")
    number, _, fingerprint = version.partition(".")
    text, source = _file(number, path) if path else _of_history(number, repository)
    brand = _brand(fingerprint, marketplace, repository) if fingerprint else None
    return FoundPolicy(_read(text, brand, version, source), f"that of {source}")


def _of_history(number: str, repository: Path) -> tuple[str, str]:
    """The text of the policy with this number, and the commit that it is from."""
    for commit, name in _places(number, repository):
        text = _git(repository, "show", f"{commit}:{name}")
        if _version(text) == number:
            return text, f"commit {commit[:12]}"
    raise NoSuchPolicy(
        f"No {POLICY} in the history of this repository has the version {number}. If this is a shallow clone, run "
        "git fetch --unshallow. Or name the file: POLICY=<path>."
    )


def _brand(fingerprint: str, path: str, repository: Path) -> Brand:
    """The brand with this fingerprint: of the file that is given, of the checkout, or of its history."""
    commits = _git(repository, "log", "--all", "--format=%H", "--", MARKETPLACE).split()
    texts = (_git(repository, "show", f"{commit}:{MARKETPLACE}") for commit in commits)
    for text in chain([_text(path)] if path else [], [FILE.read_text("utf-8")], texts):
        try:
            brand = Marketplace.model_validate(tomllib.loads(text)).brand
        except ValueError:
            continue
        if brand.fingerprint == fingerprint:
            return brand
    raise NoSuchPolicy(
        f"No {MARKETPLACE} has the brand {fingerprint}. Name the file that the package was built with: "
        "MARKETPLACE=<path>."
    )


def _file(number: str, path: str) -> tuple[str, str]:
    text = _text(path)
    if _version(text) != number:
        has = f"the version {_version(text)}" if _version(text) else "no version"
        raise NoSuchPolicy(f"{path} has {has}, but the round was judged by {number}.")
    return text, path


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NoSuchPolicy(f"{path} can't be read: {error}") from None


def _places(number: str, repository: Path) -> list[tuple[str, str]]:
    """Commits that may have the version, the newest first, each with the file's path.

    A commit that takes the version away comes before the one that brings it: its parent has the last text.
    """
    line = f'version = "{number}"'
    log = _git(repository, "log", "--all", "--no-renames", f"-S{line}", "--format=%H", "--name-only", "--", ANYWHERE)
    places, commit = [], ""
    for word in log.split("\n"):
        if re.fullmatch("[0-9a-f]{40,64}", word):
            commit = word
        elif word:
            places += [(f"{commit}^", word), (commit, word)]
    return places


def _version(text: str) -> str:
    found = re.search(r'^version = "([^"\n]*)"', text, re.MULTILINE)
    return found[1] if found else ""


def _read(text: str, brand: Brand | None, version: str, place: str) -> Policy:
    try:
        return read_policy(text, brand)
    except (ValueError, KeyError) as error:
        raise NoSuchPolicy(unreadable(version, place, error)) from None


def unreadable(version: str, place: str, error: Exception) -> str:
    """What is said of a policy that today's code can't read, or can't apply."""
    reason = " ".join(str(error).split())[:300]
    return f"The current code can't use the policy {version} ({place}). Use the code of that time. {reason}"


def _git(repository: Path, *words: str) -> str:
    """What git says; empty where it has no such thing, or there is no git."""
    try:
        ran = subprocess.run(["git", *words], cwd=repository, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return ran.stdout if ran.returncode == 0 else ""
