"""Pictures and files that belong to a note: looked at when they come, kept outside the web root, read by who may read the text."""
