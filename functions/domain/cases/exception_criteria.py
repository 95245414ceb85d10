"""The seven criteria of an exception, as the approver sees them. None decides by itself."""

from datetime import date

from domain.cases.exception import ExceptionCase
from domain.model.field_types import Record
from domain.policy.catalogue import ExceptionTerms


class Criterion(Record):
    """A criterion as the approver sees it: as filed, as on record, and whether it meets the policy's threshold."""

    name: str
    filed: str
    on_record: str = ""
    threshold: str = ""
    met: bool | None = None


def criteria(case: ExceptionCase, terms: ExceptionTerms) -> list[Criterion]:
    """The seven criteria, with what the account's record and the policy's thresholds say of them."""
    filed, known, least = case.request, case.account, terms.thresholds
    today = case.filed_at.date()
    on_record = _months(known.customer_since, today) if known.customer_since else None
    return [
        _criterion("Spend (US dollars)", filed.spend_usd, known.spend_usd, least.spend_usd),
        _criterion(
            "Tenure (months)",
            _months(filed.customer_since, today),
            on_record,
            least.tenure_months,
        ),
        _criterion("Reputation (0 to 5)", filed.reputation, known.reputation, least.reputation),
        _criterion("Employees", filed.employees, known.employees, least.employees),
        Criterion(name="How the API will be used", filed=filed.api_use),
        Criterion(name="What the company does", filed=filed.company_does),
        Criterion(name="Trust & Safety check", filed=filed.safety_check),
    ]


def _criterion(name: str, filed: float, on_record: float | None, threshold: float | None) -> Criterion:
    """Met is what the record says where it says anything: the filed figure is somebody's word."""
    counts = filed if on_record is None else on_record
    return Criterion(
        name=name,
        filed=f"{filed:,}",
        on_record="" if on_record is None else f"{on_record:,}",
        threshold="" if threshold is None else f"{threshold:,}",
        met=None if threshold is None else counts >= threshold,
    )


def _months(since: date, today: date) -> int:
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
