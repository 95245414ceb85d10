"""The demo data: what people would have done with a Keydesk by now, done with this one by its own calls and links."""
