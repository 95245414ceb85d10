"""What Lambda hands to every handler beside the event."""

from types import SimpleNamespace

CONTEXT = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=512,
    aws_request_id="request-1",
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:test",
)
