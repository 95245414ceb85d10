"""The templates as CloudFormation gets them: after the SAM transform, with what SAM adds.

``python -m infra.transformed FOLDER`` writes them, for ``make checkov``.
"""

import json
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from infra.local.definition import SOURCES
from infra.local.local_settings import REGION, ROOT

TEMPLATE = ROOT / "template.yaml"
KEYS = ROOT / "infra" / "keys.yaml"


@dataclass(frozen=True)
class Route:
    """A method on a path of the API, and the function that API Gateway hands it to."""

    method: str
    path: str
    function: str
    is_signed: bool


@cache
def source() -> dict[str, Any]:
    """``template.yaml`` as it is written."""
    read: dict[str, Any] = yaml_parse(TEMPLATE.read_text("utf-8"))
    return read


@cache
def template(**parameters: str) -> dict[str, Any]:
    """The transformed template. SAM writes parameters into its parts of it; CloudFormation does the rest."""
    given = deepcopy(source())
    # Local files have been uploaded before AWS transforms.
    given["Globals"]["Function"]["CodeUri"] = "s3://bucket/package"
    for machine in SOURCES:
        given["Resources"][machine]["Properties"]["DefinitionUri"] = "s3://bucket/definition"
    return _translated(given, parameters)


@cache
def keys_template() -> dict[str, Any]:
    """The transformed ``infra/keys.yaml``."""
    given = yaml_parse(KEYS.read_text("utf-8"))
    given["Globals"]["Function"]["CodeUri"] = "s3://bucket/package"
    return _translated(given, {})


def _translated(given: dict[str, Any], parameters: dict[str, str]) -> dict[str, Any]:
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    transformed: dict[str, Any] = translator.translate(given, parameters)
    return transformed


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of the resources of a type, by name."""
    found = template()["Resources"].items()
    return {name: resource.get("Properties", {}) for name, resource in found if resource["Type"] == kind}


def functions() -> dict[str, dict[str, Any]]:
    return resources("AWS::Lambda::Function")


def api() -> dict[str, Any]:
    """The description of the API, as API Gateway imports it."""
    body: dict[str, Any] = template()["Resources"]["Api"]["Properties"]["Body"]
    return body


@cache
def routes() -> tuple[Route, ...]:
    return tuple(_routes())


def _routes() -> Iterator[Route]:
    for path, methods in api()["paths"].items():
        for method, operation in methods.items():
            uri = operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            (function,) = re.findall(r"\$\{(\w+)\.Arn\}", uri)
            yield Route(method.upper(), path, function, {"AWS_IAM": []} in operation.get("security", []))


def routes_of(function: str) -> set[tuple[str, str]]:
    """The methods and paths that API Gateway hands to a function."""
    return {(route.method, route.path) for route in routes() if route.function == function}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, written in (("template", template()), ("keys", keys_template())):
        (folder / f"{name}.json").write_text(json.dumps(written, indent=2), "utf-8")
