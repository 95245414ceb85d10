"""A local desk that keeps its state: killed in the middle of open reviews, and stopped in order."""

from collections.abc import Iterator

import pytest

from infra.local.local_settings import for_tests
from tests.e2e.people import People
from tests.soak.restart import APPROVED, PHASES, Kept, asks_safety, clear, restart


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    one = Kept(for_tests(tmp_path_factory.mktemp("kept"), keeps_state=True))
    try:
        yield one
    finally:
        one.desk.stop()


def test_killed_reviews_are_all_decided_once_and_every_email_comes_once(kept: Kept) -> None:
    restart(kept, len(PHASES))


def test_next_run_goes_on_with_the_state_and_the_new_template(kept: Kept) -> None:
    with People(kept.desk) as people:
        review = asks_safety(people, "stopped-in-order")
        mails = len(kept.desk.mailbox.newest_first())
        posts = people.web.get("/inbox/api/slack").json()

    kept.desk.stop()
    kept.start(wait_seconds="3500")

    with People(kept.desk) as people:
        assert len(kept.desk.mailbox.newest_first()) == mails
        assert people.web.get("/inbox/api/slack").json() == posts
        machine = kept.desk.outputs["ReviewStateMachine"]
        definition = kept.desk.aws.client("stepfunctions").describe_state_machine(stateMachineArn=machine)["definition"]
        assert '"TimeoutSeconds": 3500' in definition
        clear(people, review)
        people.mail(review.id, APPROVED)
        assert people.post(review.id, "Approved:"), "what is stored from now on is an event again"
