"""Searches that members keep, and telling them what is new in them."""
