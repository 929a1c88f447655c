# SPDX-License-Identifier: Apache-2.0
"""The client: one for each gateway and user; it may be used by several threads."""
from __future__ import annotations

import ssl
import time
import urllib.request
from collections.abc import Mapping
from typing import Any, Callable, Optional, cast
from urllib.parse import urlsplit

import urllib3

from ._calls import Settings, Token
from .errors import OperationFailed, StillRunning
from .models import Operation
from .operations import Operations

#: What one request waits for the end of an operation.
_LONGEST_WAIT = 30.0


class Client(Operations):
    """The SCS API of one gateway.

    `token` is one of your identity provider or of the gateway, or what gives one: it is called before each attempt of
    each request. `ca` is a file with authorities to trust beside those of the machine. What failed for a moment is sent
    again `retries` times, after `Retry-After` or a growing delay; changes carry an `Idempotency-Key`, so that they are
    done once.
    """

    def __init__(
        self,
        url: str,
        *,
        token: Token | None = None,
        ca: str | None = None,
        timeout: float = 30.0,
        retries: int = 3,
        delay: float = 1.0,
        longest_delay: float = 60.0,
        headers: Mapping[str, str] | None = None,
        http: urllib3.PoolManager | None = None,
    ) -> None:
        super().__init__(
            Settings(
                url=url.rstrip("/"),
                http=_pool(url, ca) if http is None else http,
                token=token,
                headers=dict(headers or {}),
                timeout=timeout,
                retries=retries,
                delay=delay,
                longest_delay=longest_delay,
            )
        )

    def wait(
        self,
        started: str | Mapping[str, Any] | None,
        *,
        timeout: float = 600.0,
        on_progress: Callable[[Operation], object] | None = None,
    ) -> Operation | None:
        """Waits for what a change has begun, given by the change's answer, an operation or its id.

        None where there is nothing to wait for. Raises `OperationFailed` where it ends badly, and `StillRunning` where
        it has not ended after `timeout` seconds.
        """
        operation = _operation_of(started)
        if operation is None:
            return None
        end = time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            seen = self.get_operation(operation, wait=round(max(0.0, min(_LONGEST_WAIT, left)), 3))
            if on_progress is not None:
                on_progress(seen)
            if seen["status"] == "failed":
                raise OperationFailed(seen)
            if seen["status"] == "succeeded":
                return seen
            if time.monotonic() >= end:
                raise StillRunning(seen)

    def close(self) -> None:
        """Ends the connections that are kept."""
        self._settings.http.clear()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _operation_of(started: str | Mapping[str, Any] | None) -> str | None:
    if started is None or isinstance(started, str):
        return started
    operation = started.get("operation", started if "objectId" in started else None)
    return cast(Optional[str], operation and operation["id"])


def _pool(url: str, ca: str | None) -> urllib3.PoolManager:
    context = ssl.create_default_context()
    if ca is not None:
        context.load_verify_locations(ca)
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy is None or urllib.request.proxy_bypass(parts.netloc):
        return urllib3.PoolManager(ssl_context=context, maxsize=10)
    return urllib3.ProxyManager(proxy, ssl_context=context, maxsize=10)
