"""The marketplace file: what it can contain, and what is rejected when it is loaded."""

import re
import tomllib
from typing import Any

import pytest
from pydantic import ValidationError

from domain.model.marketplace import DARK_GROUNDS, LIGHT_GROUNDS, Marketplace, contrast, load_marketplace
from tests.examples import ROOT
from tests.marketplaces import EXAMPLE, MINIMAL, OTHER


def minimal(**changes: Any) -> Marketplace:
    return Marketplace.model_validate({**tomllib.loads(MINIMAL), **changes})


def accent(light: str = "#0b5cad", dark: str = "#8ab8ff") -> dict[str, str]:
    return {"light": light, "dark": dark}


def test_example_is_marked_as_one_and_lacks_images_alone() -> None:
    example = load_marketplace()

    assert example.is_example
    assert example.missing == ("no brand images",)
    assert not Marketplace.model_validate(tomllib.loads(OTHER.read_text("utf-8"))).is_example


def test_name_and_colours_are_enough_and_everything_else_is_named_as_missing() -> None:
    links = ("no api center link", "no api reference link", "no guides link", "no rate limits link")
    brand = ("no brand words", "no brand own sites", "no brand colours", "no brand images")

    assert minimal().missing == ("no support", *links, "no logo", "no team channel", *brand)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Askwork <desk@evil.example>",
        "Askwork\r\nBcc: everyone@elsewhere.example",
        "=?utf-8?q?Other?=",
        "Ask=?work",
        'Ask"work',
        "Ask\\work",
        "\u202ekrowksA",
        "Ask\u200bwork",
        "Ask\u2028work",
        "Ask\x00work",
        "Ask  work",
        "support@askwork.example",
        "A" * 61,
    ],
)
def test_name_that_could_be_more_than_a_name_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        minimal(name=name)


@pytest.mark.parametrize(
    "url",
    [
        "http://askwork.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//askwork.example",
        "https:askwork.example",
        "https://",
        "https://localhost",
        "https://askwork.example@evil.example/",
        'https://askwork.example/"onmouseover="alert(1)',
        "https://askwork.example/<script>",
        "https://askwork.example/a b",
        "https://askwork.example/'x",
        "https://askwork.example/\\evil",
        "https://askwork.example/\nx",
        "https://askwork.example\n",
        "https://аskwork.example",  # noqa: RUF001
        "https://askwork.example/{{ 7 * 7 }}",
        "https://askwork.example/" + "a" * 300,
    ],
)
def test_link_that_is_no_plain_https_address_is_refused(url: str) -> None:
    for name in ("api_center", "api_reference", "guides", "rate_limits"):
        with pytest.raises(ValidationError):
            minimal(links={name: url})
    with pytest.raises(ValidationError):
        minimal(support={"label": "Support", "contact": url})


def test_logo_is_a_small_picture_inside_the_file() -> None:
    assert minimal(logo="data:image/png;base64,iVBORw0KGgo=").logo

    for logo in (
        "https://askwork.example/logo.png",
        "data:text/html;base64,PGI+",
        'data:image/png;base64,"><script>',
        "data:image/png;base64," + "A" * 30_000,
    ):
        with pytest.raises(ValidationError):
            minimal(logo=logo)


@pytest.mark.parametrize(
    "support",
    [
        {"label": "Support"},
        {"contact": "help@askwork.example"},
        {"label": "Support", "contact": "help"},
        {"label": "Support", "contact": "help@askwork.example?bcc=everyone@elsewhere.example"},
        {"label": "Support", "contact": "help@askwork.example, other@askwork.example"},
        {"label": "Support <b>", "contact": "help@askwork.example"},
    ],
)
def test_support_needs_a_label_and_an_address(support: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        minimal(support=support)


def test_support_is_an_email_address_or_an_https_address() -> None:
    by_email = minimal(support={"label": "Support", "contact": "help@askwork.example"}).support
    by_page = minimal(
        support={"label": "Support", "contact": "https://askwork.example:8443/help?about=api#ask"}
    ).support

    assert (by_email.url, by_page.url) == ("mailto:help@askwork.example", by_page.contact)


@pytest.mark.parametrize(
    ("colours", "which"),
    [
        (accent(light="#8ab8ff"), r"the light colour #8ab8ff has a contrast of 1\.\d with #fdf0ef, and needs 4\.5"),
        (accent(light="#767676"), "the light colour"),  # 4.54 on white, and less on the page's ground
        (accent(dark="#0b5cad"), r"the dark colour #0b5cad .* choose a lighter colour"),
        (accent(dark="#777777"), "the dark colour"),
        (accent(light="blue"), "light"),
        (accent(light="#0b5"), "light"),
    ],
)
def test_accent_that_is_no_colour_or_hard_to_read_is_refused(colours: dict[str, str], which: str) -> None:
    with pytest.raises(ValidationError, match=which):
        minimal(accent=colours)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
    assert contrast("#123456", "#123456") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_accent_is_compared_with_the_grounds_of_pages_and_emails() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", (ROOT / "templates/pages/style.css").read_text("utf-8"), re.DOTALL)[:2]
    grounds = ("paper", "ground", "bad-ground", "good-ground", "on-colour")

    def colours(declared: str) -> set[str]:
        return {re.findall(rf"--{name}: (#\w+);", f"{declared};")[0] for name in grounds}

    assert colours(light) == set(LIGHT_GROUNDS)
    assert colours(dark) == set(DARK_GROUNDS)
    emails = [(ROOT / "templates/emails/_base" / name).read_text("utf-8") for name in ("style.css", "media.css")]
    in_light, in_dark = (
        set(re.findall(r"background-color: (#\w+)", re.sub(r"\.(good|bad|other).*", "", sheet))) for sheet in emails
    )
    assert in_light and in_light <= set(LIGHT_GROUNDS)
    assert in_dark and in_dark <= set(DARK_GROUNDS)


@pytest.mark.parametrize(
    "brand",
    [
        {"words": ["ask work"]},
        {"words": ["ask-work"]},
        {"words": [""]},
        {"words": ["ework"], "anywhere": ["ework"]},
        {"words": ["askwork"], "anywhere": ["otherwork"]},
        {"own_sites": ["https://askwork.example"]},
        {"own_sites": ["askwork"]},
        {"transliterations": ["askwork"]},
        {"transliterations": ["аск ворк"]},
        {"transliterations": ["аск!"]},
        {"transliterations": ["жю"]},
        {"colours": {"violet": "722f85"}},
        {"images": {"mark": "0f"}},
        {"wordz": ["askwork"]},
    ],
)
def test_mistake_in_the_brand_is_refused(brand: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        minimal(brand=brand)


def test_brand_words_are_compared_in_lower_case() -> None:
    assert minimal(brand={"words": ["AskWork"]}).brand.words == ("askwork",)


@pytest.mark.parametrize("key", ["words", "transliterations", "innocent", "own_sites", "colours", "images"])
def test_fingerprint_changes_with_each_part_of_the_brand(key: str) -> None:
    example = tomllib.loads(EXAMPLE.read_text("utf-8"))
    more: dict[str, Any] = {
        **{name: [*example["brand"][name], "more.example"] for name in ("own_sites",)},
        **{name: [*example["brand"][name], "moreword"] for name in ("words", "innocent")},
        "colours": {**example["brand"]["colours"], "grey": "#777777"},
        "images": {"mark": "0f" * 16},
        "transliterations": [],
    }
    changed = {**example, "brand": {**example["brand"], key: more[key]}}
    before, after = (Marketplace.model_validate(content).brand.fingerprint for content in (example, changed))

    assert before == load_marketplace().brand.fingerprint, "the same in each process"
    assert before != after
