"""The state machines' definitions as JSON: their YAML source is for people, and the embedded AWS reads JSON only."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from infra.local.local_settings import ROOT

SOURCES = {
    "Review": ROOT / "statemachine" / "review.asl.yaml",
    "Exception": ROOT / "statemachine" / "exception.asl.yaml",
}
"""Each state machine of the template, by its name there."""


def load(source: Path) -> dict[str, Any]:
    """The definition with its ``${…}`` substitutions still in it."""
    definition = yaml.safe_load(source.read_text("utf-8"))
    assert isinstance(definition, dict)
    return definition


def as_json(source: Path) -> str:
    """The definition as JSON text; a time-out's substitution stands unquoted, as a number must."""
    return re.sub(r'("TimeoutSeconds": )"(\$\{\w+\})"', r"\1\2", json.dumps(load(source)))
