// SPDX-License-Identifier: Apache-2.0
// Swift's signatures in place of a token: temporary URLs (swift/common/middleware/tempurl.py) and upload forms (formpost.py).
// What is signed names the account, so a client has signed the gateway's name of it, which the member does not know. With
// the account's key the signature is verified first, and only then made anew for the member's name: the gateway signs nothing
// that a holder of the key has not signed, and the member still judges key, time and method itself.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Paths are decoded, one character for each byte. */
export interface ObjectPath {
  readonly account: string;
  readonly container: string;
  readonly object: string;
}

interface Signature {
  readonly algorithm: string;
  readonly digest: Buffer;
}

const BY_LENGTH: Readonly<Record<number, string>> = { 40: 'sha1', 64: 'sha256', 128: 'sha512' };
const BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };
const REPLACED: ReadonlySet<string> = new Set(['temp_url_sig', 'temp_url_ip_range']);
/** tempurl.py EXPIRES_ISO8601_FORMAT. */
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ?)?$/;

const OBJECT = /^\/v1\/([^/]+)\/([^/]+)(?:\/(.*))?$/s;

/** `raw` is percent-encoded. Undefined where it names nothing that can be signed. */
export function objectPath(raw: string): ObjectPath | undefined {
  const [, account, container, object = ''] = OBJECT.exec(decoded(raw)) ?? [];
  return account === undefined || container === undefined ? undefined : { account, container, object };
}

export function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** swift/common/digest.py extract_digest_and_algorithm. */
function readSignature(text: string): Signature | undefined {
  const [, named, base64] = /^(sha1|sha256|sha512):([\w+/-]+)={0,2}$/.exec(text) ?? [];
  const algorithm = named ?? (/^[0-9a-f]+$/i.test(text) ? BY_LENGTH[text.length] : undefined);
  if (algorithm === undefined) return undefined;
  const digest = base64 === undefined ? Buffer.from(text, 'hex') : Buffer.from(base64, 'base64');
  return digest.length === BYTES[algorithm] ? { algorithm, digest } : undefined;
}

const sign = (algorithm: string, key: string, message: string): Buffer =>
  createHmac(algorithm, Buffer.from(key, 'latin1')).update(message, 'latin1').digest();

/** The key that one of these messages was signed with. */
const keyOf = (keys: readonly string[], { algorithm, digest }: Signature, messages: readonly string[]) =>
  keys.find((key) => messages.some((message) => timingSafeEqual(sign(algorithm, key, message), digest)));

export interface SignedRequest {
  readonly method: string;
  /** As the client has asked, and as the member will be. */
  readonly asked: ObjectPath;
  readonly there: ObjectPath;
  /** What clients may have signed before `/v1`: nothing, or all of the gateway's path. */
  readonly before: readonly string[];
  readonly keys: readonly string[];
}

/** The query for the member; undefined where the signature is not one of these keys'. */
export function resignQuery(
  query: string,
  { method, asked, there, before, keys }: SignedRequest,
  isWithin: (range: string) => boolean,
): string | undefined {
  const parameters = query.split('&').map((raw) => {
    const [name = '', value = ''] = raw.split(/=(.*)/s, 2).map((part) => decoded(part.replaceAll('+', ' ')));
    return { raw, name, value };
  });
  const first = (wanted: string) => parameters.find(({ name }) => name === wanted)?.value;
  const signature = readSignature(first('temp_url_sig') ?? '');
  const expires = secondsOf(first('temp_url_expires') ?? '');
  if (signature === undefined || expires === undefined) return undefined;
  const range = first('temp_url_ip_range');
  // The member sees the gateway's address in place of the client's.
  if (range && !isWithin(range)) return undefined;
  const prefix = first('temp_url_prefix');
  if (prefix !== undefined && !asked.object.startsWith(prefix)) return undefined;
  const pathOf = ({ account, container, object }: ObjectPath, root: string): string =>
    `${prefix === undefined ? '' : 'prefix:'}${root}/v1/${account}/${container}/${prefix ?? object}`;
  const words = method === 'HEAD' ? ['HEAD', 'GET', 'POST', 'PUT'] : [method];
  const limited = range ? `ip=${range}\n` : '';
  const messages = before.flatMap((root) =>
    words.map((word) => `${limited}${word}\n${expires}\n${pathOf(asked, root)}`),
  );
  const key = keyOf(keys, signature, messages);
  if (key === undefined) return undefined;
  const anew = sign(signature.algorithm, key, `${method}\n${expires}\n${pathOf(there, '')}`);
  const kept = parameters.filter(({ name }) => !REPLACED.has(name)).map(({ raw }) => raw);
  return [...kept, `temp_url_sig=${anew.toString('hex')}`].join('&');
}

/** Seconds since 1970, as Swift signs them. */
function secondsOf(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const time = DATE.test(text) ? Date.parse(text.endsWith('Z') || !text.includes('T') ? text : `${text}Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : time / 1000;
}

export interface SignedForm {
  readonly asked: string;
  readonly there: string;
  readonly before: readonly string[];
  readonly keys: readonly string[];
}

/**
 * The signature for the member in the very form and length of the one given, so that the body's length stays.
 * `fields` are those before the first file.
 */
export function resignForm(
  fields: ReadonlyMap<string, string>,
  { asked, there, before, keys }: SignedForm,
): string | undefined {
  const given = fields.get('signature') ?? '';
  const signature = readSignature(given);
  if (signature === undefined) return undefined;
  const rest = [
    fields.get('redirect') ?? '',
    ...['max_file_size', 'max_file_count', 'expires'].map((name) => fields.get(name) || '0'),
  ].join('\n');
  const key = keyOf(
    keys,
    signature,
    before.map((root) => `${root}${asked}\n${rest}`),
  );
  if (key === undefined) return undefined;
  const anew = sign(signature.algorithm, key, `${there}\n${rest}`);
  const colon = given.indexOf(':');
  if (colon === -1) return anew.toString('hex');
  const base64 = given.slice(0, colon + 1) + anew.toString('base64');
  return base64.slice(0, given.length);
}
