# SPDX-License-Identifier: Apache-2.0
"""A gateway that answers with what it is given, one after the other, and keeps what it was asked."""
from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from scs_gateway_client import Client


@dataclass
class Answer:
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    #: Bytes as they are; with `torn`, fewer than were announced.
    raw: bytes | None = None
    torn: bool = False


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: Any


#: The connection is closed without an answer.
CLOSED = "closed"


def problem(code: str, status: int, **headers: str) -> Answer:
    body = {
        "type": f"urn:scs-gateway:error:{code}",
        "title": "No",
        "status": status,
        "detail": f"It is {code}.",
        "instance": "/",
        "code": code,
        "requestId": "req-1",
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(body, status, {"Content-Type": "application/problem+json", **named})


@contextmanager
def gateway(*answers: Answer | str, **options: Any) -> Iterator[tuple[Client, list[Asked], list[float]]]:
    """A client of it, what it was asked, and for how long the client has paused."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(length)
            asked.append(Asked(self.command, self.path, dict(self.headers.items()), json.loads(text) if text else None))
            answer = answers[len(asked) - 1]
            if isinstance(answer, str):
                self.close_connection = True
                return
            data = json.dumps(answer.body).encode() if answer.raw is None else answer.raw
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) + (9 if answer.torn else 0)))
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = answer.torn

        do_GET = do_POST = do_PATCH = do_DELETE = answer

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    pauses: list[float] = []
    client = Client(f"http://127.0.0.1:{server.server_port}", token="t", **options)
    object.__setattr__(client._settings, "sleep", pauses.append)
    try:
        yield client, asked, pauses
    finally:
        client.close()
        server.shutdown()
        server.server_close()
