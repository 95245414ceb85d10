"""The definitions of the state machines as JSON: the embedded AWS does not read YAML."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from infra.local.local_settings import ROOT

SOURCES = {
    "Review": ROOT / "statemachine" / "review.asl.yaml",
    "Key": ROOT / "statemachine" / "key.asl.yaml",
    "Exception": ROOT / "statemachine" / "exception.asl.yaml",
}
"""By their names in the template."""


def load(source: Path) -> dict[str, Any]:
    """The definition with its ``${…}`` substitutions."""
    definition = yaml.safe_load(source.read_text("utf-8"))
    assert isinstance(definition, dict)
    return definition


def as_json(source: Path) -> str:
    """The definition as JSON; the substitution of a time-out is unquoted, since it is a number."""
    return re.sub(r'("TimeoutSeconds": )"(\$\{\w+\})"', r"\1\2", json.dumps(load(source)))
