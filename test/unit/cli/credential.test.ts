// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CredentialDeps, type CredentialOptions, credential } from '../../../src/cli/credential.ts';

const ISSUER = 'https://idp.example';
const NOW = Date.parse('2026-11-23T12:00:00Z');

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'scs-credential-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

/** An identity provider that answers the token endpoint from a list, and remembers what it was asked. */
function provider(answers: object[]) {
  const asked: { url: string; form: Record<string, string>; authorization: string | undefined }[] = [];
  const fake = async (url: string, init?: { body?: string; headers?: Record<string, string> }) => {
    const json = (body: object) =>
      new Response(JSON.stringify(body), {
        status: 'error' in body ? 400 : 200,
        headers: { 'content-type': 'application/json' },
      });
    if (url.endsWith('/.well-known/openid-configuration'))
      return json({
        issuer: ISSUER,
        token_endpoint: `${ISSUER}/token`,
        device_authorization_endpoint: `${ISSUER}/device`,
      });
    asked.push({
      url,
      form: Object.fromEntries(new URLSearchParams(init?.body)),
      authorization: init?.headers?.authorization,
    });
    const answer = answers.shift() ?? { error: 'unexpected' };
    // What every answer of its kind must have: RFC 6749 section 5.1.
    return json('access_token' in answer ? { token_type: 'Bearer', ...answer } : answer);
  };
  return { asked, fetch: fake as unknown as typeof fetch };
}

const told: string[] = [];
const deps = (fetch: CredentialDeps['fetch'], more: Partial<CredentialDeps> = {}): CredentialDeps => ({
  fetch,
  now: () => NOW,
  tell: (text) => told.push(text),
  interactive: true,
  ...more,
});
const options = (more: Partial<CredentialOptions> = {}): CredentialOptions => ({
  issuer: ISSUER,
  clientId: 'cli',
  scope: 'openid',
  folder: cache,
  ...more,
});

describe('the credential plugin', () => {
  it('logs a person in by the device grant and waits for the confirmation', async () => {
    const { asked, fetch } = provider([
      { device_code: 'd', user_code: 'ABCD', verification_uri: `${ISSUER}/activate`, interval: 0.001, expires_in: 60 },
      { error: 'authorization_pending' },
      { access_token: 'a1', expires_in: 300, refresh_token: 'r1' },
    ]);
    expect(JSON.parse(await credential(options(), deps(fetch)))).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'a1', expirationTimestamp: '2026-11-23T12:05:00.000Z' },
    });
    expect(told.at(-1)).toContain(`${ISSUER}/activate`);
    expect(told.at(-1)).toContain('ABCD');
    expect(asked.map(({ form }) => form.grant_type ?? 'begin')).toEqual([
      'begin',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:device_code',
    ]);
  });

  it('keeps the login in a file for its user alone, and uses it again', async () => {
    const first = provider([{ access_token: 'a1', expires_in: 300 }]);
    const confidential = options({ clientSecret: 'pass word:1' });
    await credential(confidential, deps(first.fetch));
    expect(Buffer.from((first.asked[0]?.authorization ?? '').slice(6), 'base64').toString()).toBe(
      'cli:pass%20word%3A1',
    );
    const [file = ''] = await readdir(cache);
    expect((await stat(join(cache, file))).mode & 0o777).toBe(0o600);
    const second = provider([]);
    expect(await credential(confidential, deps(second.fetch))).toContain('a1');
    expect(second.asked).toEqual([]);
  });

  it('renews quietly with the refresh token once less than a minute is left', async () => {
    const begun = provider([
      { device_code: 'd', user_code: 'A', verification_uri: 'https://x', interval: 0.001, expires_in: 60 },
      { access_token: 'a1', expires_in: 300, refresh_token: 'r1' },
    ]);
    await credential(options(), deps(begun.fetch));
    const { asked, fetch } = provider([{ access_token: 'a2', expires_in: 300 }]);
    const later = deps(fetch, { now: () => NOW + 250_000, interactive: false });
    expect(await credential(options(), later)).toContain('a2');
    expect(asked[0]?.form).toEqual({ client_id: 'cli', grant_type: 'refresh_token', refresh_token: 'r1' });
  });

  it('keeps a login for five minutes where the provider does not say how long it lives, and for a year at most', async () => {
    const confidential = options({ clientSecret: 'x' });
    const until = async (answer: object): Promise<string> => {
      await rm(cache, { recursive: true });
      const { fetch } = provider([answer]);
      return JSON.parse(await credential(confidential, deps(fetch))).status.expirationTimestamp;
    };
    expect(await until({ access_token: 'a1' })).toBe('2026-11-23T12:05:00.000Z');
    expect(await until({ access_token: 'a1', expires_in: 1e300 })).toBe('2027-11-24T12:00:00.000Z');
  });

  it('logs in again where the cached login cannot be read', async () => {
    const confidential = options({ clientSecret: 'x' });
    await credential(confidential, deps(provider([{ access_token: 'a1' }]).fetch));
    const [file = ''] = await readdir(cache);
    for (const text of ['', 'null', '{"expiresAt":"soon"}', '[]']) {
      await writeFile(join(cache, file), text);
      expect(await credential(confidential, deps(provider([{ access_token: 'a2' }]).fetch))).toContain('a2');
    }
  });

  it('asks for a terminal instead of waiting for nobody', async () => {
    const { fetch } = provider([]);
    await expect(credential(options(), deps(fetch, { interactive: false }))).rejects.toThrow('a login is needed');
  });

  it('tells why the provider refused', async () => {
    const { fetch } = provider([{ error: 'invalid_client', error_description: 'no such client' }]);
    await expect(credential(options(), deps(fetch))).rejects.toThrow('no such client');
  });
});
