"""Importing documents that exist elsewhere as reference notes: one JSON object a line.

`records` judges a line, `reading` walks a file, `storing` writes a batch of records, `owners` finds or makes their teams.
"""
