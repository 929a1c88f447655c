// SPDX-License-Identifier: Apache-2.0
// The keys of an object store's temporary URLs, as far as the gateway has seen them: whoever sets or reads one through the
// gateway has shown the member the right to. They serve for nothing but to verify a client's signature and to repeat it
// for the member's name of the account (adapters/openstack/signed-urls.ts).
import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv4 } from 'node:net';
import {
  boundaryOf,
  decoded,
  objectPath,
  readForm,
  resignForm,
  resignQuery,
} from '../../../adapters/openstack/index.ts';
import { limitBody } from '../../../http/limit-body.ts';
import type { Target } from '../../../http/target.ts';
import { type AnswerHeaders, firstOf } from '../../../members/headers.ts';
import type { ObjectAccounts } from '../../../members/object-accounts.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Member } from '../../../model/member.ts';

/** An account, or one of its containers; objects have no keys. */
const PLACE = /^\/v1(?:\.0)?\/([^/]+)(?:\/([^/]+))?\/?$/;
/** Far more than the fields before a form's first file have. */
const BEGINNING = 64 * 1024;

/** As one text: no name of either holds a slash. */
const placeOf = (account: string, container?: string): string =>
  container === undefined ? account : `${account}/${container}`;

/** Called with each answer to somebody who is known, before its client has it. */
export function learnUrlKeys(
  accounts: ObjectAccounts,
  member: Member,
  { method = '', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { rest }: Target,
  status: number,
  answer: AnswerHeaders,
): void {
  if (status >= 300 || method === 'DELETE') return;
  const writes = method === 'POST' || method === 'PUT';
  // Of metadata that was written (RFC 9110 §15.3). To a list of deletions or an archive Swift says 200 whoever asks, and keeps
  // none of the headers (bulk.py); to an upload form 201.
  if (writes && !(method === 'POST' ? status === 204 : status === 201 || status === 202)) return;
  const [, account, container] = PLACE.exec(rest) ?? [];
  if (account === undefined) return;
  const kind = container === undefined ? 'account' : 'container';
  const name = `x-${kind}-meta-temp-url-key`;
  // What a GET says of it is nobody's word: a stranger to the container may read it.
  const keys = [name, `${name}-2`].map((one): string | undefined => {
    const written = writes ? headers[one] : undefined;
    if (typeof written === 'string') return written;
    if (writes && headers[one.replace('x-', 'x-remove-')] !== undefined) return '';
    return firstOf(answer, one);
  });
  if (keys.every((key) => key === undefined)) return;
  void accounts.learnKeys(member, placeOf(decoded(account), container && decoded(container)), keys);
}

export interface Resigned {
  /** For the member, in place of the client's. */
  readonly query?: string;
  readonly body?: string | IncomingMessage;
  /** What a form may redirect to: the project's own word, which its key has signed. */
  readonly redirect?: string;
}

export interface SignedDeps {
  readonly accounts: ObjectAccounts;
  readonly publicUrl: string;
  addressOf(raw: IncomingMessage): string;
}

/** `there`: the path below the service as the member will be asked. Nothing where no known key has signed the request. */
export async function resign(
  { accounts, publicUrl, addressOf }: SignedDeps,
  member: Member,
  { region, service, rest, query = '' }: Target,
  raw: IncomingMessage,
  there: string,
  kind: 'temporaryUrl' | 'form',
  patience: number,
): Promise<Resigned> {
  const asked = objectPath(rest);
  const will = objectPath(there);
  if (asked === undefined || will === undefined) return {};
  const { account, container } = asked;
  const keys = await Promise.all([
    accounts.keysOf(member, placeOf(account)),
    accounts.keysOf(member, placeOf(account, container)),
  ]);
  const known = keys.flat().filter((key) => key !== '');
  if (known.length === 0) return {};
  // Some clients sign the path from the version on (swiftclient, gophercloud), some all that stands in the URL.
  const before = ['', `${new URL(publicUrl).pathname.replace(/\/$/, '')}/clouds/${region}/${service}`];
  if (kind === 'temporaryUrl') {
    const { method = '' } = raw;
    const signed = { method, asked, there: will, before, keys: known };
    const anew = resignQuery(query, signed, (range) => isWithin(addressOf(raw), range));
    return anew === undefined ? {} : { query: anew };
  }
  const boundary = boundaryOf(raw.headers['content-type'] ?? '');
  if (boundary === undefined) return {};
  const { beginning, ended } = await readBeginning(raw, boundary, patience);
  const form = readForm(beginning.toString('latin1'), boundary);
  const fields = typeof form === 'object' ? form.fields : undefined;
  const paths = { asked: decoded(rest), there: decoded(there), before, keys: known };
  const signature = fields && resignForm(fields, paths);
  if (signature !== undefined && typeof form === 'object') beginning.write(signature, form.signatureAt, 'latin1');
  if (!ended) raw.unshift(beginning);
  const redirect = signature === undefined ? undefined : fields?.get('redirect');
  return { body: ended ? beginning.toString('latin1') : raw, ...(redirect ? { redirect } : {}) };
}

/** Up to the first file. What has been read is looked at each time that it has doubled, however small the pieces are. */
async function readBeginning(
  raw: IncomingMessage,
  boundary: string,
  patience: number,
): Promise<{ readonly beginning: Buffer; readonly ended: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  let next = 1024;
  const tooLate = new Promise<never>((_, reject) => {
    limitBody(raw, patience, () => reject(new GatewayError('clientTimeout', { detail: 'body' })));
  });
  const chunks = raw.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  for (;;) {
    const { value, done } = await Promise.race([chunks.next(), tooLate]);
    if (done) return { beginning: Buffer.concat(parts), ended: true };
    parts.push(value);
    size += value.length;
    if (size < next) continue;
    next = 2 * size;
    const beginning = Buffer.concat(parts);
    if (size <= BEGINNING && readForm(beginning.toString('latin1'), boundary) === 'more') continue;
    await chunks.return?.();
    return { beginning, ended: false };
  }
}

/** Of a network within which clients are told apart: an IPv6 address is known by its /64 alone. */
function isWithin(address: string, range: string): boolean {
  const [network = '', bits] = range.split('/', 2);
  const client = address.replace(/\/64$/, '');
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  const width = bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits);
  if (family === 'ipv6' && width > 64) return false;
  try {
    const list = new BlockList();
    list.addSubnet(network, width, family);
    return list.check(client, isIPv4(client) ? 'ipv4' : 'ipv6');
  } catch {
    return false;
  }
}
