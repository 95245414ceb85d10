"""Some of the staff, each with one role."""

from domain.cases.staff import StaffMember, StaffRole

REVIEWER = StaffMember(address="one@staff.example", roles=frozenset({StaffRole.REVIEWER}))
MANAGER = StaffMember(address="marlow@staff.example", roles=frozenset({StaffRole.ACCOUNT_MANAGER}))
OPERATOR = StaffMember(address="operator@staff.example", roles=frozenset({StaffRole.OPERATOR}))
