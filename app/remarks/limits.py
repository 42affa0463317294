"""How often one may write under notes or begin translations of them, all notes together: a lively talk, and no flood."""

from app.extensions import limiter
from app.search.limits import whoever_types

limit_writing = limiter.shared_limit(
    "20 per minute;100 per hour", scope="remarks", key_func=whoever_types, methods=["POST"]
)
