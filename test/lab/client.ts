// SPDX-License-Identifier: Apache-2.0
// The clients of the lab: the stock `openstack` command as users start it (`plain`), the same client in a process that
// has it loaded (`run`, quicker), and bare HTTP requests for what no command shows (headers, status codes).
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OpenStackClient {
  /** Standard output; an exit code other than 0 is an error that shows what the client said. */
  run(...args: string[]): Promise<string>;
  /** As `run`, with `-f json`. */
  json<T>(...args: string[]): Promise<T>;
  /** The outcome whatever it is. */
  outcome(...args: string[]): Promise<Outcome>;
  /** The command itself, started anew. */
  plain(...args: string[]): Promise<string>;
  close(): void;
}

export type Env = Readonly<Record<string, string>>;

/** No Python but the system's, no proxy, no setting of the caller's shell. */
export const cleanEnv = (home: string): Env => ({ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: home, LANG: 'C.UTF-8' });

/** `bin`: where its `python3` and `openstack` are. */
export function createClient(home: string, login: Env, bin = '/usr/bin'): OpenStackClient {
  mkdirSync(home, { recursive: true });
  const env = { ...cleanEnv(home), ...login };
  let server: ChildProcessWithoutNullStreams | undefined;
  const waiting: ((outcome: Outcome) => void)[] = [];

  const start = (): ChildProcessWithoutNullStreams => {
    const child = spawn(join(bin, 'python3'), [join(import.meta.dirname, 'osc.py')], { env: cleanEnv(home) });
    createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line) as Outcome));
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    child.once('exit', (code) => {
      for (const resolve of waiting.splice(0)) resolve({ code: code ?? 1, stdout: '', stderr: said });
      server = undefined;
    });
    return child;
  };
  const outcome = (...args: string[]): Promise<Outcome> =>
    new Promise((resolve) => {
      server ??= start();
      waiting.push(resolve);
      server.stdin.write(`${JSON.stringify({ args, env })}\n`);
    });
  const run = async (...args: string[]): Promise<string> => succeeded(args, await outcome(...args));
  return {
    run,
    outcome,
    json: async <T>(...args: string[]) => JSON.parse(await run(...args, '-f', 'json')) as T,
    plain: async (...args) => succeeded(args, await execute(join(bin, 'openstack'), args, env)),
    close: () => server?.stdin.end(),
  };
}

function succeeded(args: readonly string[], { code, stdout, stderr }: Outcome): string {
  if (code !== 0) throw new Error(`openstack ${args.join(' ')} ended with ${code}\n${stderr}${stdout}`);
  return stdout;
}

export function execute(command: string, args: readonly string[], env: Env, cwd?: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

// biome-ignore lint/suspicious/noExplicitAny: what real clouds answer is looked into freely, a wrong guess fails the claim
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Json;
}

export type Http = (
  method: string,
  url: string,
  /** `text`: a body as it is, in place of one that becomes JSON. */
  options?: { token?: string; headers?: Env; body?: unknown; text?: string; form?: Env },
) => Promise<Answer>;

/** One request, no redirects followed. `ca`: PEM text for the gateway's certificate. */
export function createHttp(ca?: string): Http & { close(): Promise<void> } {
  // Without keep-alive where it is the clouds that are asked: they are stopped and started meanwhile.
  const dispatcher = new Agent(ca === undefined ? { pipelining: 0 } : { connect: { ca } });
  const http = async (method: string, url: string, options: Parameters<Http>[2] = {}): Promise<Answer> => {
    const answer = await request(url, {
      dispatcher,
      method: method as 'GET',
      headers: {
        ...(options.token === undefined ? {} : { 'x-auth-token': options.token }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...options.headers,
      },
      body: bodyOf(options),
      headersTimeout: 120_000,
    });
    const text = await answer.body.text();
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
    return { status: answer.statusCode, headers, text, json: parsed(text) };
  };
  return Object.assign(http, { close: () => dispatcher.close() });
}

function bodyOf({ body, text, form }: NonNullable<Parameters<Http>[2]>): string | null {
  if (text !== undefined) return text;
  if (form !== undefined) return `${new URLSearchParams(form)}`;
  return body === undefined ? null : JSON.stringify(body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
