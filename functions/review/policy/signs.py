"""What a check of the policy can see in a text."""

from review.fields import Record


class Sign(Record):
    """Something that a check saw. ``certain`` where no honest person could have meant anything else."""

    saw: str
    certain: bool = False
