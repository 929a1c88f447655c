// SPDX-License-Identifier: Apache-2.0
// Schemathesis against the SCS API: how it is run, what it finds, and which findings are explained. All phases and checks; the
// document and a token are all it gets.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv } from '../client.ts';
import type { Tools } from '../suites/tools.ts';
import { EXPLAINED, type Explained, LEFT_OUT } from './explained.ts';

export const VERSION = '4.32.0';

export const schemathesis = (tools: Tools): Promise<string> => tools.python('schemathesis', `schemathesis==${VERSION}`);

export interface Finding {
  readonly check: string;
  readonly operation: string;
  readonly status: number;
  readonly title: string;
  readonly message: string;
  /** The problem's own words, with what is wrong where. */
  readonly detail: string;
  readonly request: string;
}

export interface Asked {
  readonly url: string;
  readonly token: string;
  /** PEM file of who signed the certificate. */
  readonly ca?: string;
  readonly folder: string;
  /** Generated cases for each operation in the phase `fuzzing`. */
  readonly examples: number;
  readonly seed: number;
  /** Patterns of operationIds; none: all. */
  readonly only?: string;
}

/** The token is in the environment, and in no argument and no file. */
const CONFIG = `base-url = "\${SCS_URL}"
headers = { Authorization = "Bearer \${SCS_TOKEN}" }
`;

export async function findings(
  tools: Tools,
  asked: Asked,
): Promise<{ readonly cases: number; readonly found: readonly Finding[] }> {
  const bin = await schemathesis(tools);
  writeFileSync(join(asked.folder, 'schemathesis.toml'), CONFIG);
  const report = join(asked.folder, 'report.ndjson');
  rmSync(report, { force: true });
  const { stdout, stderr } = await tools.run(
    join(bin, 'schemathesis'),
    [
      'run',
      `${asked.url}/scs/openapi.json`,
      '--checks=all',
      '--phases=examples,coverage,fuzzing,stateful',
      `--max-examples=${asked.examples}`,
      `--seed=${asked.seed}`,
      '--continue-on-failure',
      '--no-shrink',
      '--no-color',
      '--warnings=off',
      '--suppress-health-check=all',
      '--generation-database=none',
      '--request-timeout=90',
      '--report=ndjson',
      `--report-ndjson-path=${report}`,
      ...(asked.ca === undefined ? [] : [`--tls-verify=${asked.ca}`]),
      ...(asked.only === undefined ? [] : [`--include-operation-id-regex=${asked.only}`]),
      ...Object.keys(LEFT_OUT).map((operation) => `--exclude-operation-id=${operation}`),
    ],
    {
      env: { ...cleanEnv(asked.folder), SCS_URL: asked.url, SCS_TOKEN: asked.token },
      cwd: asked.folder,
      seconds: 3600,
      log: join(asked.folder, 'log'),
    },
  );
  if (!existsSync(report)) throw new Error(`Schemathesis did not run: ${`${stdout}${stderr}`.slice(-2000)}`);
  return read(readFileSync(report, 'utf8'));
}

// biome-ignore lint/suspicious/noExplicitAny: events of a foreign report
type Node = any;

const decoded = (content: Node): string => Buffer.from(content?.$base64 ?? '', 'base64').toString();

/** One of each kind: what only differs in its input is found once. */
function read(ndjson: string): { readonly cases: number; readonly found: readonly Finding[] } {
  const found = new Map<string, Finding>();
  let cases = 0;
  for (const line of ndjson.split('\n')) {
    const recorder: Node = line === '' ? undefined : JSON.parse(line).ScenarioFinished?.recorder;
    if (!recorder) continue;
    cases += Object.keys(recorder.cases ?? {}).length;
    for (const [id, checks] of Object.entries<Node>(recorder.checks ?? {}))
      for (const { name, status, failure_info } of checks) {
        if (status !== 'failure') continue;
        const { request, response } = recorder.interactions?.[id] ?? {};
        const { title, message, operation } = failure_info.failure;
        const text = decoded(response?.content);
        const finding: Finding = {
          check: name,
          operation: operation ?? recorder.label,
          status: response?.status_code ?? 0,
          title,
          message: String(message).slice(0, 600),
          detail: detailOf(text),
          request: `${request?.method} ${request?.uri} ${decoded(request?.body).slice(0, 600)}`,
        };
        const key = JSON.stringify([name, finding.operation, finding.status, finding.title, plain(finding.detail)]);
        if (!found.has(key)) found.set(key, finding);
      }
  }
  return { cases, found: [...found.values()] };
}

function detailOf(text: string): string {
  try {
    const { detail, errors = [] } = JSON.parse(text);
    return `${detail} ${errors.map((one: Node) => Object.values(one).join(' ')).join('; ')}`.trim().slice(0, 400);
  } catch {
    return text.slice(0, 200);
  }
}

const plain = (text: string): string => text.replace(/"[^"]*"|\d+/g, '…').slice(0, 40);

const explains = (row: Explained, { check, operation, status, detail, message, request }: Finding): boolean =>
  row.check === check &&
  (row.operation?.test(operation) ?? true) &&
  (row.status === undefined || row.status === status) &&
  (row.detail?.test(detail) ?? true) &&
  (row.message?.test(message) ?? true) &&
  (row.request?.test(request) ?? true);

/** Why it is no fault. Undefined: nobody has said. */
export const explanationOf = (finding: Finding): string | undefined =>
  EXPLAINED.find((row) => explains(row, finding))?.why;

/** Rows that explain nothing of it: candidates to go, where much was tried. */
export const idleOf = (found: readonly Finding[]): readonly string[] =>
  EXPLAINED.filter((row) => !found.some((finding) => explains(row, finding))).map(
    ({ check, status, detail, message, request }) =>
      `${check} ${[status, detail, message, request].filter(Boolean).join(' ')}`,
  );
