"""How much the server's memory grows while files of 20 MB come in: a PDF, a picture, a text, each sent three times.

usage: python -m benchmarks.upload [--mb 20]
Starts a real gunicorn (one worker, four threads) on a fresh installation, signs a member in and sends the files through the form
address that the script uses. Memory is the worker's resident set, read every 5 ms; growth counts from after one small upload of
each kind, so that what Python loads once is not counted. Prints one JSON object, MB.
"""

import argparse
import io
import json
import os
import re
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from PIL import Image

from tests.journeys.site import Site, running_site
from tests.notes.proposals import written
from tests.personas import assemble

MB = 1024 * 1024


def samples(mb: int) -> dict[str, bytes]:
    noise = io.BytesIO()
    side = int((mb * MB / 3.05) ** 0.5)
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(noise, "PNG", compress_level=0)
    return {
        "report.pdf": b"%PDF-1.4\n" + os.urandom(mb * MB - 100),
        "picture.png": noise.getvalue(),
        "table.csv": b"district,pumps\n" * (mb * MB // 15),
    }


def worker_of(site: Site) -> int:
    """gunicorn's worker: the child of the process that listens."""
    for stat in Path("/proc").glob("[0-9]*/environ"):
        try:
            ours = f"CAUSEWAY_HOME={site.home}".encode() in stat.read_bytes()
            parent = re.findall(r"PPid:\t(\d+)", (stat.parent / "status").read_text())[0]
            if ours and f"CAUSEWAY_HOME={site.home}".encode() in Path(f"/proc/{parent}/environ").read_bytes():
                return int(stat.parent.name)
        except OSError:
            continue
    raise SystemExit("no worker found")


def resident(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


@contextmanager
def watching(process: int) -> Iterator[list[float]]:
    """The most that is resident while the block runs, in the list's only place."""
    most, ended = [resident(process)], threading.Event()

    def watch() -> None:
        while not ended.wait(0.005):
            most[0] = max(most[0], resident(process))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()


def send(address: str, cookie: str, token: str, name: str, content: bytes) -> None:
    mark = uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--{mark}\r\n'
    head += f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Cookie": cookie, "Accept": "application/json"}
    urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=120).read()


def measure(site: Site, mb: int) -> dict[str, object]:
    with site.session() as session:
        cast = assemble(session)
        note = written(session, cast)
        address, member = f"{site.url}/notes/{note.permalink}", cast.contributor
        session.commit()
        session.refresh(member)
        session.expunge(member)
    cookie = "{name}={value}".format(**site.cookie_of(member))
    with urllib.request.urlopen(urllib.request.Request(f"{address}/edit", headers={"Cookie": cookie})) as answer:
        cookie = (answer.headers["Set-Cookie"] or cookie).partition(";")[0]  # now with the form's token in it
        token = re.findall(r'name="csrf_token" value="([^"]+)"', answer.read().decode())[0]
    for name, content in samples(1).items():
        send(f"{address}/files", cookie, token, name, content)
    process, found = worker_of(site), {}
    for name, content in samples(mb).items():
        before, start = resident(process), time.perf_counter()
        with watching(process) as most:
            for _ in range(3):
                send(f"{address}/files", cookie, token, name, content)
        found[name] = {"grew_mb": round(most[0] - before, 1), "s_each": round((time.perf_counter() - start) / 3, 2)}
    return {"file_mb": mb, "resident_mb_before": round(before, 1), "files": found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder)) as site:
        print(json.dumps(measure(site, options.mb), indent=1))


if __name__ == "__main__":
    main()
