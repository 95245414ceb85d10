"""The catalogue of the policy: rules, texts, thresholds and word lists from ``policy.toml``, with a version."""

import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from domain.model.field_types import Record
from domain.model.marketplace import Brand, load_marketplace
from domain.policy.brand_likeness import BrandLooks
from domain.policy.names.name_text import NameWords
from domain.policy.phrases import Denials, Negations, NegationWords, Patterns, Phrase
from domain.policy.use_description import UseWords
from domain.policy.verdict import Finding, Result, RuleId


class CaseText(Record):
    """One way to fail a rule. In the texts, ``{saw}`` stands for what the rule found.

    ``message`` and ``fix`` are for the applicant; ``staff`` is what staff read instead of a message that says "you".
    """

    result: Result
    message: str
    fix: str
    staff: str = ""


class JudgedText(Record):
    """What the applicant is told if a reviewer rejects by a rule, whatever the rule itself found."""

    message: str
    fix: str


class Rule(Record):
    """``serves`` quotes the business requirement; ``judged`` is missing where a reviewer cannot reject by the rule."""

    title: str
    serves: str
    cases: dict[str, CaseText]
    judged: JudgedText | None = None


class Thresholds(Record):
    """The values from which a criterion of an exception counts as met; None where the business set none."""

    spend_usd: int | None = None
    tenure_months: int | None = None
    reputation: float | None = None
    employees: int | None = None


class ExceptionTerms(Record):
    """How long a granted exception lasts, and which criteria the approver is shown as met."""

    lasts_days: int = Field(ge=1, le=3650)
    thresholds: Thresholds


# Only a person may judge these: doubts about a name, likenesses of letters, images or colours.
NEVER_AUTOMATIC = {
    (RuleId.PERSONAL_NAME, "looks_like_company"),
    (RuleId.PERSONAL_NAME, "other_legal_name"),
    (RuleId.PERSONAL_NAME, "legal_name_looks_like_company"),
    (RuleId.REAL_NAME, "looks_like_placeholder"),
    (RuleId.USE_STATED, "unclear"),
    (RuleId.NO_BRAND_NAME, "look_alike"),
    (RuleId.NO_BRAND_LOOK, "image"),
    (RuleId.NO_BRAND_LOOK, "colour"),
}


class Policy(Record):
    """The content of ``policy.toml``, with the brand. Each round stores the version with its verdict."""

    version: str = Field(pattern=r"^\d{4}-\d{2}-\d+\.[0-9a-f]{8}$")
    daily_limit: int = Field(ge=1)
    commercial_words: Patterns
    doubtful_commercial_words: Patterns = ()  # missing in versions before 2026-11-7, as are the next two
    internal_words: Patterns = ()
    negations_after: NegationWords = Negations()
    negations: NegationWords
    third_party_words: Patterns
    copied_signs: tuple[Phrase, ...]
    brand_claims: tuple[str, ...] = ()  # missing in versions before 2026-11-7
    unit_words: tuple[Phrase, ...]
    shared_building_words: tuple[Phrase, ...]
    shared_building_first_words: tuple[Phrase, ...]
    post_box_words: tuple[Phrase, ...]
    rules: dict[RuleId, Rule]
    brand: Brand
    looks: BrandLooks
    exceptions: ExceptionTerms
    names: NameWords
    uses: UseWords

    @model_validator(mode="after")
    def _check_rules(self) -> Self:
        if list(self.rules) != list(RuleId):
            raise ValueError("the rules must be exactly those of RuleId, in their order")
        for rule, case in NEVER_AUTOMATIC:
            if self.rules[rule].cases[case].result is Result.REJECT:
                raise ValueError(f"{rule}.{case} is a doubt, and a doubt must not reject by itself")
        return self

    @cached_property
    def denials(self) -> Denials:
        return Denials(before=self.negations, after=self.negations_after)

    @cached_property
    def internal_purpose(self) -> Denials:
        """What makes a doubtful sign of a commercial purpose count for nothing."""
        return self.denials.model_copy(update={"around": self.internal_words})

    @property
    def judged(self) -> dict[RuleId, JudgedText]:
        """The rules by which a reviewer can reject, in their order."""
        return {rule_id: rule.judged for rule_id, rule in self.rules.items() if rule.judged}

    def finding(self, rule: RuleId, case: str | None, detail: str) -> Finding:
        """The finding of a rule; without a case it passes."""
        if case is None:
            return Finding(rule=rule, result=Result.PASS, saw=detail)
        text = self.rules[rule].cases[case]
        message = text.message.replace("{saw}", detail)
        return Finding(rule=rule, case=case, result=text.result, saw=detail, message=message, fix=text.fix)

    def staff_message(self, finding: Finding) -> str:
        """What staff read of a stored finding; its own message where the catalogue has no other for them."""
        text = self.rules[finding.rule].cases.get(finding.case)
        return text.staff.replace("{saw}", finding.saw) if text and text.staff else finding.message


@cache
def load_policy() -> Policy:
    """Reads and validates ``policy.toml`` and the brand in ``marketplace.toml``, once."""
    return read_policy((Path(__file__).parent / "policy.toml").read_text("utf-8"), load_marketplace().brand)


def read_policy(text: str, brand: Brand | None) -> Policy:
    """A policy in the form of ``policy.toml``, with the brand unless it has its own.

    Raises ``ValueError`` if it can't be read.
    """
    content = tomllib.loads(text)
    return Policy.model_validate(with_brand(content, brand) if brand else content)


def with_brand(content: dict[str, Any], brand: Brand) -> dict[str, Any]:
    """The content of ``policy.toml`` with the brand in it; the end of the version changes with the brand."""
    return {
        **content,
        "version": f"{content['version']}.{brand.fingerprint}",
        "brand": brand,
        "looks": {**content["looks"], "colours": brand.colours, "images": brand.images},
    }
