"""All that is stored about a person, by email address: to export it, or to erase it."""
