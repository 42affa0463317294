"""Across languages: the topics that a query names, so that notes tagged or worded with them in any language are found."""
