"""What ``make run`` prints when Keydesk is ready."""

from collections.abc import Iterable

from domain.cases.staff import StaffMember
from domain.console.staff_register import role_words
from domain.presentation.labels import ROLE_LABELS
from infra.local.local_settings import LocalSettings

_PLACES = (
    ("Home", "", "apply, check a status, help"),
    ("Mailbox", "/inbox", "every email that is sent"),
    ("Console", "/console", "for staff"),
    ("Gallery", "/inbox/gallery", "every email, as it looks"),
)
_MOST_STAFF = 20  # lines; the console lists all of them


def welcome(settings: LocalSettings, staff: Iterable[StaffMember]) -> str:
    """The addresses to open, and who can sign in to the console."""
    url, people = settings.url, sorted((member for member in staff if member.uses_console), key=_by_role)
    places = [(f"{url}{path}", name, what) for name, path, what in _PLACES]
    longest = max(len(address) for address, _, _ in places)
    lines = [
        "",
        "Keydesk is ready. Start with the tour, which takes two minutes:",
        "",
        f"  {url}/inbox/tour",
        "",
        *(f"  {name:<9}{address:<{longest}}  {what}" for address, name, what in places),
        "",
        "Who can sign in to the console (the link comes by email, to the mailbox):",
        "",
        *_staff_lines(people),
        "",
        f"Email programs can send replies by SMTP to localhost:{settings.smtp_port}.",
        f"The embedded AWS is at {settings.aws_url}; its key and log are in {settings.work.name}.",
        "Stop with Ctrl-C.",
    ]
    return "\n".join(lines)


def _staff_lines(people: list[StaffMember]) -> list[str]:
    shown = people[:_MOST_STAFF]
    longest = max((len(member.address) for member in shown), default=0)
    lines = [f"  {member.address:<{longest}}  {role_words(member.roles)}" for member in shown]
    return lines + [f"  and {len(people) - len(shown)} more"] * (len(people) > len(shown))


def _by_role(member: StaffMember) -> tuple[int, str]:
    return min(map(list(ROLE_LABELS).index, member.roles)), member.address
