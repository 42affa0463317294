"""Reuse: what other teams did with a note, whether it worked, and how a practice travelled."""
