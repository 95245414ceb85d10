"""The state machine's definition as JSON: its YAML source is for people, and the embedded AWS reads JSON only."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from infra.local.places import ROOT

SOURCE = ROOT / "statemachine" / "review.asl.yaml"


def load(source: Path = SOURCE) -> dict[str, Any]:
    """The definition with its ``${…}`` substitutions still in it."""
    definition = yaml.safe_load(source.read_text("utf-8"))
    assert isinstance(definition, dict)
    return definition


def as_json(source: Path = SOURCE) -> str:
    """The definition as JSON text; a time-out's substitution stands unquoted, as a number must."""
    return re.sub(r'("TimeoutSeconds": )"(\$\{\w+\})"', r"\1\2", json.dumps(load(source)))
