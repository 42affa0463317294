"""Matching rounds: from sign-ups to groups that cross borders.

`read_round` checks what came in, `solve` forms the groups, `as_written` gives them in the form of MATCHING.md. `score`,
`broken_rules` and `explain` speak of one group, for a coordinator's table; `Reasons` of those who wait; `relaxations` of rules.
`solve` and `relaxations` need OR-tools and are imported from their modules, so that pages which only show scores do not load it.
"""
