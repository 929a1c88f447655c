# SPDX-License-Identifier: Apache-2.0
"""One request on its way: its token, its time, and again if it failed and may be sent again."""
from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Callable, Union
from urllib.parse import quote, urlencode

import urllib3

from ._lists import Listing
from .errors import ApiError, NoAnswer, body_of

#: A token, or what gives one; asked before each attempt, so that it can be renewed.
Token = Union[str, Callable[[], str]]

_JSON = "application/json, */*;q=0.5"
_LINES = "application/x-ndjson"
_PASSING = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Settings:
    """How requests are sent."""

    url: str
    http: urllib3.PoolManager
    token: Token | None
    headers: Mapping[str, str]
    #: Seconds without a byte of an answer, beside what `wait` and `timeout` of a request ask for.
    timeout: float
    retries: int
    #: Seconds before the first attempt after a failure; then twice as long each time.
    delay: float
    #: An answer that asks for a longer pause is not waited for.
    longest_delay: float
    sleep: Callable[[float], None] = field(default=time.sleep)
    now: Callable[[], float] = field(default=time.time)


class Calls:
    """What the method of an operation is made of."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def _call(
        self,
        method: str,
        route: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        body: Any = None,
        key: str | bool | None = False,
        safe: bool = False,
    ) -> Any:
        own = {name: value for name, value in (headers or {}).items() if value is not None}
        # A deletion may be sent twice as it is.
        if key is True or (key is None and method != "DELETE"):
            key = str(uuid.uuid4())
        if isinstance(key, str):
            own["Idempotency-Key"] = key
        repeatable = safe or method in ("GET", "DELETE") or "Idempotency-Key" in own
        url = self._settings.url + _filled(route, path or {})
        response = self._send(method, url, query or {}, {"Accept": _JSON, **own}, body, repeatable)
        content = response.headers.get("Content-Type", "")
        if not response.data:
            return None
        return body_of(response.data) if "json" in content else response.data.decode()

    def _list(
        self, route: str, *, path: Mapping[str, str] | None = None, query: Mapping[str, Any] | None = None
    ) -> Listing[Any]:
        url = self._settings.url + _filled(route, path or {})

        def ask(more: Mapping[str, Any]) -> Any:
            return body_of(self._send("GET", url, more, {"Accept": _JSON}, None, True).data)

        def stream(more: Mapping[str, Any]) -> Iterator[bytes]:
            response = self._send("GET", url, more, {"Accept": _LINES}, None, True, stream=True)
            try:
                yield from response.stream(65_536, decode_content=True)
            except urllib3.exceptions.HTTPError as error:
                raise NoAnswer(str(error)) from error
            finally:
                # Left halfway, the rest is not waited for.
                response.close()

        return Listing(ask, stream, query or {})

    def _send(
        self,
        method: str,
        url: str,
        query: Mapping[str, Any],
        headers: Mapping[str, str],
        body: Any,
        repeatable: bool,
        stream: bool = False,
    ) -> urllib3.BaseHTTPResponse:
        settings = self._settings
        parameters = urlencode([pair for name, value in query.items() for pair in _pairs(name, value)])
        whole = f"{url}?{parameters}" if parameters else url
        asked = float(query.get("wait") or 0) + float(query.get("timeout") or 0)
        attempt = 0
        while True:
            attempt += 1
            failure: ApiError | NoAnswer
            try:
                response = settings.http.request(
                    method,
                    whole,
                    body=None if body is None else json.dumps(body).encode(),
                    headers=self._headers(headers, body),
                    timeout=settings.timeout + asked,
                    retries=False,
                    # A token goes nowhere but where it was told to go.
                    redirect=False,
                    preload_content=not stream,
                )
                if 200 <= response.status < 300:
                    return response
                content = response.data
            except urllib3.exceptions.HTTPError as error:
                failure = NoAnswer(f"{method} {url}: {error}")
                failure.__cause__ = error
            else:
                failure = ApiError(response.status, body_of(content), self._retry_after(response))
            if attempt > settings.retries or not repeatable or not _passes(failure, headers):
                raise failure
            pause = self._pause(failure, attempt)
            if pause > settings.longest_delay:
                raise failure
            settings.sleep(pause)

    def _headers(self, headers: Mapping[str, str], body: Any) -> dict[str, str]:
        token = self._settings.token() if callable(self._settings.token) else self._settings.token
        return {
            **self._settings.headers,
            **({"Authorization": f"Bearer {token}"} if token else {}),
            **({} if body is None else {"Content-Type": "application/json"}),
            **headers,
        }

    def _retry_after(self, response: urllib3.BaseHTTPResponse) -> float | None:
        """RFC 9110, section 10.2.3: seconds or a date."""
        value = response.headers.get("Retry-After", "")
        if value.isascii() and value.isdigit():
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - self._settings.now())
        except (TypeError, ValueError):
            return None

    def _pause(self, failure: ApiError | NoAnswer, attempt: int) -> float:
        if isinstance(failure, ApiError) and failure.retry_after is not None:
            return failure.retry_after
        # Not all at once, where many clients wait for the same thing.
        return float(self._settings.delay * 2 ** (attempt - 1) * (0.5 + random.random() / 2))


def _passes(failure: ApiError | NoAnswer, headers: Mapping[str, str]) -> bool:
    """Whether it may be otherwise in a moment."""
    if isinstance(failure, NoAnswer):
        return True
    # What was made cannot be told from others: somebody has to look.
    if failure.code == "outcomeUnknown":
        return failure.retry_after is not None
    # The attempt before is still under way.
    if failure.status == 409:
        return "Idempotency-Key" in headers and failure.retry_after is not None
    return failure.status in _PASSING


def _filled(route: str, path: Mapping[str, str]) -> str:
    for name, value in path.items():
        # Dots alone would be another path.
        if value in ("", ".", ".."):
            raise ValueError(f"{name} is {value!r}, which no path can hold")
        route = route.replace(f"{{{name}}}", quote(value, safe=""))
    return route


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    """Of several values, the name once for each."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    if isinstance(value, (str, int, float)):
        return [(name, str(value))]
    return [pair for one in value for pair in _pairs(name, one)]
