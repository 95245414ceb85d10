"""The embedded AWS is killed in the middle of open reviews (REVIEWS, 50), and started again with what it kept.

All executions are gone then, as if Step Functions had lost them. Ends with 1 where a review does not end right.
"""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from domain.cases.case import DecisionType, TaskKind
from infra.local.desk import LocalDesk
from infra.local.local_settings import LocalSettings, for_tests
from tests.e2e.people import People, eventually
from tests.soak import options

RECEIVED = "We are reviewing your application"
REJECTED = "We could not approve your application"
APPROVED = "Your application is approved"
QUESTION = "A question about your application"
OWNER = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}
CROWD = 4  # people at the desk at the same time


class Kept:
    """A folder in which one desk goes on after another.

    A wait is not renewed while a test lasts: nothing goes on that is not handed over.
    """

    def __init__(self, settings: LocalSettings) -> None:
        self.settings = settings
        self.start()

    def start(self, wait_seconds: str = "3600") -> None:
        self.desk = LocalDesk(
            self.settings,
            WaitSeconds=wait_seconds,
            ReminderSchedule="rate(1 day)",
            ReconcileSchedule="rate(1 day)",
        )
        self.desk.start()


@dataclass
class Review:
    """One application on its way."""

    id: str
    email: str


def apply(people: People, name: str) -> Review:
    people.open_account(f"acct-{name}")
    email = f"{name}@client.example"
    return Review(people.apply_with(f"acct-{name}", email), email)


def asks_owner(people: People, name: str) -> Review:
    people.open_account(f"acct-{name}")
    email = f"{name}@client.example"
    review = Review(people.apply_with(f"acct-{name}", email, owner=OWNER), email)
    people.mail(review.id, "Will you own this API key?")
    return review


def confirm(people: People, review: Review) -> None:
    people.click(people.mail(review.id, "Will you own this API key?"), "I will own the key")
    clear(people, review)


def asks_safety(people: People, name: str) -> Review:
    review = apply(people, name)
    people.mail(review.id, "Trust &amp; Safety check")
    return review


def clear(people: People, review: Review) -> None:
    people.clear(review.id)
    approve(people, review)


def asks_reviewers(people: People, name: str) -> Review:
    review = asks_safety(people, name)
    people.clear(review.id)
    people.review_mail(review.id, "reviewer.two@staff.example")
    return review


def approve(people: People, review: Review, number: int = 1) -> None:
    people.click(people.review_mail(review.id, number=number), "Approve")


def asks_applicant(people: People, name: str) -> Review:
    review = asks_reviewers(people, name)
    people.click(people.review_mail(review.id), "Ask a question", note="Who will see the reports?")
    people.mail(review.id, QUESTION)
    return review


def reply(people: People, review: Review) -> None:
    assert people.reply(people.mail(review.id, QUESTION), "Only our bookkeepers.") == "question_answered"
    approve(people, review, number=2)


def second_review(people: People, name: str) -> Review:
    review = Review("", f"{name}@client.example")
    people.open_account(f"acct-{name}", like="acct-no-photo")
    review.id = people.apply_with(f"acct-{name}", review.email)
    rejection = people.mail(review.id, REJECTED)
    people.open_account(f"acct-{name}")
    assert people.reply(rejection, "I added a photo.") == "review_started"
    people.mail(review.id, "Trust &amp; Safety check")
    return review


def approve_in_vain(people: People, name: str) -> Review:
    """A reviewer approved, and whoever had to hand that over was killed with all the rest."""
    review = asks_reviewers(people, name)
    people.decide_and_die(review.id, TaskKind.REVIEW, DecisionType.APPROVE, by="reviewer.one@staff.example")
    return review


def nothing(people: People, review: Review) -> None:
    """The answer is there."""


Begin = Callable[[People, str], Review]
End = Callable[[People, Review], None]
PHASES: dict[str, tuple[Begin, End]] = {
    "owner": (asks_owner, confirm),
    "safety": (asks_safety, clear),
    "reviewers": (asks_reviewers, approve),
    "applicant": (asks_applicant, reply),
    "second": (second_review, clear),
    "decided": (approve_in_vain, nothing),
}


def titles(people: People, review: Review) -> list[tuple[str, str]]:
    """All mail about an application: title and address, an applicant's by one name."""
    mails = [(mail.recipients[0].replace(review.email, "applicant"), mail) for mail in people.mails(review.id)]
    return sorted((to, mail.html.partition("<title>")[2].partition("</title>")[0]) for to, mail in mails)


def approved(people: People, review: Review) -> None:
    """Wait until a review has ended well."""
    people.mail(review.id, APPROVED, to=review.email)
    people.finished(review.id)
    people.post(review.id, "Approved")


def rests(people: People, phase: str, review: Review) -> None:
    """Wait until a review that was started again waits for somebody, or has ended: fifty at once take a while."""
    execution = f"{2 if phase == 'second' else 1}-r1"

    def last() -> str:
        return next(reversed(people.entered(review.id, execution)), "its beginning")

    eventually(lambda: last().startswith(("Wait for", "Answered")), lambda: f"{review.id} is at {last()}", 300)


def whole(people: People, phase: str) -> list[tuple[str, str]]:
    """The mails of a review to which nothing happens."""
    begin, end = PHASES["reviewers" if phase == "decided" else phase]
    review = begin(people, f"whole-{phase}")
    end(people, review)
    approved(people, review)
    return titles(people, review)


def restart(kept: Kept, number: int) -> str:
    """Kill and start the embedded AWS while so many reviews are open; returns the figures.

    Raises:
        AssertionError: where a review does not end right, or a mail or a post did not come once.
    """
    phases = [list(PHASES)[one % len(PHASES)] for one in range(number)]
    times = [time.monotonic()]
    with People(kept.desk) as people, ThreadPoolExecutor(CROWD) as crowd:
        reviews = list(crowd.map(lambda one: PHASES[phases[one]][0](people, f"{phases[one]}-{one}"), range(number)))
    kept.desk.aws.save()
    times.append(time.monotonic())

    kept.desk.aws.kill()
    kept.desk.stop()
    kept.start()
    times.append(time.monotonic())
    with People(kept.desk) as people, ThreadPoolExecutor(CROWD) as crowd:
        for phase, review in zip(phases, reviews, strict=True):
            rests(people, phase, review)
        times.append(time.monotonic())
        list(crowd.map(lambda one: PHASES[phases[one]][1](people, reviews[one]), range(number)))
        list(crowd.map(lambda review: approved(people, review), reviews))
        times.append(time.monotonic())
        expected = dict(crowd.map(lambda phase: (phase, whole(people, phase)), sorted(set(phases))))

        for phase, review in zip(phases, reviews, strict=True):
            assert titles(people, review) == expected[phase], phase
            assert len([post for post in people.posts(review.id) if post.startswith("Approved")]) == 1
            assert max(people.executions(review.id)).endswith("-r1"), "it was started again once"
    opened, back, rested, decided = (f"{after - before:.0f} s" for before, after in pairwise(times))
    return (
        f"{number} reviews open after {opened}; Keydesk back {back} after the kill, all of them waiting as before "
        f"{rested} later, decided {decided} later"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="keydesk-restart-", ignore_cleanup_errors=True) as folder:
        kept = Kept(for_tests(Path(folder), keeps_state=True))
        try:
            print(restart(kept, options.number("REVIEWS", 50)))
        finally:
            kept.desk.stop()
