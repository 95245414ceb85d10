"""The policy of an earlier version: from the history of this repository, or from a file."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from domain.policy import Policy, load_policy, read_policy
from infra.local.local_settings import ROOT

POLICY = "functions/domain/policy/policy.toml"
ANYWHERE = ":(glob)**/policy.toml"  # it has moved


class NoSuchPolicy(Exception):
    """The message says what was looked for, and what to do."""


@dataclass(frozen=True)
class FoundPolicy:
    """``source`` says in words where it comes from."""

    policy: Policy
    source: str


def policy_of(version: str, path: str = "", repository: Path = ROOT) -> FoundPolicy:
    """The policy with this version: in the file at ``path``, or without one in the checkout or its history.

    Raises:
        NoSuchPolicy: if there is none, or today's code can't read it.
    """
    if path:
        return _of_file(version, path)
    if load_policy().version == version:
        return FoundPolicy(load_policy(), "this checkout's")
    for commit, name in _places(version, repository):
        text = _git(repository, "show", f"{commit}:{name}")
        if _version(text) == version:
            return FoundPolicy(_read(text, version, f"commit {commit[:12]}"), f"that of commit {commit[:12]}")
    raise NoSuchPolicy(
        f"No {POLICY} in the history of this repository has the version {version}. A shallow clone lacks it: "
        "git fetch --unshallow. Or give the file: POLICY=<path>."
    )


def _of_file(version: str, path: str) -> FoundPolicy:
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NoSuchPolicy(f"{path} can't be read: {error}") from None
    if _version(text) != version:
        has = f"the version {_version(text)}" if _version(text) else "no version"
        raise NoSuchPolicy(f"{path} has {has}; the round was judged by {version}.")
    return FoundPolicy(_read(text, version, path), f"that of {path}")


def _places(version: str, repository: Path) -> list[tuple[str, str]]:
    """Commits that may have the version, the newest first, each with the file's path.

    A commit that takes the version away comes before the one that brings it: its parent has the last text.
    """
    line = f'version = "{version}"'
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


def _read(text: str, version: str, place: str) -> Policy:
    try:
        return read_policy(text)
    except (ValueError, KeyError) as error:
        raise NoSuchPolicy(unreadable(version, place, error)) from None


def unreadable(version: str, place: str, error: Exception) -> str:
    """What is said of a policy that today's code can't read, or can't apply."""
    reason = " ".join(str(error).split())[:300]
    return f"Today's code can't use the policy {version} ({place}); it needs the code of its time. {reason}"


def _git(repository: Path, *words: str) -> str:
    """What git says; empty where it has no such thing, or there is no git."""
    try:
        ran = subprocess.run(["git", *words], cwd=repository, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return ran.stdout if ran.returncode == 0 else ""
