"""Pages of topics: reading them, curating them, merging them."""

from app.topics import curating, featuring, merging, placing, reading
from app.topics.blueprint import blueprint

__all__ = ["blueprint", "curating", "featuring", "merging", "placing", "reading"]
