"""The seven criteria of an exception, as the approver sees them. None of them decides by itself."""

from datetime import date

from domain.cases.exception import ExceptionCase
from domain.model.field_types import Record
from domain.policy.catalogue import ExceptionTerms


class Criterion(Record):
    """``met`` is None where the policy has no threshold."""

    name: str
    filed: str
    on_record: str = ""
    threshold: str = ""
    met: bool | None = None


def criteria(case: ExceptionCase, terms: ExceptionTerms) -> list[Criterion]:
    filed, recorded, thresholds = case.request, case.account, terms.thresholds
    today = case.filed_at.date()
    tenure = _months(recorded.customer_since, today) if recorded.customer_since else None
    return [
        _criterion("Spend (US dollars)", filed.spend_usd, recorded.spend_usd, thresholds.spend_usd),
        _criterion("Tenure (months)", _months(filed.customer_since, today), tenure, thresholds.tenure_months),
        _criterion("Reputation (0 to 5)", filed.reputation, recorded.reputation, thresholds.reputation),
        _criterion("Employees", filed.employees, recorded.employees, thresholds.employees),
        Criterion(name="How the API will be used", filed=filed.api_use),
        Criterion(name="What the company does", filed=filed.company_does),
        Criterion(name="Trust & Safety check", filed=filed.safety_check),
    ]


def _criterion(name: str, filed: float, on_record: float | None, threshold: float | None) -> Criterion:
    """The figure on record decides whether it is met; the filed one only where there is none."""
    figure = filed if on_record is None else on_record
    return Criterion(
        name=name,
        filed=f"{filed:,}",
        on_record="" if on_record is None else f"{on_record:,}",
        threshold="" if threshold is None else f"{threshold:,}",
        met=None if threshold is None else figure >= threshold,
    )


def _months(since: date, today: date) -> int:
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
