"""The business: applications, accounts, policy, decisions, replies and emails.

Nothing here knows AWS. What a package needs from the outside world is in its ``ports.py``.
"""
