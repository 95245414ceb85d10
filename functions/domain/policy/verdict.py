"""The result of the policy for an application: one finding per rule."""

from enum import StrEnum

from domain.model.field_types import Record


class RuleId(StrEnum):
    """In the order in which findings are listed: the rules about the account, then those about the application."""

    ACCOUNT_KNOWN = "account_known"
    ONE_OPEN_APPLICATION = "one_open_application"
    IDENTITY_VERIFIED = "identity_verified"
    PERSONAL_NAME = "personal_name"
    REAL_NAME = "real_name"
    COMPANY_ADDRESS = "company_address"
    PROFILE_PHOTO = "profile_photo"
    ENTERPRISE_PLAN = "enterprise_plan"
    ROLE_ALLOWED = "role_allowed"
    OWNERSHIP_AGREED = "ownership_agreed"
    USE_STATED = "use_stated"
    EXPOSURE_STATED = "exposure_stated"
    NON_COMMERCIAL = "non_commercial"
    NO_BRAND_NAME = "no_brand_name"
    NO_BRAND_LOOK = "no_brand_look"
    NO_COPIED_MATERIAL = "no_copied_material"
    DAILY_LIMIT = "daily_limit"


class Result(StrEnum):
    """A flag does not reject: the reviewer decides."""

    PASS = "pass"
    FLAG = "flag"
    REJECT = "reject"


class Finding(Record):
    """The result of one rule. ``saw`` is what it looked at; ``message`` and ``fix`` are for the applicant.

    ``case`` names the way to fail in the catalogue. ``case``, ``message`` and ``fix`` are empty where the rule passes;
    ``case`` is also empty in old verdicts, stored before it was recorded.
    """

    rule: RuleId
    case: str = ""
    result: Result
    saw: str
    message: str = ""
    fix: str = ""


class Verdict(Record):
    policy_version: str
    findings: tuple[Finding, ...]

    @property
    def rejected(self) -> tuple[Finding, ...]:
        return self._with(Result.REJECT)

    @property
    def flagged(self) -> tuple[Finding, ...]:
        return self._with(Result.FLAG)

    def _with(self, result: Result) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.result is result)
