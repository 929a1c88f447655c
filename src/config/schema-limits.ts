// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says how much is too much: per user, per address, per cloud and for the process itself.
import Type from 'typebox';
import type { Rate } from '../model/limits.ts';
import { group, milliseconds, text } from '../schema/fields.ts';

const RATE = /^([1-9][0-9]{0,8})\/([0-9]{1,9}(?:s|m|h))$/;
const OFF = 'off';
const LONGEST = 3_600_000;

/** `3000/1m` → 3000 in 60000; undefined where it is `off`. */
function parseRate(rate: string): Rate | undefined {
  const [, quota = '', duration = ''] = RATE.exec(rate) ?? [];
  const period = milliseconds(duration);
  return period === undefined ? undefined : { quota: Number(quota), period };
}

/** A text in the file; validation converts it to a rate, or to undefined if it is off. */
const rate = (description: string, example: string, preset = OFF) => {
  const written = text(
    { description, examples: [example], default: preset, editorPattern: `^off$|${RATE.source}`, decode: parseRate },
    [(value) => value === OFF || RATE.test(value), 'must be a rate such as 3000/1m (or 50/1s), or off'],
    [
      (value) => {
        const period = parseRate(value)?.period;
        return period === undefined || (period > 0 && period <= LONGEST);
      },
      'must count over at least 1s and at most 1h',
    ],
  );
  return Type.Unsafe<Rate | undefined>(written);
};

const slots = (description: string, example: number, preset: number) =>
  Type.Integer({ description, examples: [example], default: preset, minimum: 1, maximum: 1_000_000 });

export const gatewayLimits = group(
  {
    description:
      'How many requests one client may send, counted over a sliding window. All replicas count together. Rates have the form `requests/time`, or are off.',
    default: {},
  },
  {
    user: group(
      { description: 'Limits per user, over all clouds and all tokens of the user.', default: {} },
      {
        login: rate('Logins and rescoped tokens.', '60/1m'),
        read: rate('GET, HEAD and OPTIONS requests.', '3000/1m'),
        write: rate('Requests with any other method.', '600/1m'),
        stream: rate('Watches, followed logs, exec and port-forward; counted when they start.', '300/1m'),
        fanOut: rate('Requests that query every cloud at once.', '300/1m'),
      },
    ),
    address: group(
      {
        description:
          'Limits per client address, for requests that have no user yet; for IPv6 per /64 network. Behind a proxy that is not among trustedProxies, or a load balancer that hides addresses, all clients count as one.',
        default: {},
      },
      {
        login: rate('Logins, successful or not.', '120/1m'),
        failed: rate(
          'Failed authentications: forged or malformed tokens, tokens of an unknown issuer, a wrong password of a cloud. Above this rate, only tokens that have been verified before are accepted from this address.',
          '60/1m',
          '300/1m',
        ),
      },
    ),
    consoles: group(
      { description: 'Console WebSockets that may be open at a time, in each process.', default: {} },
      {
        user: slots('Consoles that one user was given the URL of.', 32, 64),
        address: slots('Consoles from one client address; for IPv6 per /64 network.', 256, 512),
      },
    ),
    loopLag: Type.Unsafe<number | undefined>(
      text(
        {
          description:
            'Event loop lag above which a part of the new requests is answered with 503, or off. The lag is averaged over a second and must be exceeded more than once in a row.',
          examples: ['200ms'],
          default: '500ms',
          editorPattern: '^off$|^([0-9]{1,9})(ms|s)$',
          decode: milliseconds,
        },
        [(value) => value === OFF || /^[0-9]{1,9}(?:ms|s)$/.test(value), 'must be a duration such as 500ms, or off'],
        [
          (value) => {
            const ms = milliseconds(value);
            return ms === undefined || (ms >= 20 && ms <= 60_000);
          },
          'must be between 20ms and 60s',
        ],
      ),
    ),
  },
);

const requests = (what: string) =>
  rate(`Client requests to this ${what} in total; logins of the gateway itself do not count.`, '20000/1m');
const inFlight = (what: string) =>
  slots(
    `In-flight requests to this ${what} in each process, including uploads and downloads. Above this number requests are refused immediately, so that a slow ${what} does not use up what the others need. The gateway's own calls (logins, lists) have ten times as many slots.`,
    256,
    1_000,
  );

export const openstackLimits = group(
  { description: 'Limits for requests to this cloud, from all users together.', default: {} },
  { requests: requests('cloud'), inFlight: inFlight('cloud') },
);

export const clusterLimits = group(
  { description: 'Limits for requests to this cluster, from all users together.', default: {} },
  {
    requests: requests('cluster'),
    inFlight: inFlight('cluster'),
    streams: slots(
      'Concurrent watches, followed logs, exec and port-forward sessions in each process. They have slots of their own.',
      5_000,
      20_000,
    ),
  },
);
