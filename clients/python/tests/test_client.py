# SPDX-License-Identifier: Apache-2.0
"""The client against answers that a real gateway gives only when something goes wrong."""
from __future__ import annotations

import json
import unittest
from typing import Any, cast

from stand_in import CLOSED, Answer, gateway, problem

from scs_gateway_client import (
    ApiError,
    BrokenStream,
    NoAnswer,
    OperationFailed,
    PartialResult,
    ScsError,
    StillRunning,
)
from scs_gateway_client.models import CreateKeypairRequest

KEYPAIR: CreateKeypairRequest = {"cloud": "cloud-a", "name": "k"}


def report(cloud: str, status: str = "ok", count: int = 1) -> dict[str, Any]:
    error = {"type": "t", "title": "x", "status": 504, "detail": f"{cloud} is away.", "code": "memberTimeout"}
    more = {"error": error} if status == "error" else {}
    return {"cloud": cloud, "status": status, "count": count, "ms": 1, **more}


def page(items: list[str], *clouds: dict[str, Any], cursor: str = "") -> Answer:
    more = {"next": f"https://elsewhere.example.org/scs/v1/servers?limit=1&cursor={cursor}"} if cursor else {}
    return Answer({"items": items, "clouds": list(clouds), **more})


class Lists(unittest.TestCase):
    def test_goes_on_by_the_cursor_wherever_its_link_leads(self) -> None:
        with gateway(
            page(["a"], report("one"), cursor="x%2B1"), page(["b"], report("one")), page([], report("one"))
        ) as (client, asked, _):
            listing = client.list_servers(limit=1, cloud=["one", "two"], partial=True)
            self.assertEqual(list(listing), ["a", "b"])
            query = "cloud=one&cloud=two&limit=1&partial=true"
            self.assertEqual(
                [one.path for one in asked], [f"/scs/v1/servers?{query}", f"/scs/v1/servers?{query}&cursor=x%2B1"]
            )
            # Each time anew.
            self.assertEqual(list(listing), [])

    def test_raises_after_the_last_object_where_a_cloud_is_missing(self) -> None:
        seen = []
        with gateway(
            page(["a"], report("one"), report("two", "error", 0), cursor="x"), page(["b"], report("one"))
        ) as (client, _, _), self.assertRaises(PartialResult) as raised:
            for item in client.list_servers():
                seen.append(item)
        self.assertEqual(seen, ["a", "b"])
        self.assertEqual(raised.exception.clouds, ["two"])
        self.assertIn("two: two is away.", str(raised.exception))

    def test_is_whole_where_a_cloud_failed_and_gave_all_later(self) -> None:
        with gateway(
            page(["a"], report("one"), report("two", "error", 0), cursor="x"), page(["b"], report("two"))
        ) as (client, _, _):
            self.assertEqual(list(client.list_servers()), ["a", "b"])

    def test_hands_over_what_came_of_each_cloud(self) -> None:
        with gateway(
            page(["a"], report("one"), cursor="x"), page(["b"], report("one"), report("two", "error", 0))
        ) as (client, _, _):
            whole = client.list_servers().whole()
        self.assertEqual(whole.items, ["a", "b"])
        self.assertEqual([(one["cloud"], one["count"]) for one in whole.clouds], [("one", 2), ("two", 0)])
        self.assertEqual([one["cloud"] for one in whole.missing], ["two"])

    def test_does_not_go_round_in_circles(self) -> None:
        again = page(["a"], report("one"), cursor="x")
        with gateway(again, again) as (client, _, _), self.assertRaisesRegex(ScsError, "does not go on"):
            list(client.list_servers())

    def test_streams_lines(self) -> None:
        lines = [{"item": "ü"}, {"cloud": report("one")}, {"cloud": report("two", "error", 0)}, {"end": {"count": 1}}]
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
        seen = []
        with gateway(Answer(raw=text)) as (client, asked, _), self.assertRaises(PartialResult):
            for item in client.list_servers().stream():
                seen.append(item)
        self.assertEqual(seen, ["ü"])
        self.assertEqual(asked[0].headers["Accept"], "application/x-ndjson")

    def test_says_that_a_stream_was_broken_off(self) -> None:
        with gateway(Answer(raw=b'{"item":"a"}\n')) as (client, _, _), self.assertRaises(BrokenStream):
            list(client.list_servers().stream())
        with gateway(Answer(raw=b'{"item":"a"}\n{"it', torn=True)) as (client, _, _), self.assertRaises(NoAnswer):
            list(client.list_servers().stream())


class Retries(unittest.TestCase):
    def test_reads_again_what_failed_for_a_moment(self) -> None:
        with gateway(problem("memberBusy", 503, Retry_After="7"), CLOSED, Answer({"user": "u"})) as (
            client,
            asked,
            pauses,
        ):
            self.assertEqual(client.get_me(), {"user": "u"})
        self.assertEqual(len(asked), 3)
        self.assertEqual(pauses[0], 7)
        self.assertTrue(1 <= pauses[1] <= 2, pauses)

    def test_repeats_a_change_with_the_same_key(self) -> None:
        done = Answer({"item": {}}, 201)
        unknown = problem("outcomeUnknown", 504, Retry_After="2")
        under_way = problem("conflict", 409, Retry_After="1")
        with gateway(CLOSED, unknown, under_way, done) as (client, asked, pauses):
            client.create_keypair(KEYPAIR)
        keys = {one.headers["Idempotency-Key"] for one in asked}
        self.assertEqual((len(asked), len(keys), pauses[1:]), (4, 1, [2, 1]))
        self.assertEqual(asked[3].body, KEYPAIR)
        with gateway(done, done) as (client, asked, _):
            client.create_keypair(KEYPAIR)
            client.create_keypair(KEYPAIR, idempotency_key="mine")
        self.assertNotEqual(asked[0].headers["Idempotency-Key"], asked[1].headers["Idempotency-Key"])
        self.assertEqual(asked[1].headers["Idempotency-Key"], "mine")

    def test_does_not_repeat_what_could_be_done_twice(self) -> None:
        with gateway(CLOSED) as (client, asked, _), self.assertRaises(NoAnswer):
            client.create_keypair(KEYPAIR, idempotency_key=False)
        self.assertNotIn("Idempotency-Key", asked[0].headers)
        self.assertEqual(len(asked), 1)

    def test_does_not_repeat_what_somebody_has_to_look_after(self) -> None:
        for answer in (
            problem("outcomeUnknown", 504),
            problem("conflict", 409),
            problem("badRequest", 400),
            problem("memberBusy", 503, Retry_After="3600"),
        ):
            with gateway(answer) as (client, asked, pauses), self.assertRaises(ApiError) as raised:
                client.create_keypair(KEYPAIR)
            self.assertEqual((len(asked), pauses), (1, []))
            self.assertEqual(raised.exception.code, cast(Any, answer.body)["code"])

    def test_gives_up_after_a_few(self) -> None:
        with gateway(*[CLOSED] * 3, retries=2) as (client, asked, _), self.assertRaises(NoAnswer):
            client.get_me()
        self.assertEqual(len(asked), 3)

    def test_asks_for_a_token_before_each_attempt(self) -> None:
        with gateway(problem("overloaded", 503), Answer({})) as (client, asked, _):
            tokens = iter(["one", "two"])
            object.__setattr__(client._settings, "token", lambda: next(tokens))
            client.get_me()
        self.assertEqual([one.headers["Authorization"] for one in asked], ["Bearer one", "Bearer two"])


class Requests(unittest.TestCase):
    def test_says_what_was_wrong(self) -> None:
        with gateway(problem("nativeNotFound", 404), Answer(raw=b"<h1>Bad gateway</h1>", status=400)) as (client, _, _):
            with self.assertRaises(ApiError) as known:
                client.get_server("cloud-a", "x")
            with self.assertRaises(ApiError) as other:
                client.get_server("cloud-a", "x")
        self.assertEqual(str(known.exception), "404 nativeNotFound: It is nativeNotFound. (req-1)")
        self.assertEqual((other.exception.status, other.exception.code), (400, None))
        self.assertEqual(other.exception.detail, "<h1>Bad gateway</h1>")

    def test_carries_a_token_nowhere_else(self) -> None:
        moved = Answer({}, 307, {"Location": "https://elsewhere.example.org/"})
        with gateway(moved) as (client, asked, _), self.assertRaises(ApiError):
            client.get_me()
        self.assertEqual(len(asked), 1)

    def test_keeps_an_id_in_its_place(self) -> None:
        with gateway(Answer({})) as (client, asked, _):
            client.get_server("cloud-a", "../x?y#z")
            self.assertEqual(asked[0].path, "/scs/v1/servers/cloud-a/..%2Fx%3Fy%23z")
            for name in ("..", ".", ""):
                with self.assertRaises(ValueError):
                    client.get_server("cloud-a", name)

    def test_sends_what_a_change_depends_on(self) -> None:
        with gateway(Answer({})) as (client, asked, _):
            client.update_server("cloud-a", "x", {"name": "n"}, if_match='"tag"')
        self.assertEqual((asked[0].method, asked[0].headers["If-Match"]), ("PATCH", '"tag"'))

    def test_takes_nothing_for_an_answer_without_a_body(self) -> None:
        with gateway(Answer(raw=b"", status=204)) as (client, _, _):
            client.delete_keypair("cloud-a", "k")


def operation(status: str) -> dict[str, Any]:
    told = {"id": "op", "verb": "create", "resource": "servers", "cloud": "one", "objectId": "s", "status": status}
    return {**told, "error": {"detail": "No host."} if status == "failed" else None}


class Waiting(unittest.TestCase):
    def test_asks_until_the_end(self) -> None:
        seen: list[str] = []
        with gateway(Answer(operation("running")), Answer(operation("succeeded"))) as (client, asked, _):
            ended = client.wait(
                {"item": {}, "operation": operation("running")}, on_progress=lambda one: seen.append(one["status"])
            )
        self.assertEqual(seen, ["running", "succeeded"])
        self.assertEqual(ended, operation("succeeded"))
        self.assertEqual(asked[0].path, "/scs/v1/operations/op?wait=30.0")

    def test_raises_where_it_ends_badly(self) -> None:
        with gateway(Answer(operation("failed"))) as (client, _, _), self.assertRaises(OperationFailed) as raised:
            client.wait(operation("running"))
        self.assertEqual(str(raised.exception), "create of servers s on one failed: No host.")

    def test_raises_where_it_does_not_end(self) -> None:
        with gateway(Answer(operation("running"))) as (client, _, _), self.assertRaises(StillRunning):
            client.wait("op", timeout=0)

    def test_has_nothing_to_wait_for_where_all_is_done(self) -> None:
        with gateway() as (client, _, _):
            self.assertIsNone(client.wait({"item": {}}))
            self.assertIsNone(client.wait(None))


if __name__ == "__main__":
    unittest.main()
