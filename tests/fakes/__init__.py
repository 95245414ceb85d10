# ruff: noqa: F403
"""Hand-written fakes of the ports. They pass the same contract tests as the real adapters."""

from tests.fakes.accounts import *
from tests.fakes.basics import *
from tests.fakes.cases import *
from tests.fakes.console import *
from tests.fakes.keydesk import *
from tests.fakes.notifications import *
from tests.fakes.operations import *
