"""When a round is expected to be answered."""

from datetime import date, timedelta
from math import ceil

from domain.model.field_types import Record

_DAY = timedelta(days=1)


class Estimate(Record):
    """The days (UTC) between which a round is expected to be answered, and how many applications are ahead of it.

    Days on which we wait for the client are added.
    """

    ahead: int
    earliest: date
    latest: date

    def moved_by(self, client_time: timedelta) -> "Estimate":
        """With the time added in which we waited for the client."""
        changes = {
            "earliest": self.earliest + client_time // _DAY * _DAY,
            "latest": self.latest + ceil(client_time / _DAY) * _DAY,
        }
        return self.model_copy(update=changes)
