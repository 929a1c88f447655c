// SPDX-License-Identifier: Apache-2.0
// Reads what test runners print: Go's verbose lines, JUnit files, and our own steps. Pure, so that it can be tested.
import type { Verdict, Verdicts } from './suite.ts';

/** `--- PASS: TestName (0.10s)`, subtests left to their parents; the lines between are what it said. */
export function goVerdicts(output: string, prefix = ''): Verdicts {
  const found = new Map<string, Verdict>();
  let said: string[] = [];
  for (const line of output.split('\n')) {
    const end = /^--- (PASS|FAIL|SKIP): (\S+)/.exec(line);
    if (end?.[1] === undefined || end[2] === undefined) {
      if (/^=== RUN\s+[^/\s]+$/.test(line)) said = [];
      said.push(line);
      continue;
    }
    found.set(`${prefix}${end[2]}`, { verdict: end[1].toLowerCase(), detail: said.join('\n') });
    said = [];
  }
  // What a panic or the time limit took along has no line of its own.
  const panic = /^panic: .*$/m.exec(output);
  if (panic)
    found.set(`${prefix}(the whole)`, { verdict: 'panic', detail: output.slice(panic.index, panic.index + 3000) });
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const text = (xml: string): string =>
  xml.replace(/&(?:(lt|gt|quot|apos|amp)|#(\d+)|#x([0-9a-fA-F]+));/g, (_, name, decimal, hex) =>
    name ? (ENTITIES[name] ?? '') : String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16)),
  );

/** The `testcase` elements of a JUnit file. */
export function junitVerdicts(xml: string, shorten: (className: string) => string = (name) => name): Verdicts {
  const found = new Map<string, Verdict>();
  for (const [, attributes = '', , body = ''] of xml.matchAll(/<testcase\b([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const attribute = (name: string): string => text(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
    const outcome = /<(failure|error|skipped)\b/.exec(body)?.[1];
    const verdict = outcome === undefined ? 'pass' : outcome === 'skipped' ? 'skip' : 'fail';
    const key = `${shorten(attribute('classname'))}.${attribute('name')}`;
    // A test that fails and then fails to clean up is there twice.
    if (found.get(key)?.verdict === 'fail') continue;
    found.set(key, { verdict, detail: text(body) });
  }
  return found;
}

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g;

/** What may differ between two runs of one command taken out: ids, times, sizes of columns, where the endpoint is. */
export function plain(output: string): string {
  return (
    output
      // What the gateway adds to every answer, for browsers, what belongs to the connection, and what a web server says of itself.
      .replace(
        /^\s*(X-Content-Type-Options|Content-Security-Policy|Cross-Origin-Resource-Policy|Connection|Keep-Alive): .*\n?|^\s*Server: Apache.*\n?/gim,
        '',
      )
      .replace(
        /https?:\/\/[^\s/"'|,]+(\/clouds\/cloud-[ab]\/[a-z0-9-]+|\/(?:identity|compute|image|networking|placement|volume|object-store)(?=\/))?/g,
        '<url>',
      )
      .replace(/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/g, '<key>')
      .replace(/\bfa:16:3e(:[0-9a-f]{2}){3}\b/g, '<mac>')
      // A region of the gateway is called as its cloud.
      .replace(/\b(Region[AB]|cloud-[ab])\b/g, '<region>')
      // Keystone's tokens and the gateway's.
      .replace(/\bgAAAA[\w-]+=*|\beyJ[\w-]+(\.[\w-]+){2}/g, '<token>')
      // Made anew for each server; a hash of project and host; how often Neutron wrote a row.
      .replace(/\b(adminPass|revision_number)(\W+)\w+/g, '$1$2<any>')
      .replace(/\b[0-9a-f]{56}\b/g, '<id>')
      .replace(/\b(AUTH_)?[0-9a-f]{64}\b/g, '<id>')
      .replace(UUID, '<id>')
      .replace(/\breq-<id>/g, '<request>')
      .replace(/\btx[0-9a-f]{21}-[0-9a-f]{10}\w*/g, '<request>')
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:?00)?/g, '<time>')
      .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<time>')
      .replace(/\b\d{10}\.\d+\b/g, '<time>')
      .replace(/suites-(direct|gateway)/g, 'suites-<side>')
      .replace(/-{3,}|[─═├┤┌┐└┘╞╡┬┼┴╪┆]*[─═]{3,}[─═├┤┌┐└┘╞╡┬┼┴╪]*/g, '---')
      .replace(/[ \t]+/g, ' ')
      .replace(/^ /gm, '')
      .trim()
  );
}

export interface Compared {
  readonly test: string;
  readonly direct: string;
  readonly gateway: string;
  readonly equal: boolean;
  readonly detail: string;
}

/** Side by side, in the order of the direct run; a test that one side did not come to is `absent` there. */
export function compare(direct: Verdicts, gateway: Verdicts): Compared[] {
  const tests = [...new Set([...direct.keys(), ...gateway.keys()])];
  return tests.map((test) => {
    const [one, other] = [direct.get(test), gateway.get(test)];
    const [first, second] = [one?.verdict ?? 'absent', other?.verdict ?? 'absent'];
    const same = one?.text === other?.text;
    const detail = `direct: ${one?.detail?.slice(-1500) ?? ''}\ngateway: ${other?.detail?.slice(-2000) ?? ''}`;
    return {
      test,
      direct: first,
      gateway: same || first !== second ? second : `${second}, other output`,
      equal: first === second && same,
      detail,
    };
  });
}
