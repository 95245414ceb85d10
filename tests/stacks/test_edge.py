"""What stands before the API: throttling of every route, a log without tokens, and a web ACL.

cfn-lint looks at the templates in test_template.py.
"""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from importlib import import_module
from inspect import getsource
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from adapters.web.forms import LARGEST_FORM
from adapters.web.requests import LARGEST_BODY
from infra import transformed
from tests.examples import ROOT
from tests.handlers.lambda_context import ROUTES

EDGE: dict[str, Any] = yaml_parse((ROOT / "infra/edge.yaml").read_text("utf-8"))
APPLICATION = transformed.template()
(STAGE,) = transformed.resources("AWS::ApiGateway::Stage").values()
WEB_ACL: dict[str, Any] = EDGE["Resources"]["WebAcl"]["Properties"]
SIGN_IN = "/console/sign-in"
RULES: dict[str, Any] = {rule["Name"]: rule for rule in WEB_ACL["Rules"]}


# What anybody can post to: not signed, without a link, and without a session of the console.
OPEN_POSTS = {
    route.path
    for route in transformed.routes()
    if route.method == "POST" and not route.is_signed and "{" not in route.path
    if route.path == SIGN_IN or not route.path.startswith("/console/")
}


# ---------------------------------------------------------------- API Gateway
def test_api_has_one_public_stage() -> None:
    (deployment,) = transformed.resources("AWS::ApiGateway::Deployment").values()

    assert STAGE["StageName"] == "desk"
    assert "StageName" not in deployment, "it would make a second stage"


def test_function_can_be_called_by_its_own_routes_alone() -> None:
    """SAM names every stage ("*") in these permissions and takes no other: that there is one stage makes it one."""
    permissions = transformed.resources("AWS::Lambda::Permission").values()
    permitted = set[tuple[str, str, str]]()
    for permission in permissions:
        if permission["Principal"] == "apigateway.amazonaws.com":
            arn, names = permission["SourceArn"]["Fn::Sub"]
            api, stage, method, path = arn.rpartition(":")[2].split("/", 3)
            assert (api, names["__ApiId__"]) == ("${__ApiId__}", {"Ref": "Api"})
            assert (stage, names["__Stage__"]) == ("${__Stage__}", "*")
            permitted.add((permission["FunctionName"]["Ref"], method, f"/{path}"))

    assert permitted == {
        (route.function, route.method, re.sub(r"\{\w+\+?\}", "*", route.path)) for route in transformed.routes()
    }


def test_every_route_is_throttled_and_what_anybody_can_post_more_tightly() -> None:
    every, *tighter = STAGE["MethodSettings"]

    assert (every["ResourcePath"], every["HttpMethod"]) == ("/*", "*")
    assert (every["ThrottlingRateLimit"], every["ThrottlingBurstLimit"]) == ({"Ref": "CallRate"}, {"Ref": "CallBurst"})
    assert OPEN_POSTS
    assert {one["ResourcePath"][1:].replace("~1", "/") for one in tighter} == OPEN_POSTS
    for one in tighter:
        assert one["HttpMethod"] == "POST"
        assert one["ThrottlingRateLimit"] == {"Ref": "OpenCallRate"}
        assert one["ThrottlingBurstLimit"] == {"Ref": "OpenCallBurst"}
    given = {name: one["Default"] for name, one in APPLICATION["Parameters"].items() if "Call" in name}
    assert 0 < given["OpenCallRate"] < given["CallRate"]
    assert 0 < given["OpenCallBurst"] < given["CallBurst"]


def test_the_access_log_names_the_route_and_never_the_path() -> None:
    setting = STAGE["AccessLogSetting"]["Fn::If"][1]
    variables = set(re.findall(r"\$context\.([\w.]+)", setting["Format"]))

    assert "resourcePath" in variables
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
    assert variables <= {
        *("requestTime", "requestId", "httpMethod", "resourcePath", "status", "responseLatency"),
        *("identity.sourceIp", "error.responseType"),
    }
    assert APPLICATION["Parameters"]["AccessLog"]["Default"] == "off", (
        "without the account's role it cannot be deployed"
    )


def test_no_setting_of_a_route_logs_calls_in_another_way() -> None:
    assert not {"LoggingLevel", "DataTraceEnabled"} & {name for one in STAGE["MethodSettings"] for name in one}


# ---------------------------------------------------------------- who may call
POLICY = transformed.api()["x-amazon-apigateway-policy"]["Statement"]


def covers(statement: dict[str, Any], route: transformed.Route) -> bool:
    """Whether a statement of the API's policy is about a route."""
    path = re.sub(r"\{\w+\+?\}", "anything", route.path)
    called = f"execute-api:/{STAGE['StageName']}/{route.method}{path}"
    return any(fnmatchcase(called, resource) for resource in statement["Resource"])


def test_api_is_open_to_everybody_where_no_signature_is_asked_for_and_nowhere_else() -> None:
    everybody, _ = POLICY

    assert (everybody["Effect"], everybody["Principal"], everybody["Action"]) == ("Allow", "*", "execute-api:Invoke")
    for route in transformed.routes():
        assert covers(everybody, route) is not route.is_signed, route


def test_other_aws_accounts_may_make_signed_calls_once_they_are_named() -> None:
    named = transformed.template(PartnerAccounts="111122223333,444455556666")["Resources"]
    _, given = named["Api"]["Properties"]["Body"]["x-amazon-apigateway-policy"]["Statement"]
    condition, partners, otherwise = given["Fn::If"]
    pattern = APPLICATION["Parameters"]["PartnerAccounts"]["AllowedPattern"]

    assert (condition, otherwise) == ("HasPartnerAccounts", {"Ref": "AWS::NoValue"})
    assert APPLICATION["Parameters"]["PartnerAccounts"]["Default"] == "", "nobody is named"
    assert (partners["Effect"], partners["Action"]) == ("Allow", "execute-api:Invoke")
    assert partners["Principal"] == {"AWS": {"Fn::Split": [",", "111122223333,444455556666"]}}
    deployments = [
        {name for name in one if name.startswith("ApiDeployment")} for one in (named, APPLICATION["Resources"])
    ]
    assert deployments[0] != deployments[1], "a policy counts once the API is deployed again"
    for route in transformed.routes():
        assert covers(partners, route) is route.is_signed, route
    for value, is_right in {"": True, "111122223333,444455556666": True, "*": False, "111122223333, 4": False}.items():
        assert bool(re.fullmatch(pattern, value)) is is_right, value


# ---------------------------------------------------------------- the web ACL
def scope(rule: str) -> tuple[str, re.Pattern[str]]:
    """The method that a rate rule is for, and the paths."""
    method, path = RULES[rule]["Statement"]["RateBasedStatement"]["ScopeDownStatement"]["AndStatement"]["Statements"]
    return method["ByteMatchStatement"]["SearchString"], re.compile(path["RegexMatchStatement"]["RegexString"])


def test_it_stands_before_the_stage_that_people_reach() -> None:
    association = EDGE["Resources"]["Association"]["Properties"]

    assert WEB_ACL["Scope"] == "REGIONAL"
    assert association["ResourceArn"]["Fn::Sub"].endswith(f"/restapis/${{ApiId}}/stages/{STAGE['StageName']}")
    assert association["WebACLArn"] == {"Fn::GetAtt": ["WebAcl", "Arn"]}
    assert {name for name, one in EDGE["Parameters"].items() if "Default" not in one} <= set(APPLICATION["Outputs"])


@pytest.mark.parametrize(
    ("rule", "limit"), [("EveryCaller", "Calls"), ("WhoHandsIn", "OpenCalls"), ("WhoSignsIn", "SignIns")]
)
def test_who_calls_too_often_is_told_to_wait(rule: str, limit: str) -> None:
    rate = RULES[rule]["Statement"]["RateBasedStatement"]

    assert (rate["AggregateKeyType"], rate["EvaluationWindowSec"], rate["Limit"]) == ("IP", 300, {"Ref": limit})
    answer = RULES[rule]["Action"]["Block"]["CustomResponse"]
    assert answer["ResponseCode"] == 429
    content = WEB_ACL["CustomResponseBodies"][answer["CustomResponseBodyKey"]]["Content"]["Fn::Sub"]
    assert "<p>Wait a few minutes" in content


def test_the_limits_are_the_tighter_the_less_a_person_needs() -> None:
    given = {name: one["Default"] for name, one in EDGE["Parameters"].items() if "Default" in one}

    assert given["SignIns"] < given["OpenCalls"] < given["Calls"]
    assert "ScopeDownStatement" not in RULES["EveryCaller"]["Statement"]["RateBasedStatement"]


@pytest.mark.parametrize("stage", ["", "/desk"])
def test_the_tighter_limits_are_on_what_anybody_can_post(stage: str) -> None:
    method, hands_in = scope("WhoHandsIn")
    assert method == "POST"
    for path in {*OPEN_POSTS, "/apply/link/abc"} - {SIGN_IN}:
        assert hands_in.search(stage + path), path
    for path in ("/decisions/abc", "/status/abc", "/accounts/a/applications", "/applying"):
        assert not hands_in.search(stage + path), path

    method, signs_in = scope("WhoSignsIn")
    assert method == "POST"
    assert signs_in.search(stage + SIGN_IN)
    assert signs_in.search(f"{stage}/console/enter/abc")
    for path in ("/console/cases/k1", "/console/replies", "/console"):
        assert not signs_in.search(stage + path), "who is signed in works as fast as they can"


def test_a_body_is_large_only_where_an_icon_can_come() -> None:
    larger, (without, elsewhere) = (
        RULES["LargeBodies"]["Statement"]["RegexMatchStatement"],
        RULES["LargeBodiesWithoutIcon"]["Statement"]["AndStatement"]["Statements"],
    )
    size = without["SizeConstraintStatement"]

    assert larger["FieldToMatch"] == {"SingleHeader": {"Name": "content-length"}}
    for length, refused in {0: False, LARGEST_FORM: False, 5_000_000: True, 9_999_999: True, 10**9: True}.items():
        assert bool(re.search(larger["RegexString"], str(length))) is refused, length
    assert (size["ComparisonOperator"], size["Size"]) == ("GT", LARGEST_BODY)
    assert size["FieldToMatch"] == {"Body": {"OversizeHandling": "MATCH"}}
    assert WEB_ACL["AssociationConfig"]["RequestBody"]["API_GATEWAY"] == {"DefaultSizeInspectionLimit": "KB_64"}
    may = re.compile(elsewhere["NotStatement"]["Statement"]["RegexMatchStatement"]["RegexString"])
    sources = {path: getsource(function) for (method, path), function in route_functions().items() if method == "POST"}
    assert sources.keys() == {route.path for route in transformed.routes() if route.method == "POST"}
    for path, source in sources.items():
        assert bool(may.search(path)) is bool(
            re.search(r"LARGEST_BODY_WITH_ICON|\.files|_application\(|_submit\(", source)
        ), path


def route_functions() -> dict[tuple[str, str], Callable[..., Any]]:
    """What each route calls."""
    apps = [import_module(f"handlers.{module}").app for module in set(ROUTES.values())]
    return {
        (route.method, route.openapi_path): route.func
        for app in apps
        for route in (*app._static_routes, *app._dynamic_routes)
    }


def test_what_people_write_is_blocked_by_no_rule_about_words() -> None:
    group = RULES["CommonAttacks"]["Statement"]["ManagedRuleGroupStatement"]

    assert {one["Name"] for one in group["RuleActionOverrides"]} == {
        *("SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY"),
        "EC2MetaDataSSRF_BODY",
    }
    assert all(one["ActionToUse"] == {"Count": {}} for one in group["RuleActionOverrides"])


def test_awss_own_rules_block() -> None:
    groups = {
        rule["Statement"]["ManagedRuleGroupStatement"]["Name"]: rule["OverrideAction"]
        for rule in RULES.values()
        if "ManagedRuleGroupStatement" in rule["Statement"]
    }

    assert groups == {
        "AWSManagedRulesAmazonIpReputationList": {"None": {}},
        "AWSManagedRulesKnownBadInputsRuleSet": {"None": {}},
        "AWSManagedRulesCommonRuleSet": {"None": {}},
    }


def test_no_rule_keeps_the_path_of_a_call() -> None:
    for one in (WEB_ACL, *RULES.values()):
        assert one["VisibilityConfig"]["SampledRequestsEnabled"] is False
    assert not [one for one in EDGE["Resources"].values() if "Logging" in one["Type"]]
