"""A look at every mail of the desk: ``make gallery``, and ``/inbox/gallery`` while the desk runs."""
