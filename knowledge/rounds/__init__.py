"""Matching rounds: a call for sign-ups that the solver turns into peer groups."""
