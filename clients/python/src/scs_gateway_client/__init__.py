# SPDX-License-Identifier: Apache-2.0
"""The SCS API of the SCS Federation Gateway: a method for each operation; lists say when they are not whole."""
from ._calls import Token
from ._lists import Line, Listing, Page, Whole
from .client import Client
from .errors import (
    ApiError,
    BrokenStream,
    NoAnswer,
    OperationFailed,
    PartialResult,
    ScsError,
    StillRunning,
)

__all__ = [
    "ApiError",
    "BrokenStream",
    "Client",
    "Line",
    "Listing",
    "NoAnswer",
    "OperationFailed",
    "Page",
    "PartialResult",
    "ScsError",
    "StillRunning",
    "Token",
    "Whole",
]
