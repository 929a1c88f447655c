# SPDX-License-Identifier: Apache-2.0
"""Lists over all clouds, whole: page after page, or line by line. A cloud that fails is always heard of."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Generic, TypeVar, cast
from urllib.parse import parse_qs, urlsplit

from .errors import BrokenStream, PartialResult, ScsError
from .models import CloudReport

Item = TypeVar("Item")
#: An object, what came of a cloud, or the end: `{"item": …}`, `{"cloud": …}`, `{"end": …}`.
Line = dict[str, Any]
Query = Mapping[str, Any]


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One answer of the gateway."""

    items: list[Item]
    clouds: list[CloudReport]
    #: What the next page is asked for with; None on the last one.
    cursor: str | None


@dataclass(frozen=True)
class Whole(Generic[Item]):
    """All that there was, and what came of each cloud."""

    items: list[Item]
    clouds: list[CloudReport]

    @property
    def missing(self) -> list[CloudReport]:
        """The clouds that failed: objects of theirs may not be in `items`."""
        return _failed(self.clouds)


class Listing(Generic[Item]):
    """A list that is asked for when it is gone through, each time anew: every object of every page.

    Raises `PartialResult` after the last one if a cloud failed, so that what ends without an error is whole.
    """

    def __init__(
        self,
        ask: Callable[[Query], Any],
        stream: Callable[[Query], Iterable[bytes]],
        query: Query,
    ) -> None:
        self._ask, self._stream, self._query = ask, stream, query

    def __iter__(self) -> Iterator[Item]:
        reports: dict[str, CloudReport] = {}
        for page in self.pages():
            # A cloud that failed is asked again with later pages: its last report is the one that counts.
            reports.update((report["cloud"], report) for report in page.clouds)
            yield from page.items
        _raise_if_partial(reports.values())

    def pages(self) -> Iterator[Page[Item]]:
        """Every page, with what it says of the clouds. Raises nothing for a cloud that failed."""
        query = dict(self._query)
        while True:
            answer = self._ask(query)
            cursor = _cursor_of(answer.get("next"), query.get("cursor"))
            yield Page(answer["items"], answer["clouds"], cursor)
            if cursor is None:
                return
            query["cursor"] = cursor

    def whole(self) -> Whole[Item]:
        """Every object of all pages, and what came of each cloud in the end; `missing` has those that failed."""
        items: list[Item] = []
        reports: dict[str, CloudReport] = {}
        for page in self.pages():
            items += page.items
            for report in page.clouds:
                before = reports[report["cloud"]]["count"] if report["cloud"] in reports else 0
                total: CloudReport = {**report, "count": report["count"] + before}
                reports[report["cloud"]] = total
        return Whole(items, list(reports.values()))

    def stream(self) -> Iterator[Item]:
        """Objects as the clouds answer, without waiting for the slowest; else like going through the list."""
        reports: list[CloudReport] = []
        for line in self.lines():
            if "item" in line:
                yield cast(Item, line["item"])
            elif "cloud" in line:
                reports.append(line["cloud"])
        _raise_if_partial(reports)

    def lines(self) -> Iterator[Line]:
        """The lines of such a stream: `{"item"}`, `{"cloud"}` when one is done, `{"end"}` at last."""
        for text in _lines_of(self._stream(self._query)):
            line = cast(Line, json.loads(text))
            yield line
            if "end" in line:
                return
        raise BrokenStream("the list was broken off before its end")


def _lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line for line in whole if line.strip())
    if rest.strip():
        yield rest


def _cursor_of(link: str | None, before: str | None) -> str | None:
    """The cursor alone: the request goes where the client was told to go, and the token with it."""
    if link is None:
        return None
    cursor = parse_qs(urlsplit(link).query).get("cursor", [None])[0]
    if cursor is None or cursor == before:
        raise ScsError(f"the list does not go on after {link}")
    return cursor


def _failed(reports: Iterable[CloudReport]) -> list[CloudReport]:
    return [report for report in reports if report["status"] == "error"]


def _raise_if_partial(reports: Iterable[CloudReport]) -> None:
    failed = _failed(reports)
    if failed:
        raise PartialResult(failed)
