from collections.abc import Iterator

import pytest

from domain.model import errors


def kinds(of: type[errors.KeydeskError]) -> Iterator[type[errors.KeydeskError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


SPOKEN = [kind for kind in kinds(errors.KeydeskError) if kind.__init__ is Exception.__init__]


@pytest.mark.parametrize("kind", SPOKEN)
def test_error_without_a_message_says_what_its_class_stands_for(kind: type[errors.KeydeskError]) -> None:
    assert len(str(kind())) > 20
    assert str(kind("SES is paused")) == "SES is paused"


def test_email_that_another_call_sends_is_an_error_that_says_so() -> None:
    assert errors.MailBeingSent in SPOKEN
    assert "sending this email" in str(errors.MailBeingSent())
