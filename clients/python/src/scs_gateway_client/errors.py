# SPDX-License-Identifier: Apache-2.0
"""What calls raise. `ScsError` is all of it."""
from __future__ import annotations

import json
from typing import Any, cast

from .models import CloudReport, Operation, Problem

_TYPE = "urn:scs-gateway:error:"


class ScsError(Exception):
    """Whatever this package raises of itself."""


class NoAnswer(ScsError):
    """Nothing answered, or the answer broke off. What was asked for may have been done all the same."""


class ApiError(ScsError):
    """An answer that is not 2xx."""

    def __init__(self, status: int, body: Any, retry_after: float | None = None) -> None:
        #: What the gateway says (RFC 9457); None where something else answered, a proxy perhaps.
        self.problem: Problem | None = cast(Problem, body) if _is_problem(body) else None
        self.status: int = status
        #: The row of the gateway's error table, `nativeNotFound`.
        self.code: str | None = self.problem["code"] if self.problem else None
        #: What happened, in a sentence.
        self.detail: str = self.problem["detail"] if self.problem else _clipped(body)
        #: Seconds after which to try again, if the answer says so.
        self.retry_after: float | None = retry_after
        code = f" {self.code}" if self.code else ""
        request = f" ({self.problem['requestId']})" if self.problem else ""
        super().__init__(f"{status}{code}: {self.detail}{request}")


class PartialResult(ScsError):
    """All has been given that there was, but these clouds failed: objects of theirs may be missing."""

    def __init__(self, missing: list[CloudReport]) -> None:
        #: What the gateway says of each cloud that failed.
        self.missing: list[CloudReport] = missing
        reasons = [f"{one['cloud']}: {one['error']['detail'] if 'error' in one else 'failed'}" for one in missing]
        super().__init__(f"the list is not whole: {' '.join(reasons)}")

    @property
    def clouds(self) -> list[str]:
        """The names of those clouds."""
        return [one["cloud"] for one in self.missing]


class BrokenStream(ScsError):
    """A stream of lines ended before its last line."""


class OperationFailed(ScsError):
    """What was begun has ended badly."""

    def __init__(self, operation: Operation) -> None:
        self.operation: Operation = operation
        error = operation["error"]
        super().__init__(f"{_told(operation)} failed: {error['detail'] if error else 'no reason given'}")


class StillRunning(ScsError, TimeoutError):
    """What was begun had not ended in the time given; it goes on."""

    def __init__(self, operation: Operation) -> None:
        self.operation: Operation = operation
        super().__init__(f"{_told(operation)} has not ended yet")


def body_of(data: bytes) -> Any:
    """JSON if it is, else text."""
    text = data.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return text


def _told(operation: Operation) -> str:
    return f"{operation['verb']} of {operation['resource']} {operation['objectId']} on {operation['cloud']}"


def _is_problem(body: Any) -> bool:
    told = isinstance(body, dict) and str(body.get("type", "")).startswith(_TYPE)
    return told and all(isinstance(body.get(field), str) for field in ("code", "detail", "requestId"))


def _clipped(body: Any) -> str:
    return (body.strip()[:200] if isinstance(body, str) else "") or "no reason given"
