"""What nobody would send: every request is answered, none by a fault, and none that is refused leaves a trace.

``make test`` tries a few requests of each kind, the same each time; ``make soak PART=fuzz`` many.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from domain.applications.application_form import FIELDS
from domain.cases.exception import parse_exception
from domain.keys.key_changes import UsageReport
from domain.model.account import parse_facts
from domain.model.application import parse_request
from domain.model.errors import InvalidInput
from domain.model.field_types import Record, parse
from tests.examples import FORM_FIELDS, exception_data, facts, request_data
from tests.fakes import no_image
from tests.handlers.checked_desk import CheckedDesk
from tests.handlers.in_process_desk import in_process_desk
from tests.handlers.lambda_context import ROUTES, api_event
from tests.handlers.seed_data import FORM, HELD_RECEIPT
from tests.infra.test_openapi import DOCUMENT

tried = settings.get_profile("bad input")
fewer = settings(tried, max_examples=max(2, tried.max_examples // 5))
JSON = "application/json"


@pytest.fixture(scope="module")
def guarded(request: pytest.FixtureRequest) -> Iterator[CheckedDesk]:
    with in_process_desk() as desk:
        one = CheckedDesk(desk)
        yield one
        if request.config.getoption("examples"):
            with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
                request.config.get_terminal_writer().line(f"\n{one.figures()}")


# ---------------------------------------------------------------- the API, as its description has it

API = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = {result.ok().label: result.ok() for result in API.get_all_operations() if isinstance(result, Ok)}
MODES = {True: schemathesis.GenerationMode.POSITIVE, False: schemathesis.GenerationMode.NEGATIVE}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


def calls() -> Iterator[tuple[str, bool]]:
    """Each call as described and otherwise; in the short form, bodies of one schema are made wrong for one call."""
    seen: set[str] = set()
    for label, operation in OPERATIONS.items():
        schema = str(operation.definition.raw["requestBody"]["content"][JSON]["schema"])
        yield label, True
        if schema not in seen or not tried.derandomize:
            yield label, False
        seen.add(schema)


@pytest.mark.parametrize(("label", "fits"), list(calls()))
def test_a_call_is_answered_as_the_description_says(guarded: CheckedDesk, label: str, fits: bool) -> None:
    keyed = guarded.paths["keyed"].rpartition("/")[2]

    @settings(fewer)
    @given(OPERATIONS[label].as_strategy(generation_mode=MODES[fits]))
    def call(case: "schemathesis.Case[Any]") -> None:
        named = case.body.get("account_id") if isinstance(case.body, dict) else None
        if fits and isinstance(named, str) and "account_id" in case.path_parameters:
            case.path_parameters["account_id"] = named  # else each call is refused for that alone
        if fits and isinstance(case.body, dict) and "requests" in case.body:  # the same
            case.path_parameters["account_id"] = "acct-keyed"
            case.body |= {"application_id": keyed, "day": TODAY}
        case.validate_response(case.call(app=guarded.wsgi), checks=CHECKS)

    call()


# ---------------------------------------------------------------- texts and bodies that nobody would write

ODD = [
    *("\N{PILE OF POO}\N{ZERO WIDTH JOINER}\N{FLAG IN HOLE}", "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", "\N{KELVIN SIGN}"),
    *("שלום עולם", "مرحبا", "e\N{COMBINING ACUTE ACCENT}" * 500, "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"),
    *("\0", "a\0b", "\x1b[31m", "\N{LINE SEPARATOR}", "\ud800", "\udfff\ud800", "\ufeff", "\uffff"),
    *("a\r\nBcc: everybody@elsewhere.example\r\n\r\nBuy", "a\nb", "\r", "%0d%0aBcc:x", "=?utf-8?q?=0d=0aBcc:?="),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "${7*7}", "{% raw %}"),
    *("javascript:alert(1)", "//elsewhere.example", "../../etc/passwd", "' OR 1=1 --", "#", "~", "%", "%ff", "/"),
    *("9" * 5_000, "-1", "1e999", "NaN", "0x10", "١٢", "²", "1_000", " ", "", "A" * 3_000, "k" + "a" * 16),
    *("x@y", "@" * 300, "a@" + "b." * 120 + "example", "\N{KELVIN SIGN}@client.example", "avery@[127.0.0.1]"),
]
TEXTS = st.sampled_from(ODD) | st.text(max_size=40)
OTHER_FIELDS = (
    "form",
    "do",
    "answer",
    "note",
    "rule-use_stated",
    "application",
    "case",
    "receipt",
    "judgement",
    "title",
    "text",
    "id",
    "reason",
    "day",
    "requests",
)
FIELD_NAMES = st.sampled_from(
    [*FIELDS, *OTHER_FIELDS, "application_id", "icon_kept", "question", "to", "what", "no_icon", "__proto__"]
)
TODAY = datetime.now(UTC).date().isoformat()
GOOD = [
    {},
    {**FORM_FIELDS, "account_id": "acct-waiting", "do": "send"},
    {"answer": "reject", "note": "Plain", "do": "show"},
    {"answer": "clear"},
    {"what": "applicant@client.example"},
    {"question": "1-review-1", "do": "assign", "to": "reviewer@staff.example", "assignee": ""},
    {"kind": "review", "after": "kabcdefghij234567"},
    {"title": "Plain", "text": "Plain", "do": "remove"},
    {"do": "suspend", "reason": "Plain"},
    {"do": "resume", "reason": "Plain"},
    {"do": "revoke", "reason": "Plain"},
    {"do": "over_limit", "day": TODAY, "requests": "52,310"},
    {"do": "issue"},
    {"judgement": "release", "receipt": HELD_RECEIPT, "case": "", "application_id": "kabcdefghij234567"},
]


def forms(always: dict[str, str]) -> st.SearchStrategy[dict[str, str]]:
    """Forms of the desk with odd names and values in them; ``always`` is in each of them."""
    odd = st.dictionaries(FIELD_NAMES | TEXTS, TEXTS, max_size=6)
    return st.builds(lambda good, odd: {**good, **odd, **always}, st.sampled_from(GOOD), odd)


def urlencoded(fields: dict[str, str]) -> tuple[bytes, str]:
    return urlencode(fields, errors="surrogatepass").encode(), FORM


def multipart(fields: dict[str, str]) -> tuple[bytes, str]:
    """As it comes: nothing in a name or a value is escaped. The icon is a file."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"{chr(59) + " filename=i" if name == "icon" else ""}'
        f"\r\n\r\n{value}\r\n"
        for name, value in fields.items()
    ]
    return "".join([*parts, "--edge--\r\n"]).encode(errors="surrogatepass"), "multipart/form-data; boundary=edge"


def bodies(always: dict[str, str]) -> st.SearchStrategy[tuple[bytes, str]]:
    """Bodies with their content type: forms of both kinds, and what is none."""
    kinds = [FORM, "multipart/form-data; boundary=edge", "multipart/form-data", JSON, "", ";", "text/html"]
    garbage = st.tuples(st.binary(max_size=200), st.sampled_from(kinds))
    return st.one_of(st.builds(urlencoded, forms(always)), st.builds(multipart, forms(always)), garbage)


CONSOLE = [
    "case",
    "keyed",
    "enter",
    "/console/next",
    "/console/assignments",
    "/console/replies",
    "/console/sign-in",
    "/console/leave",
]
LINKS = ["review", "owner", "exception", "status", "revise", "confirm", "apply_link", "held"]


@pytest.mark.parametrize("page", ["/apply", "/apply/link", "/status", *LINKS, *CONSOLE])
def test_a_form_that_no_page_would_send_is_answered(guarded: CheckedDesk, page: str) -> None:
    @settings(tried)
    @given(bodies({"csrf": guarded.csrf} if page in CONSOLE else {}))
    def post(body: tuple[bytes, str]) -> None:
        guarded.call("POST", guarded.paths.get(page, page), *body)

    post()


PAGES = ["/", "/apply/received", "/console", "/console/sign-in", "/console/statistics"]


@pytest.mark.parametrize("page", ["message", "case", "keyed", "keyed_status", "enter", *LINKS, *PAGES])
def test_an_address_that_no_link_has_is_answered(guarded: CheckedDesk, page: str) -> None:
    """What stands behind the ``?`` as well."""
    path = guarded.paths.get(page, page)

    @settings(tried)
    @given(
        TEXTS,
        st.sampled_from(
            ["before", "judged", "case", "application", "kind", "after", "older", "month", "number", "flag", ""]
        ),
        TEXTS,
    )
    def get(odd: str, name: str, value: str) -> None:
        assert guarded.call("GET", path, query=urlencode({name: value}, errors="surrogatepass")).status < 400
        end = quote(odd, safe="", errors="surrogatepass")
        if page not in PAGES and end:
            assert guarded.call("GET", f"{path.rpartition('/')[0]}/{end}").status == 404

    if page != "message":
        get()
        return

    @settings(tried)
    @given(TEXTS, TEXTS)
    def get_message(receipt: str, case: str) -> None:
        reply = guarded.call(
            "GET",
            f"{guarded.paths['held']}/messages/{quote(receipt, '', errors='surrogatepass') or '-'}",
            query=urlencode({"case": case}, errors="surrogatepass"),
        )
        assert reply.status == 404

    get_message()


EVENTS = st.fixed_dictionaries(
    {
        "pathParameters": st.none()
        | st.dictionaries(st.sampled_from(["token", "receipt", "account_id", "case_id", "email_id"]), TEXTS),
        "headers": st.none()
        | st.dictionaries(
            st.sampled_from(["content-type", "CONTENT-TYPE", "Idempotency-Key", "Cookie", "X"]),
            st.sampled_from([JSON, FORM, "multipart/form-data; boundary=edge", f"{JSON}; charset=utf-16"]) | TEXTS,
        ),
        "queryStringParameters": st.none()
        | st.dictionaries(st.sampled_from(["before", "case", "judged", "after", "kind"]), TEXTS),
        "body": st.none() | TEXTS | st.binary(max_size=60).map(lambda raw: base64.b64encode(raw).decode()),
        "isBase64Encoded": st.booleans(),
    }
)


@pytest.mark.parametrize(("method", "resource"), ROUTES)
def test_an_event_that_lacks_or_garbles_something_is_answered(guarded: CheckedDesk, method: str, resource: str) -> None:
    @settings(fewer)
    @given(EVENTS)
    def send(event: dict[str, Any]) -> None:
        guarded.handle(ROUTES[method, resource], api_event(method, resource, **event))

    send()


# ---------------------------------------------------------------- what is too much, by name

NESTED = b"[" * 100_000
TWICE = b'{"account_id": "acct-one", "account_id": "acct-two"}'
HUGE = json.dumps(request_data(requests_per_hour=0)).replace(": 0", ": " + "9" * 4_000).encode()
HUGER = HUGE.replace(b"9" * 4_000, b"9" * 5_000)
SURROGATE = json.dumps(request_data(account_id="\ud800")).encode()
NAN = json.dumps({**exception_data(), "reputation": float("nan")}).encode()
LARGE = json.dumps(request_data(account_id="x" * 1_000_000)).encode()
MANY_KEYS = json.dumps({f"k{number}": 0 for number in range(140_000)}).encode()[:1_400_000].rpartition(b",")[0] + b"}"
LONG_KEY = json.dumps({"\u00ad" * 200_000: 0}).encode()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/applications", NESTED, 400),
        ("/applications", TWICE, 422),
        ("/applications", HUGE, 422),
        ("/applications", HUGER, 400),
        ("/applications", SURROGATE, 422),
        ("/applications", b"\xff\xfe{", 400),
        ("/applications", b"", 400),
        ("/applications", LARGE, 422),
        ("/applications", MANY_KEYS, 422),
        ("/applications", LONG_KEY, 422),
        ("/applications/check", LARGE + b" " * 1_000_000, 413),
        ("/exceptions", NAN, 422),
        ("/exceptions", NESTED, 413),
    ],
    ids=range(13),
)
def test_a_body_that_is_too_much_is_refused(guarded: CheckedDesk, path: str, body: bytes, status: int) -> None:
    reply = guarded.call("POST", path, body, JSON)

    assert reply.status == status
    assert len(reply.body) < 5_000, "what was sent is not sent back"


@pytest.mark.parametrize("encode", [urlencoded, multipart])
@pytest.mark.parametrize("page", ["/apply", "/apply/link", "review", "held", "confirm", "revise", "apply_link"])
@pytest.mark.parametrize(
    ("fields", "statuses"),
    [
        ({f"field{number}": "1" for number in range(10_000)}, {400, 413}),
        (dict.fromkeys(("note", "project_use", "account_id"), "x" * 1000000), {404, 413, 422}),
        ({"application": "x" * 60_000, "receipt": "y" * 60_000, "account_id": "z" * 60_000}, {404, 413, 422}),
    ],
    ids=["10,000 fields", "1 MB of text", "long keys"],
)
def test_a_form_that_is_too_much_is_refused(
    guarded: CheckedDesk, encode: Callable[..., Any], page: str, fields: dict[str, str], statuses: set[int]
) -> None:
    assert guarded.call("POST", guarded.paths.get(page, page), *encode(fields)).status in statuses | {200}


# ---------------------------------------------------------------- what no email could be made of

UNMAILABLE = [
    "=?utf-8?q?a=0D=0Ab?=@client.example",
    "=?utf-8?q?victim=40other.example?=@client.example",
    "a=?b@c.example",
]
APPLICANT = {"name": "Avery Example", "role": "admin"}
MANAGER = {"name": "Marlow Example"}


@pytest.mark.parametrize("address", UNMAILABLE)
@pytest.mark.parametrize(
    ("method", "path", "data", "pointer"),
    [
        ("POST", "/applications", lambda to: request_data(applicant={**APPLICANT, "email": to}), "/applicant/email"),
        ("POST", "/applications", lambda to: request_data(owner={"name": "Robin", "email": to}), "/owner/email"),
        ("POST", "/applications/check", lambda to: request_data(owner={"name": "R", "email": to}), "/owner/email"),
        ("POST", "/accounts/acct-in-order/applications", lambda to: request_data(owner={"email": to}), "/owner/email"),
        ("PUT", "/accounts/acct-in-order", lambda to: {**facts().model_dump(mode="json"), "email": to}, "/email"),
        (
            "POST",
            "/exceptions",
            lambda to: exception_data(account_manager={**MANAGER, "email": to}),
            "/account_manager/email",
        ),
    ],
    ids=range(6),
)
def test_address_that_cannot_be_mailed_is_refused_by_every_call(
    guarded: CheckedDesk, method: str, path: str, data: Callable[[str], Any], pointer: str, address: str
) -> None:
    reply = guarded.call(method, path, json.dumps(data(address)).encode(), JSON)

    assert reply.status == 422
    assert pointer in {error["pointer"] for error in json.loads(reply.body)["errors"]}


@pytest.mark.parametrize("page", ["/apply", "apply_link"])
@pytest.mark.parametrize("address", UNMAILABLE)
def test_address_that_cannot_be_mailed_is_refused_by_every_form(guarded: CheckedDesk, page: str, address: str) -> None:
    fields = {**FORM_FIELDS, "account_id": "acct-in-order", "applicant_email": address, "do": "send_anyway"}

    reply = guarded.call("POST", guarded.paths.get(page, page), *urlencoded(fields))

    assert reply.status == 422


# ---------------------------------------------------------------- the models

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
MODELS: dict[str, tuple[Callable[[Any], Record], dict[str, Any]]] = {
    "application": (lambda data: parse_request(data, read_icon=no_image), request_data()),
    "account": (parse_facts, facts().model_dump(mode="json")),
    "exception": (parse_exception, exception_data()),
    "usage": (partial(parse, UsageReport), {"application_id": "k" + "a" * 16, "day": TODAY, "requests": 52_310}),
}


def with_odd(data: Any, path: list[int], odd: Any) -> Any:
    """The data with an odd value at a place that a path of numbers leads to."""
    if not isinstance(data, dict) or not path:
        return odd
    name = sorted(data)[path[0] % len(data)]
    return {**data, name: with_odd(data[name], path[1:], odd)}


@pytest.mark.parametrize("model", MODELS)
def test_what_a_model_takes_it_can_store_and_read_again(model: str) -> None:
    parse, good = MODELS[model]

    @settings(tried)
    @given(st.lists(st.integers(0, 20), min_size=1, max_size=3), JSON_VALUES)
    def try_with(path: list[int], odd: Any) -> None:
        data = with_odd(good, path, odd)
        try:
            taken = parse(data)
        except InvalidInput as error:
            assert error.problems
            json.dumps([problem.message for problem in error.problems])
            return
        assert type(taken).model_validate_json(taken.model_dump_json()) == taken

    try_with()
    assert parse(good)


def test_no_log_line_told_of_any_of_this(guarded: CheckedDesk) -> None:
    """The last test: it reads what all of the others had logged."""
    logged = guarded.desk.logged.getvalue()

    assert "application waits for confirmation" in logged
    assert [path for path in guarded.paths.values() if re.search("/[a-z2-7]{52}$", path) and path[-52:] in logged] == []
    assert [words for words in ("@", "alert", "Weekly hours", "elsewhere") if words in logged] == []
