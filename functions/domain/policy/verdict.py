"""What the policy says of an application: one finding a rule, and the verdict that holds them."""

from enum import StrEnum

from domain.model.field_types import Record


class RuleId(StrEnum):
    """The rules, in the order in which a person would check them: first the account's, then the application's."""

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
    """What a rule says of an application. A flag is for the reviewer, who decides."""

    PASS = "pass"
    FLAG = "flag"
    REJECT = "reject"


class Finding(Record):
    """What one rule found: ``message`` and ``fix`` are for the applicant, and empty where it passes.

    ``case`` is the way to fail that the catalogue names; empty where it passes, and in verdicts of before it was kept.
    """

    rule: RuleId
    case: str = ""
    result: Result
    saw: str
    message: str = ""
    fix: str = ""


class Verdict(Record):
    """Every rule's finding, with the version of the policy that judged."""

    policy_version: str
    findings: tuple[Finding, ...]

    @property
    def rejected(self) -> tuple[Finding, ...]:
        """The findings that reject the application; empty where a person may decide."""
        return self._with(Result.REJECT)

    @property
    def flagged(self) -> tuple[Finding, ...]:
        """The findings that a reviewer should look at."""
        return self._with(Result.FLAG)

    def _with(self, result: Result) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.result is result)
