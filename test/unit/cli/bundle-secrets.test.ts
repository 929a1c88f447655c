// SPDX-License-Identifier: Apache-2.0
// No secret that this machine knows reaches a support archive, however it is written there.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHide } from '../../../src/cli/bundle-secrets.ts';

const secret = fc
  .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 })
  .filter((text) => text.trim().length >= 8);

describe('what is known to be secret', () => {
  it('is hidden as it is, in JSON, in URLs, in hex, and in base64 behind whatever stands before', () => {
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 5 }), (written, before) => {
        const text = written.trim();
        const hide = createHide([text]);
        const forms = [
          text,
          JSON.stringify({ a: text }),
          `https://x.example/?p=${encodeURIComponent(text)}&y=1`,
          Buffer.from(text).toString('hex'),
          Buffer.from(text).toString('base64'),
          Buffer.from(text).toString('base64url'),
        ];
        for (const form of forms) expect(hide(`x ${form} y`)).not.toContain(form);
        // Of base64 in the midst of other bytes the first and last figure belong to these too.
        const inner = Buffer.from(`${before}${text}`).toString('base64url');
        const part = inner.slice(Math.ceil((Buffer.byteLength(before) * 4) / 3) + 2, -3);
        if (part.length >= 8) expect(hide(`Basic-ish ${inner}`)).not.toContain(part);
      }),
      { numRuns: 300 },
    );
  });

  it('is hidden by its lines and parts too: of a private key, of a kubeconfig, of a URL of Redis', () => {
    const key =
      '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg\nAAAAAAAAAAAAAAAAAAAA+bcd/efg==\n-----END EC PRIVATE KEY-----';
    const kubeconfig = 'users:\n- name: gw\n  user:\n    token: "abcDEF-ghi_jkl.mno123"\n';
    const hide = createHide([key, kubeconfig, 'rediss://default:p%40ss-w0rd@redis.example:6379']);
    const text = hide('AAAAAAAAAAAAAAAAAAAA+bcd/efg== abcDEF-ghi_jkl.mno123 p@ss-w0rd p%40ss-w0rd');
    for (const part of ['AAAAAAAAAA', 'abcDEF', 'ss-w0rd']) expect(text).not.toContain(part);
  });
});

describe('what looks like a secret', () => {
  const hide = createHide([]);

  it.each([
    ['a JWT', 'token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl end', 'eyJ'],
    ['a token of Keystone', `X ${`gAAAAABm${'x'.repeat(60)}`} Y`, 'gAAAA'],
    ['a header', 'Authorization: Bearer abcdefgh12345678', 'abcdefgh'],
    ['a basic header', 'authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['a password in a URL', 'redis://user:hunter22@host/0', 'hunter22'],
    ['a field of JSON', '{"client_secret": "hunter22", "a": 1}', 'hunter22'],
    ['a field of JSON within JSON', '{"detail": "{\\"password\\":\\"hunter22\\"}"}', 'hunter22'],
    ['a form', 'grant_type=password&password=hunter22&x=1', 'hunter22'],
    ['a private key that is cut', 'x -----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49', 'MIGH'],
  ])('is hidden without being known: %s', (_, text, gone) => {
    expect(hide(text)).not.toContain(gone);
  });

  it('leaves references and ordinary text as they are', () => {
    const text = 'clientSecret: env:CLIENT_SECRET\npassword: file:/run/secrets/x\nreason: memberTimeout\n';
    expect(hide(text)).toBe(text);
  });
});
