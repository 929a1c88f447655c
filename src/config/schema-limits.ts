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

/** A text in the file; once it has been walked, a rate, or undefined where it is off. */
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

const places = (description: string, example: number, preset: number) =>
  Type.Integer({ description, examples: [example], default: preset, minimum: 1, maximum: 1_000_000 });

export const gatewayLimits = group(
  {
    description:
      'How much one client may ask for, over a window that slides. All replicas count together. Rates are `requests/time`, or off.',
    default: {},
  },
  {
    user: group(
      { description: 'For each user, over all clouds and whatever tokens.', default: {} },
      {
        login: rate('Logins and new scopes.', '60/1m'),
        read: rate('GET, HEAD and OPTIONS.', '3000/1m'),
        write: rate('Every other method.', '600/1m'),
        stream: rate('Watches, followed logs, exec, port-forward: counted when they begin.', '300/1m'),
        fanOut: rate('Requests that ask every cloud at once.', '300/1m'),
      },
    ),
    address: group(
      {
        description:
          'For each client address, where there is no user yet; of IPv6 each /64. Behind a proxy that is not among trustedProxies, or a load balancer that hides addresses, all clients are one.',
        default: {},
      },
      {
        login: rate('Logins, whatever comes of them.', '120/1m'),
        failed: rate(
          'Logins and tokens that prove nothing: forged, misshapen, of an unknown issuer, a wrong password of a cloud. Above it only tokens that are known already are taken from this address.',
          '60/1m',
          '300/1m',
        ),
      },
    ),
    loopLag: Type.Unsafe<number | undefined>(
      text(
        {
          description:
            'Above this lag of the event loop, averaged over a second and more than once in a row, a part of the new requests is answered 503; or off.',
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
  rate(`Requests of clients to this ${what} in all; logins of the gateway itself do not count.`, '20000/1m');
const inFlight = (what: string) =>
  places(
    `Requests to this ${what} under way at a time, in each process, uploads and downloads too. Above it requests are refused at once, so that a ${what} that answers slowly does not take what the others need. The gateway's own calls (logins, lists) have ten times as many.`,
    256,
    1_000,
  );

export const openstackLimits = group(
  { description: 'How much this cloud gets, from all users together.', default: {} },
  { requests: requests('cloud'), inFlight: inFlight('cloud') },
);

export const clusterLimits = group(
  { description: 'How much this cluster gets, from all users together.', default: {} },
  {
    requests: requests('cluster'),
    inFlight: inFlight('cluster'),
    streams: places(
      'Watches, followed logs, exec and port-forward at a time, in each process. They have places of their own.',
      5_000,
      20_000,
    ),
  },
);
