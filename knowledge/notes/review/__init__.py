"""Reviewing a note together: who is asked, the dialogue on its fields, each owner's yes, and who writes with whom."""
