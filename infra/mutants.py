"""Mutation testing of the business (``make mutants``): mutmut changes it, and ``tests/review`` should notice.

mutmut names a module after its path, so it runs in a folder in which ``review`` lies at the top, as Lambda has it.
What it found stays in ``build/mutants``: a run without names goes on where the last one ended, and tries again what no
test noticed.
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from infra.local.places import ROOT

FUNCTIONS = ROOT / "functions"
FOLDER = ROOT / "build" / "mutants"
MUTATED = FOLDER / "mutants"
NEEDED = ("adapters", "settings.py", "templates", "functions", "infra", "tests", "docs/examples", "docs/schemas")
SETTINGS = f"""
[tool.mutmut]
source_paths = ["review"]
also_copy = {json.dumps(NEEDED)}
pytest_add_cli_args_test_selection = ["tests/review"]

[tool.pytest.ini_options]
pythonpath = ["."]
addopts = "-p no:cacheprovider --import-mode=importlib"
filterwarnings = ["error"]
"""
# By the exit code of the tests: 0 is that all passed, the others that none reached the mutant.
UNNOTICED = {0: "survived", 5: "unreached", 33: "unreached", None: "not run"}
COLUMNS = ("killed", "survived", "unreached", "not run")


def lay_out() -> None:
    """The folder in which mutmut runs. What it knows of the tests is forgotten, since they may have changed."""
    (FOLDER / "docs").mkdir(parents=True, exist_ok=True)
    for name in ("review", *NEEDED):
        home = FUNCTIONS if (FUNCTIONS / name).exists() else ROOT
        if not (FOLDER / name).exists():
            (FOLDER / name).symlink_to(home / name)
    (FOLDER / "pyproject.toml").write_text(SETTINGS, "utf-8")
    (MUTATED / "mutmut-stats.json").unlink(missing_ok=True)
    shutil.rmtree(MUTATED / "tests", ignore_errors=True)
    for meta in MUTATED.rglob("*.meta"):
        found = json.loads(meta.read_text("utf-8"))
        codes = found["exit_code_by_key"]
        found["exit_code_by_key"] = {key: None if code in UNNOTICED else code for key, code in codes.items()}
        meta.write_text(json.dumps(found), "utf-8")


def figures() -> dict[str, Counter[str]]:
    """How many mutants of each module were killed, survived, are reached by no test, or did not run (``COLUMNS``)."""
    found = {}
    for meta in sorted((MUTATED / "review").rglob("*.meta")):
        module = meta.relative_to(MUTATED / "review").as_posix().removesuffix(".py.meta")
        codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"].values()
        if codes:
            found[module] = Counter(UNNOTICED.get(code, "killed") for code in codes)
    return found


def table() -> str:
    """The figures in Markdown, with their sum."""
    found = figures()
    found["**all**"] = sum(found.values(), Counter())
    lines = [" | ".join(["| module", "mutants", *COLUMNS, "|"]), "| --- " * (2 + len(COLUMNS)) + "|"]
    for module, said in found.items():
        lines.append(" | ".join([f"| {module}", str(said.total()), *(str(said[one]) for one in COLUMNS), "|"]))
    return "\n".join(lines)


def main(modules: list[str]) -> None:
    """Run all mutants of the modules named (``lifecycle``, ``policy/text``), or all that nothing has noticed so far."""
    lay_out()
    names = [f"review.{module.replace('/', '.')}.x*" for module in modules]
    mutmut = Path(sys.executable).with_name("mutmut")
    subprocess.run(["nice", "-n", "15", mutmut, "run", "--max-children", "2", *names], cwd=FOLDER, check=True)
    print(table())


if __name__ == "__main__":
    main(sys.argv[1:])
