"""10,000 invitations built and handed to an SMTP server, against a bare loop over the same server.

    python -m benchmarks.invitations [--quick]

The server (aiosmtpd) is a process of its own and throws letters away. The bare loop sends one ready letter of the
same size again and again through one connection; ours begins a wave, asks the budget, makes invitations, letters and
their outbox, and hands each letter over with its mark before and after. Without DATABASE_URL it is SQLite.
"""

import json
import multiprocessing
import os
import smtplib
import socket
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime

COUNT = 1_000 if "--quick" in sys.argv else 10_000
LEAST_SHARE = 0.5


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(port: int) -> None:
    import asyncio

    from aiosmtpd.smtp import SMTP

    class Sink:
        async def handle_DATA(self, _server, _session, _envelope) -> str:  # noqa: N802
            return "250 taken"

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(main())


def bare_loop(port: int, content: bytes) -> float:
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for number in range(COUNT):
            line.sendmail("hello@len.example", [f"c{number}@example.com"], content)
    return time.perf_counter() - began


def main() -> int:
    port = free_port()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    server.start()
    folder = tempfile.mkdtemp(prefix="invitations-")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "zabota.config.settings", "ZABOTA_DATA_DIR": folder, "ZABOTA_SMTP_HOST": "127.0.0.1",
        "ZABOTA_SMTP_PORT": str(port), "ZABOTA_MAIL_FROM": "Shop <hello@len.example>",
    }  # fmt: skip
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/shop.sqlite3")
    from zabota.capabilities.asking.tests import crash_scene as scene

    began = time.perf_counter()
    scene.prepare(COUNT)
    print(f"made {COUNT:,} customers in {time.perf_counter() - began:.1f} s", flush=True)
    from django.db.models import Max
    from django.urls import resolve

    from zabota.capabilities.asking import posting
    from zabota.foundation.messaging import transport

    resolve("/voice")  # a worker that runs has its addresses loaded
    began = datetime.now(UTC)
    scene.WorkerProcess(threads=1, stop_when_idle=True).run()
    found = scene.totals()
    assert found["sent_at"] == COUNT, found["sent_at"]
    last = scene.OutgoingMail.objects.aggregate(at=Max("sent_at"))["at"]
    ours = (last - began).total_seconds()
    example = scene.Invitation.objects.order_by("pk").first()
    assert example is not None
    draft = posting.compose([example.pk])[example.pk]
    content = transport.message(draft, message_id="<x@len.example>").message().as_bytes(linesep="\r\n")
    bare = min(bare_loop(port, content) for _time in range(2))
    server.terminate()
    told = {
        "letters": COUNT, "letter_bytes": len(content), "ours_s": round(ours, 2), "bare_s": round(bare, 2),
        "ours_per_second": round(COUNT / ours), "bare_per_second": round(COUNT / bare),
        "share": round(bare / ours, 2),
    }  # fmt: skip
    print(json.dumps(told, indent=1))
    return 0 if told["share"] >= LEAST_SHARE or COUNT < 10_000 else 1


if __name__ == "__main__":
    sys.exit(main())
