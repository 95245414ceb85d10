"""The web address of the company's own: it leads to the stage that the web ACL guards, by TLS alone.

cfn-lint looks at the stack with the other templates (test_template.py).
"""

from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from infra import transformed
from tests.examples import ROOT

DOMAIN: dict[str, Any] = yaml_parse((ROOT / "infra/domain.yaml").read_text("utf-8"))
EDGE: dict[str, Any] = yaml_parse((ROOT / "infra/edge.yaml").read_text("utf-8"))


def properties(resource: str) -> dict[str, Any]:
    found: dict[str, Any] = DOMAIN["Resources"][resource]["Properties"]
    return found


def test_name_leads_to_the_one_stage_of_the_api() -> None:
    (stage,) = transformed.resources("AWS::ApiGateway::Stage").values()
    mapping = properties("Mapping")

    assert mapping == {
        "DomainName": {"Ref": "Domain"},
        "RestApiId": {"Ref": "ApiId"},
        "Stage": stage["StageName"],
    }, "without a base path: links have none"
    guarded = EDGE["Resources"]["Association"]["Properties"]["ResourceArn"]["Fn::Sub"]
    assert guarded.endswith(f"/stages/{mapping['Stage']}"), "the web ACL is of the stage, so it guards this way in, too"
    required = {name for name, parameter in DOMAIN["Parameters"].items() if "Default" not in parameter}
    assert required == {"DomainName", "ApiId"}
    assert "ApiId" in transformed.template()["Outputs"]


def test_name_is_served_in_its_region_with_its_own_certificate() -> None:
    domain, certificate = properties("Domain"), properties("Certificate")

    assert domain["DomainName"] == certificate["DomainName"] == {"Ref": "DomainName"}
    assert domain["RegionalCertificateArn"] == {"Ref": "Certificate"}
    assert domain["SecurityPolicy"] == "TLS_1_2", "the lowest that is accepted"
    endpoints = {"Types": transformed.template()["Resources"]["Api"]["Properties"]["EndpointConfiguration"]["Types"]}
    assert domain["EndpointConfiguration"] == endpoints == {"Types": ["REGIONAL"]}
    assert certificate["ValidationMethod"] == "DNS"


def test_route_53_gets_the_records_if_it_has_the_zone() -> None:
    condition, validation, otherwise = properties("Certificate")["DomainValidationOptions"]["Fn::If"]
    alias = DOMAIN["Resources"]["Alias"]

    assert condition == alias["Condition"] == "HasHostedZone"
    assert validation == [{"DomainName": {"Ref": "DomainName"}, "HostedZoneId": {"Ref": "HostedZoneId"}}]
    assert otherwise == {"Ref": "AWS::NoValue"}
    assert (alias["Properties"]["Name"], alias["Properties"]["Type"]) == ({"Ref": "DomainName"}, "A")
    assert alias["Properties"]["AliasTarget"] == {
        "DNSName": {"Fn::GetAtt": ["Domain", "RegionalDomainName"]},
        "HostedZoneId": {"Fn::GetAtt": ["Domain", "RegionalHostedZoneId"]},
    }


@pytest.mark.parametrize("output", ["PublicUrl", "AddressRecord"])
def test_outputs_name_the_domain(output: str) -> None:
    assert "${Domain}" in DOMAIN["Outputs"][output]["Value"]["Fn::Sub"]
