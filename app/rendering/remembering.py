"""What was rendered lately, kept in memory up to a number of bytes."""

import threading
from collections import OrderedDict


class Kept:
    """Texts by key; the one not asked for longest goes first. Safe to use from several threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.texts: OrderedDict[bytes, str] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: bytes) -> str | None:
        with self.lock:
            text = self.texts.get(key)
            if text is not None:
                self.texts.move_to_end(key)
            return text

    def put(self, key: bytes, text: str) -> None:
        """Keep it, unless it alone would take more than a quarter of the room."""
        size = size_of(text)
        if size > self.most_bytes // 4:
            return
        with self.lock:
            before = self.texts.pop(key, None)
            self.texts[key] = text
            self.bytes += size - (size_of(before) if before is not None else 0)
            while self.bytes > self.most_bytes:
                _key, dropped = self.texts.popitem(last=False)
                self.bytes -= size_of(dropped)


def size_of(text: str) -> int:
    """Bytes in memory: Python keeps one, two or four a character."""
    return text.__sizeof__()
