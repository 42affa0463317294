"""How often a browser may try a password or have mail sent.

Counted by where the request comes from, and by that together with the mail address typed: whoever guesses from elsewhere
uses up his own tries and never the owner's. Keys are hashed, so that no address lies in the counter's store.
"""

import hashlib
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import Response, current_app, request
from flask_limiter.util import get_remote_address

from app.extensions import limiter

View = Callable[..., Any]
IPV6_PREFIX = 64  # what one subscriber holds, so that changing the rest of the address gains nothing


def remote() -> str:
    """The network address to count for."""
    text = get_remote_address()
    try:
        address = ip_address(text)
    except ValueError:
        return text
    return str(int(address) >> IPV6_PREFIX) if isinstance(address, IPv6Address) else text


def hashed(*parts: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()[:64]
    return hashlib.blake2b("\n".join(parts).encode(), key=key, digest_size=16).hexdigest()


def by_remote() -> str:
    return hashed(remote())


def by_address_and_remote() -> str:
    return hashed(remote(), request.form.get("email", "").strip().lower())


def was_refused(response: Response) -> bool:
    """Only failed tries count, so that a busy office behind one address signs in freely."""
    return response.status_code >= 400


def limit_guessing(view: View) -> View:
    """For forms that check a secret."""
    by_both = limiter.limit(
        "6 per minute;30 per hour", key_func=by_address_and_remote, methods=["POST"], deduct_when=was_refused
    )
    alone = limiter.limit("30 per minute;200 per hour", key_func=by_remote, methods=["POST"], deduct_when=was_refused)
    return alone(by_both(view))


def limit_mail(view: View) -> View:
    """For forms that send mail to an address somebody typed."""
    by_both = limiter.limit("3 per minute;8 per hour", key_func=by_address_and_remote, methods=["POST"])
    return limiter.limit("12 per minute;60 per hour", key_func=by_remote, methods=["POST"])(by_both(view))
