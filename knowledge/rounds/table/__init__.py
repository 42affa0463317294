"""The coordinator's table: groups of a proposal changed by hand, step by step, under the round's rules."""
