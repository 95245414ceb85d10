"""The rules about the application: people, purpose, brand and volume.

Each check answers with the case that the catalogue names (None where it passes) and with what it saw.
"""

from collections.abc import Callable

from domain.model.account import Account, MemberRole
from domain.model.application import ApplicantRole, ApplicationRequest, Exposure
from domain.policy.brand_likeness import colour_evidence, image_evidence
from domain.policy.brand_names import brand_hits
from domain.policy.catalogue import Policy
from domain.policy.phrases import meant_in, phrases_in
from domain.policy.use_description import unclear_use
from domain.policy.verdict import Result, RuleId

Seen = tuple[str | None, str]


def _role_allowed(request: ApplicationRequest, account: Account | None, _: Policy) -> Seen:
    """Admins, team members and freelancers may apply; where the members are on record, they are looked up."""
    role = request.applicant.role.replace("_", " ")
    if account is None or not account.members:
        return None, role
    member = account.member(request.applicant.email)
    if member is None:
        return "not_a_member", f"{role}, but {request.applicant.email} is no member of the account"
    known_as = member.role.replace("_", " ")
    if role == known_as or (member.role is MemberRole.OWNER and request.applicant.role is ApplicantRole.ADMIN):
        return None, known_as
    return "other_role", f"{role}, and {known_as} on record"


def _ownership_agreed(request: ApplicationRequest, account: Account | None, _: Policy) -> Seen:
    owner = request.other_owner
    if owner is None:
        role = request.applicant.role
        saw = f"the applicant ({role.replace('_', ' ')}) will own the key"
        return (None if role is ApplicantRole.ADMIN else "applicant_is_no_admin"), saw
    if not owner.agreed:
        return "not_agreed", f"{owner.name} has not agreed yet"
    if account and account.members and account.member(owner.email) is None:
        return "owner_is_no_member", f"{owner.name}, {owner.email}, is no member of the account"
    return None, f"{owner.name}, {owner.email}"


def _use_stated(request: ApplicationRequest, _: Account | None, policy: Policy) -> Seen:
    sign = unclear_use(request.project.use, request.project.name, policy.uses)
    if sign is None:
        return None, "stated"
    return ("no_clear_use" if sign.certain else "unclear"), sign.saw


def _exposure_stated(request: ApplicationRequest, _: Account | None, policy: Policy) -> Seen:
    """Both answers are fine; what the description says may speak against the answer."""
    stated = request.project.exposure.replace("_", " ")
    found = meant_in(request.project.use, policy.third_party_words, policy.negations)
    if request.project.exposure is Exposure.PRIVATE and found:
        return "contradiction", f"{stated}, and “{found[0]}” in the description"
    return None, stated


def _non_commercial(request: ApplicationRequest, _: Account | None, policy: Policy) -> Seen:
    if request.project.commercial:
        return "commercial", "stated as commercial"
    texts = (request.project.name, request.project.use)
    found = [one for text in texts for one in meant_in(text, policy.commercial_words, policy.negations)]
    return ("sounds_commercial", f"“{found[0]}”") if found else (None, "stated as not commercial")


def _no_brand_name(request: ApplicationRequest, _: Account | None, policy: Policy) -> Seen:
    hits = brand_hits(request.project, policy.brand)
    if not hits:
        return None, "none"
    cases = policy.rules[RuleId.NO_BRAND_NAME].cases
    worst = next((case for case, _ in hits if cases[case].result is Result.REJECT), hits[0][0])
    return worst, "; ".join(saw for _, saw in hits)


def _no_brand_look(request: ApplicationRequest, _: Account | None, policy: Policy) -> Seen:
    project = request.project
    if project.icon:
        likeness = image_evidence(project.icon, policy.looks)
        if likeness:
            return "image", likeness.saw
    colours = (*project.theme_colours, *(project.icon.colours if project.icon else ()))
    sign = colour_evidence(colours, policy.looks) if colours else None
    return ("colour", sign.saw) if sign else (None, ", ".join(colours) or "no icon or colours given")


def _no_copied_material(request: ApplicationRequest, _: Account | None, policy: Policy) -> Seen:
    texts = (request.project.name, request.project.use)
    found = [one for text in texts for one in phrases_in(text, policy.copied_signs)]
    return ("signs_of_copying", f"“{found[0]}”") if found else (None, "no signs of it")


def _daily_limit(request: ApplicationRequest, _: Account | None, policy: Policy) -> Seen:
    saw = (
        f"{request.requests_per_hour:,} requests an hour for {request.hours_per_day} hours "
        f"are {request.requests_per_day:,} a day"
    )
    return ("too_many" if request.requests_per_day > policy.daily_limit else None), saw


APPLICATION_CHECKS: dict[RuleId, Callable[[ApplicationRequest, Account | None, Policy], Seen]] = {
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
