"""Organizations, their country teams, who belongs to them, and the two ways to join."""
