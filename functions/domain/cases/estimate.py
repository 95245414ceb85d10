"""When a round is expected to be answered."""

from datetime import date

from domain.model.field_types import Record


class Estimate(Record):
    """The days (UTC) between which a round is expected to be answered, and how many applications are ahead of it.

    Days on which we wait for the client come on top.
    """

    ahead: int
    earliest: date
    latest: date
