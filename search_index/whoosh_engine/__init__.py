"""The embedded engine: Whoosh keeps schema, writing and segments; evaluation is done on numpy arrays.

Nothing outside this package imports Whoosh. docs/SEARCH.md of the design gives the measurements behind each choice.
"""
