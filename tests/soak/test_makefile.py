"""Every target of the Makefile is run by something."""

import re

from infra.local.local_settings import ROOT
from tests.soak.targets import ELSEWHERE, TARGETS


def test_every_target_is_run_by_the_soak_or_by_a_test() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert sorted(targets) == sorted({*ELSEWHERE, *(target.partition(" ")[0] for target in TARGETS)})
