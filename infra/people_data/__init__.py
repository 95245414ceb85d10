"""All that the desk holds of a person, by mail address: to hand it over, or to erase it."""
