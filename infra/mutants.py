"""Mutation testing of the business (``make mutants``): mutmut changes it, and ``tests/domain`` should notice.

mutmut names a module after its path, so it runs in a folder in which ``review`` lies at the top, as Lambda has it.
What it found stays in ``build/mutants``: a run without names goes on where the last one ended, and tries again what no
test noticed.
"""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from infra.local.local_settings import ROOT

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
do_not_mutate = ["domain/ports.py"]  # promises alone: no line of them runs
also_copy = {json.dumps(NEEDED)}
process_isolation = "forkserver"
pytest_add_cli_args_test_selection = ["tests/domain"]

[tool.pytest.ini_options]
pythonpath = ["."]
addopts = "-p no:cacheprovider -p infra.clear_caches_plugin --import-mode=importlib"
filterwarnings = ["error"]
"""
# By the exit code of the tests: they failed, or hung until they were ended. Any other code says nothing of the mutant.
NOTICED = {1, 3, 24, -24, 152, 255}
SAID = {**dict.fromkeys(NOTICED, "killed"), 0: "survived", 5: "unreached", 33: "unreached"}
COLUMNS = ("killed", "words", "survived", "unreached", "not run")
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


def figures() -> dict[str, Counter[str]]:
    """How many mutants of each module were killed, survived, are reached by no test, or did not run (``COLUMNS``).

    Of those that survived, ``words`` change no more than the capitals of a sentence for people, or put XX around it.
    """
    found = {}
    for meta in sorted((MUTATED / "domain").rglob("*.meta")):
        source = meta.with_suffix("")
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        if codes:
            module = source.relative_to(MUTATED / "domain").with_suffix("").as_posix()
            said = {key: SAID.get(code, "not run") for key, code in codes.items()}
            words = _of_words(source, [key for key, one in said.items() if one == "survived"])
            found[module] = Counter("words" if key in words else one for key, one in said.items())
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


def table() -> str:
    """The figures in Markdown, with their sum."""
    found = figures()
    found["**all**"] = sum(found.values(), Counter())
    lines = [_row("module", "mutants", *COLUMNS), _row(*["---"] * (2 + len(COLUMNS)))]
    lines += [_row(module, said.total(), *(said[one] for one in COLUMNS)) for module, said in found.items()]
    return "\n".join(lines)


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def main(modules: list[str]) -> None:
    """Run all mutants of the modules named (``lifecycle``, ``policy/text``), or all that nothing has noticed so far."""
    lay_out()
    names = [f"domain.{module.replace('/', '.')}.x*" for module in modules]
    subprocess.run(["nice", "-n", "15", *MUTMUT, "run", "--max-children", "2", *names], cwd=FOLDER, check=True)
    print(table())


if __name__ == "__main__":
    main(sys.argv[1:])
