"""Some of the staff, each with one role."""

from domain.cases.staff import Member, Role

REVIEWER = Member(address="one@staff.example", roles=frozenset({Role.REVIEWER}))
MANAGER = Member(address="marlow@staff.example", roles=frozenset({Role.ACCOUNT_MANAGER}))
OPERATOR = Member(address="operator@staff.example", roles=frozenset({Role.OPERATOR}))
