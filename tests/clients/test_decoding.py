"""Answers decoded by many threads at once."""

from __future__ import annotations

import subprocess
import sys

# Each round meets a kind that nobody has decoded yet; a crash would end the process.
PROGRAM = """
import sys, threading, msgspec
from tiktok_bc_sync.clients.reading import decoder

sys.setswitchinterval(1e-6)
body = b"{" + b",".join(b'"f%d":{"x":1}' % n for n in range(60)) + b"}"
for _ in range(150):
    inner = msgspec.defstruct("Inner", [("x", int, 0)])
    kind = msgspec.defstruct("Kind", [(f"f{n}", inner | None, None) for n in range(60)])
    gate = threading.Barrier(6)

    def decode():
        gate.wait()
        decoder(kind).decode(body)

    threads = [threading.Thread(target=decode) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
"""


def test_threads_may_decode_a_kind_that_none_has_decoded_before() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
