// SPDX-License-Identifier: Apache-2.0
// What the commands of users write for terminals, shells and cameras.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { encodeQR } from 'qr';
import { describe, expect, it } from 'vitest';
import { exportsOf } from '../../../src/cli/env.ts';
import { printable } from '../../../src/cli/error-causes.ts';
import { openBrowser, openerOf } from '../../../src/cli/open-browser.ts';
import { qrCode } from '../../../src/cli/qr-code.ts';

describe('scs-gateway env for a shell', () => {
  it('gives bash each value as it is, whatever is in it', () => {
    const value = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !/[\0\ud800-\udfff]/.test(text));
    fc.assert(
      fc.property(value, (text) => {
        const script = `eval "$1"\nprintf '%s' "$OS_PROJECT_NAME"`;
        const shown = execFileSync('bash', ['-c', script, 'x', exportsOf({ OS_PROJECT_NAME: text }, 'sh')]);
        expect(shown.toString()).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('works without quotes around the substitution too', () => {
    const script = `eval $(cat)\nprintf '%s' "$OS_TOKEN$OS_PASSWORD"`;
    const options = {
      input: exportsOf({ OS_AUTH_URL: 'u', OS_TOKEN: 't' }, 'sh'),
      env: { ...process.env, OS_PASSWORD: 'p' },
    };
    expect(execFileSync('bash', ['-c', script], options).toString()).toBe('t');
  });

  it('quotes for fish and PowerShell in their ways', () => {
    expect(exportsOf({ A: `it's \\ $x` }, 'fish')).toContain(`set -gx A 'it\\'s \\\\ $x';\n`);
    expect(exportsOf({ A: `it's \u2019 $x` }, 'powershell')).toContain(`$env:A = 'it''s \u2019\u2019 $x';\n`);
  });
});

describe('the picture of a page for phones', () => {
  const screen = { isTTY: true, columns: 120, rows: 60 };
  const env = { LANG: 'C.UTF-8', TERM: 'xterm' };
  const url = 'https://idp.example.org/device?user_code=ABCD-EFGH';

  it('is the QR code of that page, two rows in a line, white on black', () => {
    const lines = (qrCode(url, screen, env) ?? '').split('\n').map((line) => line.slice(8, -4));
    const dark = { '█': '00', '▀': '01', '▄': '10', ' ': '11' } as Record<string, string>;
    const rows = lines.flatMap((line) => [0, 1].map((half) => [...line].map((one) => dark[one]?.[half] === '1')));
    const modules = encodeQR(url, 'raw', { ecc: 'low' });
    expect(rows.slice(0, modules.length)).toEqual(modules);
  });

  it.each([
    ['no terminal', { ...screen, isTTY: false }, env, url],
    ['a narrow one', { ...screen, columns: 30 }, env, url],
    ['a low one', { ...screen, rows: 10 }, env, url],
    ['one without these characters', screen, { LANG: 'C', TERM: 'xterm' }, url],
    ['one that is dumb', screen, { ...env, TERM: 'dumb' }, url],
    ['a page of endless length', screen, env, `${url}${'x'.repeat(500)}`],
  ])('is left out for %s', (_what, on, variables, page) => {
    expect(qrCode(page, on, variables)).toBeUndefined();
  });
});

describe('a browser', () => {
  it.each([
    [{ BROWSER: 'firefox', DISPLAY: ':0' }, 'linux', ['firefox']],
    [{ DISPLAY: ':0' }, 'linux', ['xdg-open']],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', ['xdg-open']],
    [{}, 'linux', undefined],
    [{}, 'darwin', ['open']],
    [{}, 'win32', ['rundll32', 'url.dll,FileProtocolHandler']],
  ])('with %o on %s is opened by %o', (env, platform, opener) => {
    expect(openerOf(env, platform)).toEqual(opener);
  });

  it.each([
    ['is not there', '/nowhere/browser', false],
    ['fails', 'false', false],
    ['works', 'true', true],
  ])('that %s is told as it is', async (_what, command, worked) => {
    expect(await openBrowser('https://idp.example/', { BROWSER: command })).toBe(worked);
  });
});

it('no text of a server redraws the terminal or runs backwards', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
  expect(printable('Zoë \u001b]0;x\u0007 \u202egro')).toBe('Zoë ]0;x gro');
});
