"""The rules about the application: people, purpose, brand and volume."""

from collections.abc import Callable
from itertools import chain

from domain.model.account import Account, MemberRole
from domain.model.application import ApplicantRole, ApplicationRequest, Exposure, Project
from domain.policy.brand_likeness import colour_evidence, image_evidence
from domain.policy.brand_names import brand_hits
from domain.policy.catalogue import Policy
from domain.policy.evidence import CheckResult
from domain.policy.phrases import meant_in, phrases_in
from domain.policy.use_description import unclear_use
from domain.policy.verdict import Result, RuleId


def _role_allowed(request: ApplicationRequest, account: Account | None, _: Policy) -> CheckResult:
    """Checks the stated role against the account's members, where those are on record."""
    role = request.applicant.role.replace("_", " ")
    if account is None or not account.members:
        return None, role
    member = account.member(request.applicant.email)
    if member is None:
        return "not_a_member", f"{role}, but {request.applicant.email} is not a member"
    recorded = member.role.replace("_", " ")
    if role == recorded or (member.role is MemberRole.OWNER and request.applicant.role is ApplicantRole.ADMIN):
        return None, recorded
    return "other_role", f"{role}, but {recorded} on record"


def _ownership_agreed(request: ApplicationRequest, account: Account | None, _: Policy) -> CheckResult:
    owner = request.other_owner
    if owner is None:
        role = request.applicant.role
        detail = f"the applicant ({role.replace('_', ' ')}) will own the key"
        return (None if role is ApplicantRole.ADMIN else "applicant_is_no_admin"), detail
    if not owner.agreed:
        return "not_agreed", f"{owner.name} as the owner"
    if account and account.members and account.member(owner.email) is None:
        return "owner_is_no_member", f"{owner.name}, {owner.email}, is not a member"
    return None, f"{owner.name}, {owner.email}"


def _use_stated(request: ApplicationRequest, _: Account | None, policy: Policy) -> CheckResult:
    evidence = unclear_use(request.project.use, request.project.name, policy.uses)
    if evidence is None:
        return None, "stated"
    return ("no_clear_use" if evidence.certain else "unclear"), evidence.detail


def _exposure_stated(request: ApplicationRequest, _: Account | None, policy: Policy) -> CheckResult:
    """Passes for both answers, unless the description contradicts it."""
    stated = request.project.exposure.replace("_", " ")
    phrase = next(meant_in(request.project.use, policy.third_party_words, policy.denials), "")
    if request.project.exposure is Exposure.PRIVATE and phrase:
        return "contradiction", f"{stated}, but “{phrase}” in the description"
    return None, stated


def _non_commercial(request: ApplicationRequest, _: Account | None, policy: Policy) -> CheckResult:
    if request.project.commercial:
        return "commercial", "stated as commercial"
    for text in (request.project.name, request.project.use):
        certain = meant_in(text, policy.commercial_words, policy.denials)
        doubtful = meant_in(text, policy.doubtful_commercial_words, policy.internal_purpose)
        phrase = next(chain(certain, doubtful), "")
        if phrase:
            return "sounds_commercial", f"“{phrase}”"
    return None, "stated as not commercial"


def _no_brand_name(request: ApplicationRequest, _: Account | None, policy: Policy) -> CheckResult:
    hits = brand_hits(request.project, policy.brand, policy.brand_claims)
    if not hits:
        return None, "none" if policy.brand.words else "no brand words are configured, so nothing was compared"
    cases = policy.rules[RuleId.NO_BRAND_NAME].cases
    worst = next((case for case, _ in hits if cases[case].result is Result.REJECT), hits[0][0])
    return worst, "; ".join(detail for _, detail in hits)


def _no_brand_look(request: ApplicationRequest, _: Account | None, policy: Policy) -> CheckResult:
    project = request.project
    if project.icon:
        likeness = image_evidence(project.icon, policy.looks)
        if likeness:
            return "image", likeness.detail
    colours = (*project.theme_colours, *(project.icon.colours if project.icon else ()))
    evidence = colour_evidence(colours, policy.looks) if colours else None
    if evidence:
        return "colour", evidence.detail
    return None, "; ".join([", ".join(colours) or "no icon or colours given", *_not_compared(project, policy)])


def _not_compared(project: Project, policy: Policy) -> list[str]:
    """What was given but not compared, because the brand's images or colours are not configured."""
    skipped = []
    if project.icon and not policy.looks.images:
        skipped.append("no brand images are configured, so the icon was not compared")
    if (project.icon or project.theme_colours) and not policy.looks.colours:
        skipped.append("no brand colours are configured, so no colour was compared")
    return skipped


def _no_copied_material(request: ApplicationRequest, _: Account | None, policy: Policy) -> CheckResult:
    texts = (request.project.name, request.project.use)
    phrases = [phrase for text in texts for phrase in phrases_in(text, policy.copied_signs)]
    return ("signs_of_copying", f"“{phrases[0]}”") if phrases else (None, "no signs of copied material")


def _daily_limit(request: ApplicationRequest, _: Account | None, policy: Policy) -> CheckResult:
    detail = (
        f"{request.requests_per_hour:,} requests per hour for {request.hours_per_day} hours "
        f"a day, or {request.requests_per_day:,} requests per day"
    )
    return ("too_many" if request.requests_per_day > policy.daily_limit else None), detail


APPLICATION_CHECKS: dict[RuleId, Callable[[ApplicationRequest, Account | None, Policy], CheckResult]] = {
    RuleId.ROLE_ALLOWED: _role_allowed,
    RuleId.OWNERSHIP_AGREED: _ownership_agreed,
    RuleId.USE_STATED: _use_stated,
    RuleId.EXPOSURE_STATED: _exposure_stated,
    RuleId.NON_COMMERCIAL: _non_commercial,
    RuleId.NO_BRAND_NAME: _no_brand_name,
    RuleId.NO_BRAND_LOOK: _no_brand_look,
    RuleId.NO_COPIED_MATERIAL: _no_copied_material,
    RuleId.DAILY_LIMIT: _daily_limit,
}
