"""A note in several languages: starting a version, what stands beside it, and whether it is behind its source."""
