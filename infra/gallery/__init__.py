"""Every email to look at: ``make gallery``, and ``/inbox/gallery`` while Keydesk runs locally."""
