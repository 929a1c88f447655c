// SPDX-License-Identifier: Apache-2.0
// Signatures of temporary URLs and forms are made anew for the member's path, only where a holder of the key has signed the
// gateway's. The other side is written here as Swift has it.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectPath, readForm, resignForm, resignQuery } from '../../../../src/adapters/openstack/index.ts';
import type { UploadForm } from '../../../../src/adapters/openstack/upload-form.ts';

const BEFORE = ['', '/clouds/a/object-store'];
const OURS = { account: 'AUTH_ours', container: 'c', object: 'a b' };
const THEIRS = { ...OURS, account: 'AUTH_theirs' };
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const hmac = (algorithm: string, key: string, words: readonly (string | number)[]): Buffer =>
  createHmac(algorithm, bytes(key))
    .update(bytes(words.join('\n')))
    .digest();
const anyone = (): boolean => true;
const request = (method: string, keys: readonly string[]) => ({
  method,
  asked: OURS,
  there: THEIRS,
  before: BEFORE,
  keys,
});
const sigOf = (query: string | undefined): string | undefined => /(?:^|&)temp_url_sig=([^&]*)/.exec(query ?? '')?.[1];

describe('a temporary URL', () => {
  test.each(['sha1', 'sha256', 'sha512'])('by %s leads to the object at the member', (algorithm) => {
    for (const root of BEFORE) {
      const sig = hmac(algorithm, 'key', ['GET', 1_900_000_000, `${root}/v1/AUTH_ours/c/a b`]);
      const there = hmac(algorithm, 'key', ['GET', 1_900_000_000, '/v1/AUTH_theirs/c/a b']).toString('hex');
      for (const text of [sig.toString('hex'), `${algorithm}:${sig.toString('base64url')}`]) {
        const query = `temp_url_sig=${text}&temp_url_expires=1900000000&inline&filename=x%20y`;
        const anew = resignQuery(query, request('GET', ['other', 'key']), anyone);
        expect(sigOf(anew)).toBe(there);
        expect(anew).toContain('temp_url_expires=1900000000&inline&filename=x%20y');
      }
    }
  });

  test('a HEAD is good with what was signed for reading or writing, and nothing else is', () => {
    for (const signed of ['HEAD', 'GET', 'PUT', 'POST']) {
      const query = `temp_url_sig=${hmac('sha256', 'k', [signed, 5, '/v1/AUTH_ours/c/a b']).toString('hex')}&temp_url_expires=5`;
      expect(sigOf(resignQuery(query, request('HEAD', ['k']), anyone))).toBe(
        hmac('sha256', 'k', ['HEAD', 5, '/v1/AUTH_theirs/c/a b']).toString('hex'),
      );
      expect(resignQuery(query, request('DELETE', ['k']), anyone)).toBeUndefined();
    }
  });

  test.each([
    ['1700000000', 1_700_000_000],
    ['2023-11-14T22:13:20Z', 1_700_000_000],
    ['2023-11-14T22:13:20', 1_700_000_000],
    ['2023-11-14', 1_699_920_000],
  ])('may say its end as %s', (text, seconds) => {
    const query = `temp_url_expires=${text}&temp_url_sig=${hmac('sha1', 'k', ['GET', seconds, '/v1/AUTH_ours/c/a b']).toString('hex')}`;
    expect(sigOf(resignQuery(query, request('GET', ['k']), anyone))).toBe(
      hmac('sha1', 'k', ['GET', seconds, '/v1/AUTH_theirs/c/a b']).toString('hex'),
    );
  });

  test('of a prefix is good below it alone', () => {
    const sig = hmac('sha256', 'k', ['GET', 5, 'prefix:/v1/AUTH_ours/c/a']).toString('hex');
    const query = `temp_url_sig=${sig}&temp_url_expires=5&temp_url_prefix=a`;
    expect(sigOf(resignQuery(query, request('GET', ['k']), anyone))).toBe(
      hmac('sha256', 'k', ['GET', 5, 'prefix:/v1/AUTH_theirs/c/a']).toString('hex'),
    );
    const other = { ...request('GET', ['k']), asked: { ...OURS, object: 'b' } };
    expect(resignQuery(query, other, anyone)).toBeUndefined();
  });

  test('for a network counts by the client’s address, which the member does not see', () => {
    const sig = hmac('sha256', 'k', ['ip=192.0.2.0/24', 'GET', 5, '/v1/AUTH_ours/c/a b']).toString('hex');
    const query = `temp_url_sig=${sig}&temp_url_expires=5&temp_url_ip_range=192.0.2.0/24`;
    const anew = resignQuery(query, request('GET', ['k']), (range) => range === '192.0.2.0/24');
    expect(anew).not.toContain('ip_range');
    expect(sigOf(anew)).toBe(hmac('sha256', 'k', ['GET', 5, '/v1/AUTH_theirs/c/a b']).toString('hex'));
    expect(resignQuery(query, request('GET', ['k']), () => false)).toBeUndefined();
    // Without its range it was never signed.
    expect(resignQuery(query.replace(/&temp_url_ip.*/, ''), request('GET', ['k']), anyone)).toBeUndefined();
  });

  test('whatever is changed in it, nothing is signed anew', () => {
    const sig = hmac('sha256', 'k', ['GET', 5, '/v1/AUTH_ours/c/a b']).toString('hex');
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, word, word, fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'), (a, c, o, key, method) => {
        fc.pre(a !== 'AUTH_ours' || c !== 'c' || o !== 'a b' || key !== 'k' || method !== 'GET');
        const asked = { account: a, container: c, object: o };
        const changed = { ...request(method, [key]), asked };
        expect(resignQuery(`temp_url_sig=${sig}&temp_url_expires=5`, changed, anyone)).toBeUndefined();
      }),
    );
    for (const text of ['', 'zz', sig.slice(2), `${sig}00`, `md5:${sig}`, 'sha256:====', `sha1:${sig}`])
      expect(resignQuery(`temp_url_sig=${text}&temp_url_expires=5`, request('GET', ['k']), anyone)).toBeUndefined();
    for (const end of ['', 'x', '-5', '6', '5.0', '1e9', ' 5'])
      expect(resignQuery(`temp_url_sig=${sig}&temp_url_expires=${end}`, request('GET', ['k']), anyone)).toBeUndefined();
  });

  test('any name is signed as the bytes that it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
        fc.string({ minLength: 1 }),
        (name, key) => {
          const object = Buffer.from(name).toString('latin1');
          const path = objectPath(`/v1/AUTH_ours/c/${encodeURIComponent(name.toWellFormed())}`);
          fc.pre(name.isWellFormed());
          expect(path).toEqual({ ...OURS, object });
          const of = {
            ...request('PUT', [bytes(key).toString('latin1')]),
            asked: path ?? OURS,
            there: { ...THEIRS, object },
          };
          const sig = hmac('sha512', key, ['PUT', 9, `/v1/AUTH_ours/c/${object}`]).toString('hex');
          expect(sigOf(resignQuery(`temp_url_sig=${sig}&temp_url_expires=9`, of, anyone))).toBe(
            hmac('sha512', key, ['PUT', 9, `/v1/AUTH_theirs/c/${object}`]).toString('hex'),
          );
        },
      ),
    );
  });
});

describe('an upload form', () => {
  const FIELDS = { redirect: 'https://site.example/done', max_file_size: '9', max_file_count: '2', expires: '77' };
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const FILE = '--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nhello\r\n--b--\r\n';
  const body = (signature: string) =>
    Object.entries({ ...FIELDS, signature })
      .map(([name, value]) => part(name, value))
      .join('') + FILE;
  const signed = (path: string) => hmac('sha1', 'k', [path, ...Object.values(FIELDS)]);
  const paths = { asked: '/v1/AUTH_ours/c/p', there: '/v1/AUTH_theirs/c/p', before: BEFORE, keys: ['k'] };

  test('is read up to its first file', () => {
    const whole = body('abc');
    const form = readForm(whole, 'b');
    expect(form).toMatchObject({ signatureAt: whole.indexOf('abc') });
    expect(Object.fromEntries((form as UploadForm).fields)).toEqual({ ...FIELDS, signature: 'abc' });
    for (let end = 0; end < whole.indexOf('filename'); end += 7)
      expect(readForm(whole.slice(0, end), 'b')).toBe('more');
    expect(readForm(FILE + part('signature', 'late'), 'b')).toBeUndefined();
    expect(readForm(`${part('a', 'b')}--b--`, 'b')).toBeUndefined();
  });

  test('gets a signature of the same form and length', () => {
    const ours = signed('/v1/AUTH_ours/c/p');
    const theirs = signed('/v1/AUTH_theirs/c/p');
    const anew = (signature: string) => resignForm(new Map(Object.entries({ ...FIELDS, signature })), paths);
    expect(anew(ours.toString('hex'))).toBe(theirs.toString('hex'));
    expect(anew(`sha1:${ours.toString('base64')}`)).toBe(`sha1:${theirs.toString('base64')}`);
    expect(anew(theirs.toString('hex'))).toBeUndefined();
    expect(anew('')).toBeUndefined();
    expect(
      resignForm(new Map(Object.entries({ ...FIELDS, expires: '78', signature: ours.toString('hex') })), paths),
    ).toBeUndefined();
  });
});
