"""Members: accounts, sign-ins, profiles, the links sent to their addresses."""
