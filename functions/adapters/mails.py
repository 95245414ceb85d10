"""The record of every mail in the table: due, then sent."""

from adapters.case_items import partition
from adapters.dynamodb import ConditionFailed, Key, Table
from review.mails import Mail, SentMail


def mail_key(mail: Mail) -> Key:
    """Where a mail is recorded: the same values are the same mail."""
    return partition(mail.case_id), f"MAIL#{mail.round}#{mail.name}#{mail.occasion}#{mail.to}"


class DynamoMails:
    """``review.ports.Mails`` on DynamoDB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def write_down(self, mail: Mail) -> SentMail | None:
        """See the port."""
        try:
            self._table.put(mail_key(mail), {"name": mail.name, "number": mail.round, "to": mail.to}, new=True)
        except ConditionFailed:
            item = self._table.get(mail_key(mail))
            if item and "message_id" in item:
                return SentMail.model_validate({"message_id": item["message_id"], "at": item["sent_at"]})
        return None

    def mark_sent(self, mail: Mail, sent: SentMail) -> None:
        """See the port."""
        self._table.put(_message_key(sent.message_id), {"case_id": mail.case_id})
        self._table.update(
            mail_key(mail),
            "SET message_id = :message_id, sent_at = :sent_at",
            "attribute_exists(pk)",
            {"message_id": sent.message_id, "sent_at": sent.at.isoformat()},
        )

    def case_of(self, message_id: str) -> str | None:
        """See the port."""
        item = self._table.get(_message_key(message_id))
        return None if item is None else str(item["case_id"])


def _message_key(message_id: str) -> Key:
    return f"MESSAGE#{message_id}", "MESSAGE"
