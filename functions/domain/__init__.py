"""The business of the desk: applications, accounts, policy, decisions, replies and mails.

Nothing here knows of AWS. What the desk needs of the outside world is named in ``ports.py``.
"""
