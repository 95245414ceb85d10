"""Mutation testing of the domain: mutmut changes it, and ``tests/domain`` should notice nine changes in ten.

A tenth of all mutants is tried: those of each function whose number ends in one digit, chosen by SEED. OF names modules
(``cases/case policy/text``) whose mutants are all tried. ALL=1 tries all of them: it goes on where the last run ended,
and tries again what no test noticed. What was found stays in ``build/mutants``.

mutmut names a module after its path, so it runs in a folder in which ``domain`` lies at the top, as Lambda has it.
"""

import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

from infra.local.local_settings import ROOT
from tests.soak import options

FUNCTIONS = ROOT / "functions"
FOLDER = ROOT / "build" / "mutants"
MUTATED = FOLDER / "mutants"
# Looked with, not built with: fetched when asked for, beside what the tests need.
MUTMUT = (
    *(Path(sys.executable).with_name("uvx"), "--python", sys.executable),
    *("--with-requirements", ROOT / "requirements/dev.txt", "mutmut@3.8.1"),
)
NEEDED = ("adapters", "settings.py", "templates", "functions", "infra", "tests", "docs/examples", "docs/schemas")
SETTINGS = f"""
[tool.mutmut]
source_paths = ["domain"]
do_not_mutate = ["domain/*/ports.py"]  # promises alone: no line of them runs
also_copy = {json.dumps(NEEDED)}
process_isolation = "forkserver"
pytest_add_cli_args_test_selection = ["tests/domain"]

[tool.pytest.ini_options]
pythonpath = ["."]
addopts = "-p no:cacheprovider -p tests.soak.clear_caches_plugin --import-mode=importlib"
filterwarnings = ["error"]
"""
# By the exit code of the tests: they failed, or hung until they were ended. Any other code says nothing of the mutant.
NOTICED = {1, 3, 24, -24, 152, 255}
SAID = {**dict.fromkeys(NOTICED, "killed"), 0: "survived", 5: "unreached", 33: "unreached"}
LEAST_KILLED = 0.9  # of those that change more than words
_STRING = re.compile(r'"[^"]*"')


def lay_out() -> None:
    """The folder in which mutmut runs. What it knows of the tests is forgotten, since they may have changed."""
    (FOLDER / "docs").mkdir(parents=True, exist_ok=True)
    for name in ("domain", *NEEDED):
        home = FUNCTIONS if (FUNCTIONS / name).exists() else ROOT
        if not (FOLDER / name).exists():
            (FOLDER / name).symlink_to(home / name)
    (FOLDER / "pyproject.toml").write_text(SETTINGS, "utf-8")
    (MUTATED / "mutmut-stats.json").unlink(missing_ok=True)
    shutil.rmtree(MUTATED / "tests", ignore_errors=True)
    for meta in MUTATED.rglob("*.meta"):
        found = json.loads(meta.read_text("utf-8"))
        codes = found["exit_code_by_key"]
        found["exit_code_by_key"] = {key: code if code in NOTICED else None for key, code in codes.items()}
        meta.write_text(json.dumps(found), "utf-8")


def results(chosen: list[str]) -> dict[str, str]:
    """What became of each mutant whose name fits one of the patterns: killed, survived, unreached, not run, or words.

    ``words`` are those that survived and change no more than the capitals of a sentence for people, or put XX around.
    """
    found: dict[str, str] = {}
    for meta in sorted((MUTATED / "domain").rglob("*.meta")):
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        said = {
            key: SAID.get(code, "not run")
            for key, code in codes.items()
            if not chosen or any(fnmatch(key, pattern) for pattern in chosen)
        }
        words = _of_words(meta.with_suffix(""), [key for key, one in said.items() if one == "survived"])
        found |= {key: "words" if key in words else one for key, one in said.items()}
    return found


def _of_words(source: Path, keys: list[str]) -> set[str]:
    lines = source.read_text("utf-8").splitlines()
    spans = json.loads(Path(f"{source}.spans").read_text("utf-8"))["spans"]
    found = set()
    for key in keys:
        name = key.rpartition(".")[2]
        was, became = (
            lines[start : end - 1]
            for start, end in (spans[name.rpartition("__mutmut_")[0] + "__mutmut_orig"], spans[name])
        )
        pairs = zip(was, became, strict=False)
        changed = [pair for pair in pairs if pair[0] != pair[1] and "__mutmut_" not in pair[0]]
        if len(was) == len(became) and all(_is_wording(*pair) for pair in changed):
            found.add(key)
    return found


def _is_wording(was: str, became: str) -> bool:
    changed = set(_STRING.findall(was)) - set(_STRING.findall(became))
    plain = was.casefold() == became.replace("XX", "").casefold()
    return plain and all(" " in one.strip('" ') for one in changed)


def main() -> int:
    """Run the chosen mutants, print those that survived and the figures; returns the program's exit code."""
    lay_out()
    seed = options.seed()
    chosen = [f"domain.{module.replace('/', '.')}.x*" for module in options.words("OF")]
    if not chosen and not options.is_set("ALL"):
        chosen = [f"*{random.Random(seed).randrange(10)}"]
    subprocess.run(["nice", "-n", "15", *MUTMUT, "run", "--max-children", "2", *chosen], cwd=FOLDER, check=True)
    found = results(chosen)
    print(*(key for key, said in found.items() if said in ("survived", "unreached", "not run")), sep="\n")
    said = Counter(found.values())
    share = said["killed"] / max(1, said.total() - said["words"])
    print(f"{said.total()} mutants (SEED={seed}): {dict(said)}; {share:.1%} of what changes more than words is noticed")
    return int(share < LEAST_KILLED)


if __name__ == "__main__":
    sys.exit(main())
