"""What the roles of the deployed stack allow, against what all tests of the whole desk have used of it."""

from infra.local.desk import LocalDesk
from tests.soak.permissions.allowed import NOT_HERE, Records, Roles


def test_whatever_is_allowed_to_a_role_was_used_by_it(desk: LocalDesk, records: Records) -> None:
    roles, decisions = Roles(desk), records.news()

    unused = [str(one) for one in roles.all() if not one.why_not_here and not roles.by(decisions, one)]

    assert not unused, "it goes, or gets a test:\n" + "\n".join(unused)


def test_nothing_is_excused_that_nobody_may_do_or_that_was_used(desk: LocalDesk, records: Records) -> None:
    excused = {one.why_not_here for one in Roles(desk).all()}

    assert excused - {None} == set(NOT_HERE)
