// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says what the connections of clients may take: how many, how long, how much. All of it is
// per process and holds for HTTP/1.1 and HTTP/2 alike, unless a description says otherwise.
import Type from 'typebox';
import { duration, group } from '../schema/fields.ts';

const count = (description: string, example: number, preset: number, most = 1_000_000) =>
  Type.Integer({ description, examples: [example], default: preset, minimum: 1, maximum: most });

export const connectionLimits = group(
  {
    description:
      'What the connections of clients may take in each process. A connection counts as anonymous until a request on it has been authenticated.',
    default: {},
  },
  {
    total: count(
      'Connections in total. Above it the oldest anonymous connection is closed for each new one; without any, the new one is closed.',
      20_000,
      10_000,
    ),
    perAddress: count(
      'Connections of one address (IPv6: of a /64 network), with the same rule. It does not apply to trustedProxies. Raise it behind a load balancer that hides addresses.',
      10_000,
      2_000,
    ),
    anonymousPerAddress: count(
      'Anonymous connections of one address. Above it the oldest of them is closed. It does not apply to trustedProxies.',
      2_000,
      1_000,
    ),
    anonymousRequests: count(
      'Concurrent requests of one address on anonymous connections, including those whose response the client has not read. Above it the oldest of them is broken off. It does not apply to trustedProxies.',
      2_000,
      500,
    ),
    streams: count('Concurrent requests on one HTTP/2 connection.', 2_000, 1_000, 100_000),
    anonymousStreams: count('Concurrent requests on one anonymous HTTP/2 connection.', 50, 100, 100_000),
    pipelined: count(
      'Requests that an HTTP/1.1 client may send before it has received the response to the first. Above it the connection is closed.',
      4,
      16,
      1_000,
    ),
    unsent: count(
      'Mebibytes of responses that wait for one connection. Above it the connection is closed.',
      128,
      64,
      16_384,
    ),
    unsentTotal: count(
      'Mebibytes of responses that wait for all connections together. Above it those with the most are closed, anonymous ones first.',
      1_024,
      256,
      65_536,
    ),
    resets: count(
      'Requests in 30 seconds that a client may cancel on one HTTP/2 connection before the connection is closed; as many again at once.',
      2_000,
      1_000,
    ),
    headSize: Type.Integer({
      description:
        "Kibibytes of a request's head over HTTP/1.1: `kubectl exec` carries its command in the URL, of which an apiserver takes 1 MiB. Above it the request is refused with 431. A change requires a restart.",
      examples: [1_024],
      default: 256,
      minimum: 16,
      maximum: 1_024,
    }),
    headers: count('Header fields of a request. Above it the request is refused with 431.', 200, 128, 1_000),
    parameters: count(
      'Query parameters of a request that the gateway itself answers. What is forwarded to clouds and clusters is not counted.',
      100,
      200,
      10_000,
    ),
    handshake: duration(
      {
        description: 'Time for the PROXY header and the TLS handshake, and after them for the preface of HTTP/2.',
        examples: ['5s'],
        default: '10s',
      },
      { least: '1s', most: '2m' },
    ),
    head: duration(
      {
        description:
          'Time from the connection to its first complete request head and, over HTTP/1.1, for each further head.',
        examples: ['10s'],
        default: '30s',
      },
      { least: '1s', most: '5m' },
    ),
    body: duration(
      {
        description:
          'Time for a request body that the gateway reads before it acts (JSON). Uploads are not limited by it.',
        examples: ['30s'],
        default: '60s',
      },
      { least: '1s', most: '1h' },
    ),
    idle: duration(
      {
        description:
          'How long a connection without a request stays open. HTTP/2 connections get GOAWAY first. It should be longer than that of a load balancer in front.',
        examples: ['5m'],
        default: '72s',
      },
      { least: '1s', most: '1h' },
    ),
    age: duration(
      {
        description:
          'How old a connection may become, give or take a fifth, so that clients spread over replicas that were started later. Nothing is broken off: HTTP/1.1 closes after an answer that says so, HTTP/2 is told twice (GOAWAY) and ends after its last stream. Tunnels and watches go on.',
        examples: ['1h'],
        default: '15m',
      },
      { least: '1m', most: '7d' },
    ),
    stall: duration(
      {
        description:
          'How long a response that is ready may wait for a client that does not read it. Responses that a cloud is still sending have the timeouts of the cloud.',
        examples: ['30s'],
        default: '60s',
      },
      { least: '1s', most: '1h' },
    ),
  },
);
