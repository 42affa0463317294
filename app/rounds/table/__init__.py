"""Pages of the coordinator's table."""
