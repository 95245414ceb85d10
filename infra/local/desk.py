"""Keydesk on this machine: embedded AWS, the stack, the demo data, the mailbox and the web server."""

import fcntl
import threading
from collections.abc import Callable

import uvicorn
from starlette.routing import Route

from adapters.dynamodb.case_index import DynamoCaseIndex
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.table import Table
from domain.cases.staff import StaffMember
from infra.local import artifact, deploy, seeds
from infra.local.demo.people import DemoPeople
from infra.local.demo.seeding import Demo
from infra.local.embedded import EmbeddedAws
from infra.local.local_settings import CannotRun, LocalSettings
from infra.local.mailbox import Journal, Mailbox, smtp_port
from infra.local.receiving import NotReceived, Receiving
from infra.local.reporting import Reporting
from infra.local.web import gallery, server
from infra.local.web.channel import Channel
from infra.local.web.inbox import Inbox
from infra.local.web.inbox_api import InboxApi
from infra.local.web.mail_list import MailList
from infra.local.web.tour import Tour
from infra.reconcile import reconcile
from infra.staff import register_of

KEEPS_CONNECTIONS = 75  # seconds


class LocalDesk:
    """``start`` it, use it at ``settings.url``, ``stop`` it. ``say`` is called with each step.

    ``aws`` is the program of the embedded AWS; ``parameters`` are further parameters of the template.
    """

    def __init__(
        self,
        settings: LocalSettings,
        say: Callable[[str], None] = lambda _: None,
        aws: tuple[str, ...] = ("ministack",),
        **parameters: str,
    ) -> None:
        self.settings = settings
        self._parameters = parameters
        self.aws = EmbeddedAws(settings, aws)
        self.mailbox = Mailbox(Journal(settings.kept("mails.jsonl")), Journal(settings.kept("marks.jsonl")))
        self.channel = Channel(Journal(settings.kept("posts.jsonl")))
        self.outputs: dict[str, str] = {}
        self._say = say
        self._stops: list[Callable[[], None]] = []

    def start(self) -> None:
        """Start everything; returns when all of it responds. Raises ``CannotRun``."""
        self.settings.check_ports()
        self._claim_folder()
        self._say("Building the functions' package")
        self._stops.append(artifact.hold())
        self._say("Starting the embedded AWS, with IAM enforced")
        self._stops.append(self.aws.stop)
        self.aws.start()
        relay = smtp_port(self.settings.relay_port, self._take_sent)
        relay.start()
        self._stops.append(relay.stop)
        self._deploy()
        artifact.remove_old()  # the stack of an earlier run needed it until now
        self.receiving = Receiving(self.aws, self.outputs)
        self._reporting = Reporting(self.aws, self.outputs, self.mailbox)
        people = DemoPeople(self.aws.owner, self.api_url, self.settings.url, self.mailbox, self.receiving)
        self.demo = Demo(people, Journal(self.settings.kept("demo.jsonl")))
        replies = smtp_port(self.settings.smtp_port, self._take_reply)
        replies.start()
        self._stops.append(replies.stop)
        self._serve()
        self._continue_reviews()

    def add_demo_data(self) -> None:
        """Add the demo cases in the background, to a fresh desk only."""
        self._stops.append(self.demo.stop)
        self.demo.begin(self._is_new, self._say)

    def staff(self) -> list[StaffMember]:
        """Everybody on the staff, as an operator may have changed it."""
        register = register_of(self.aws.client("dynamodb"), self.outputs["TableName"])
        return [entry.member for entry in register.store.list_members()]

    def _claim_folder(self) -> None:
        """Two desks in one folder would overwrite each other's state."""
        self.settings.work.mkdir(parents=True, exist_ok=True)
        lock = (self.settings.work / "lock").open("wb")
        self._stops.append(lock.close)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotRun(
                f"Keydesk is already running in {self.settings.work}. Stop it, or choose another folder: "
                "make run KEYDESK_FOLDER=.keydesk-2"
            ) from None

    def _continue_reviews(self) -> None:
        """Restart the reviews of the last run, whose executions ended with it."""
        try:
            number = reconcile(self.aws.client("lambda"), self.outputs["ReconcileFunction"])
        except CannotRun as error:
            self._say(f"Some reviews of the last run could not be continued: {error}")
        else:
            if number:
                self._say(f"Continued from the last run: {number}")

    def _deploy(self) -> None:
        self._say("Deploying template.yaml and infra/keys.yaml")
        self._is_new = not deploy.is_deployed(self.aws)
        self.outputs = deploy.deploy(self.aws, self.settings, self._parameters)
        deploy.deploy_keys(self.aws, self.settings, self.outputs["ApiId"])
        self.api_url = self.settings.api_url(self.outputs["ApiId"])
        seeds.seed_staff(self.aws.client("dynamodb"), self.outputs["TableName"])
        if self._is_new:
            self._say("Storing the demo accounts")
            seeds.seed(self.aws.owner, self.api_url)
        if self.settings.keeps_state:
            self.aws.save()

    def _serve(self) -> None:
        """Start the web server; returns when it responds."""
        app = server.build(self.settings, self.outputs["ApiId"], self._local_routes())
        # Longer than any client keeps an idle connection, so that none writes to one that is being closed.
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.settings.port, log_level="warning", timeout_keep_alive=KEEPS_CONNECTIONS
        )
        web = uvicorn.Server(config)
        thread = threading.Thread(target=web.run, daemon=True)
        thread.start()
        while not web.started:
            thread.join(0.02)
            if not thread.is_alive():
                raise CannotRun(f"The web server did not start on port {self.settings.port}.")

        def stop() -> None:
            web.should_exit = True
            thread.join(10)

        self._stops.append(stop)

    def _local_routes(self) -> list[Route]:
        table = Table(self.aws.client("dynamodb"), self.outputs["TableName"])
        mail_list = MailList(self.mailbox, DynamoCaseIndex(table), DynamoCases(table), DynamoExceptions(table))
        inbox = Inbox(mail_list, self.channel, self.receiving, self._reporting, self.demo)
        api = InboxApi(self.mailbox, self.channel, self.receiving, self._reporting)
        tour = Tour(self.settings.url, self.mailbox, self.demo)
        return [*inbox.routes(), *api.routes(), *tour.routes(), *gallery.routes(), *inbox.email_routes()]

    def stop(self) -> None:
        """Stop everything, the newest first."""
        while self._stops:
            self._stops.pop()()

    def _take_sent(self, raw: bytes, recipients: tuple[str, ...], sender: str) -> str:
        self.mailbox.add(raw, recipients, sender)
        return "250 OK"

    def _take_reply(self, raw: bytes, recipients: tuple[str, ...], sender: str) -> str:
        try:
            self.receiving.deliver(raw, recipients, sender)
        except NotReceived as error:
            return f"550 {error}"
        return "250 OK"
