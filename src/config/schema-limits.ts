// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says how much is too much: per user, per address, per cloud and for the process itself.
import Type from 'typebox';
import type { Rate } from '../model/limits.ts';
import { group, milliseconds, text } from '../schema/fields.ts';
import { connectionLimits } from './schema-connections.ts';

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

/** A time in whole seconds or more, between two others. */
const span = (
  about: { readonly description: string; readonly examples: readonly string[]; readonly default: string },
  [least, most]: readonly [string, string],
) => {
  const within = (ms: number): boolean => ms >= (milliseconds(least) ?? 0) && ms <= (milliseconds(most) ?? 0);
  const written = text(
    { ...about, editorPattern: '^([0-9]{1,9})(s|m|h)$', range: `${least} to ${most}`, decode: milliseconds },
    [(value) => /^[0-9]{1,9}(?:s|m|h)$/.test(value), `must be a duration such as ${about.default}`],
    [
      (value) => {
        const ms = milliseconds(value);
        return ms === undefined || within(ms);
      },
      `must be between ${least} and ${most}`,
    ],
  );
  return Type.Unsafe<number>(written);
};

const slots = (description: string, example: number, preset: number) =>
  Type.Integer({ description, examples: [example], default: preset, minimum: 1, maximum: 1_000_000 });

const SIZE = /^([1-9][0-9]{0,4})(MiB|GiB)$/;

/** `8MiB` → 8388608; undefined where it is no size. */
function bytes(written: string): number | undefined {
  const [, figure, unit] = SIZE.exec(written) ?? [];
  return figure === undefined ? undefined : Number(figure) * 2 ** (unit === 'GiB' ? 30 : 20);
}

/** A text in the file; validation converts it to bytes. */
export const size = (description: string, example: string, preset: string, most: string) => {
  const written = text(
    { description, examples: [example], default: preset, editorPattern: SIZE.source, decode: bytes },
    [(value) => SIZE.test(value), 'must be a size such as 8MiB or 1GiB'],
    [(value) => (bytes(value) ?? 0) <= (bytes(most) ?? 0), `must be at most ${most}`],
  );
  return Type.Unsafe<number>(written);
};

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
    project: group(
      {
        description:
          'Limits per project: all users together whose tokens are for it, over all clouds. They apply besides those of the user.',
        default: {},
      },
      {
        read: rate('GET, HEAD and OPTIONS requests.', '6000/1m'),
        write: rate('Requests with any other method.', '1200/1m'),
        stream: rate('Watches, followed logs, exec and port-forward; counted when they start.', '600/1m'),
        fanOut: rate('Requests that query every cloud at once.', '600/1m'),
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
        anonymous: rate(
          'Requests that need no token: version documents, health checks, preflights, temporary URLs and public containers of an object store. Whatever an address asks for above this rate needs a token.',
          '6000/1m',
          '30000/1m',
        ),
      },
    ),
    connections: connectionLimits,
    passwords: group(
      {
        description:
          'How many wrong passwords are looked at (method password). Nobody is told whether there is such an account.',
        default: {},
      },
      {
        pair: rate('Wrong passwords for one account from one client address.', '5/10m', '10/5m'),
        account: rate(
          'Wrong passwords for one account from all addresses that it has not been used from in the last 30 days; from the others its owner still logs in. Choose less than what the home cloud locks an account for.',
          '20/1h',
          '60/1h',
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
    answers: group(
      {
        description:
          'How much of the answers of clouds and clusters each process reads for the normalised API. What bytes become counts: uncompressed, parsed, collected. Streaming through /clouds and /k8s is not affected.',
        default: {},
      },
      {
        size: size(
          'The largest answer, uncompressed. A page of a thousand servers has 1 to 3 MiB; a page that is too large is asked for again in smaller parts.',
          '16MiB',
          '8MiB',
          '64MiB',
        ),
        items: Type.Integer({
          description:
            'Objects of one cloud in one list, and in one answer. A cloud with more is reported as failed in lists, and can be read as application/x-ndjson.',
          examples: [50_000],
          default: 10_000,
          minimum: 1_000,
          maximum: 1_000_000,
        }),
        places: Type.Integer({
          description:
            'Projects and regions of one cloud that one request asks. For a user with more projects than this, the rest is left out of lists that name no project, and the cloud is reported as failed.',
          examples: [1_000],
          default: 256,
          minimum: 1,
          maximum: 10_000,
        }),
        memory: size(
          'Memory that all answers under way may take together, at least 16 times the size of one. One cloud and one user may each take half. A reader waits 2 s for memory, then the cloud is reported as failed.',
          '1GiB',
          '256MiB',
          '64GiB',
        ),
      },
    ),
    revocations: group(
      {
        description:
          'How many revoked tokens each process holds one by one. Above it none is forgotten: all logins of the user with the most of them are revoked instead.',
        default: {},
      },
      {
        user: Type.Integer({
          description: 'Revoked tokens of one user.',
          examples: [20_000],
          default: 5_000,
          minimum: 10,
          maximum: 1_000_000,
        }),
        total: Type.Integer({
          description: 'Revoked tokens and users together: some 200 bytes each.',
          examples: [1_000_000],
          default: 200_000,
          minimum: 1_000,
          maximum: 10_000_000,
        }),
      },
    ),
    streamAge: span(
      {
        description:
          'Longest age of what stays open: watches, followed logs, exec, port-forward, consoles, event streams, uploads and downloads. Expiry of the token ends none of them; this does, and so does the loss of the right that began them.',
        examples: ['12h'],
        default: '24h',
      },
      // A week: revocations are kept for as long as a stream may be open.
      ['1m', '168h'],
    ),
    streamRecheck: span(
      {
        description:
          'How often a cloud is asked whether it still gives the project of an upload or a download that is under way. Each person, cloud and project counts once; a loss that any replica is told of is looked at immediately.',
        examples: ['5m'],
        default: '1m',
      },
      ['1s', '1h'],
    ),
    loopLag: Type.Unsafe<number | undefined>(
      text(
        {
          description:
            'Event loop lag above which a part of the new requests is answered with 503, or off. The lag is averaged over a second and must be exceeded more than once in a row.',
          examples: ['200ms'],
          default: '500ms',
          editorPattern: '^off$|^([0-9]{1,9})(ms|s)$',
          range: '20ms to 60s, or off',
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

const perUser = (what: string, preset: number) =>
  slots(
    `In-flight requests of one user to this ${what} in each process. One user never gets more than half of inFlight, whatever stands here; requests without a login count by their address, and together get half as well.`,
    50,
    preset,
  );

const minRate = (what: string) =>
  rate(
    `The slowest client that is waited for, in bytes: an upload to this ${what} that brings less is ended with 408, and what was sent of a download has to be read at this rate (but never faster than within the idle time). One that trickles would hold a connection for as long as it likes. Time in which the ${what} does not read does not count.`,
    '600000/1m',
    '30000/1m',
  );

export const openstackLimits = group(
  { description: 'Limits for requests to this cloud, and for what is taken over of it.', default: {} },
  {
    requests: requests('cloud'),
    inFlight: inFlight('cloud'),
    perUser: group(
      { description: 'What one user may have of it at a time.', default: {} },
      { inFlight: perUser('cloud', 100) },
    ),
    minRate: minRate('cloud'),
    endpoints: Type.Integer({
      description:
        "Endpoints of this cloud's service catalogue that are published. Further ones are left out, which the log and scs_gateway_left_out_total tell.",
      examples: [5_000],
      default: 2_000,
      minimum: 1,
      maximum: 100_000,
    }),
    projects: Type.Integer({
      description:
        'Projects of one user at this cloud that are known to the gateway. Further ones are left out, which the log and scs_gateway_left_out_total tell.',
      examples: [5_000],
      default: 1_000,
      minimum: 1,
      maximum: 100_000,
    }),
  },
);

export const clusterLimits = group(
  { description: 'Limits for requests to this cluster.', default: {} },
  {
    requests: requests('cluster'),
    inFlight: inFlight('cluster'),
    streams: slots(
      'Concurrent watches, followed logs, exec and port-forward sessions in each process. They have slots of their own.',
      5_000,
      20_000,
    ),
    perUser: group(
      { description: 'What one user may have of it at a time.', default: {} },
      {
        inFlight: perUser('cluster', 250),
        streams: slots(
          'Watches, followed logs, exec and port-forward sessions of one user in each process; never more than half of streams.',
          500,
          2_000,
        ),
      },
    ),
    minRate: minRate('cluster'),
  },
);
