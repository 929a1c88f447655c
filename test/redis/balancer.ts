// SPDX-License-Identifier: Apache-2.0
// Load on several gateways, spread as a load balancer does it: in turn over those that say they are ready, on kept-alive
// connections. Another one is tried where a connection was refused, since nothing was sent then; any other failure is
// a failed request. Every answer is looked at.
import { Agent, type IncomingMessage, request } from 'node:http';

export interface Case {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Says what is wrong with an answer; nothing where it is as it must be. */
  wrong(status: number, text: string): string | undefined;
}

export interface Target {
  readonly name: string;
  readonly port: number;
  readonly operations: number;
}

interface Call {
  readonly target: Target;
  readonly what: string;
  readonly begun: number;
}

interface Failure {
  readonly call: Call;
  readonly code: string;
}

export interface Balancer {
  /** As the last look at /readyz or the last connection told. */
  isUp(target: Target): boolean;
  /** What is under way there now, and all that is sent there from now on. */
  watch(target: Target): ReadonlySet<Call>;
  readonly answered: number;
  readonly latencies: readonly number[];
  readonly failures: readonly Failure[];
  readonly wrong: readonly string[];
  /** Ends sending, and waits for what is under way. */
  close(): Promise<void>;
}

const CHECK_EVERY = 100;
/** A machine that cannot keep up must not gather requests without end. */
const MOST = 300;

export function startLoad(targets: readonly Target[], cases: readonly Case[], perSecond: number): Balancer {
  const state = new Map(
    targets.map((target) => [
      target,
      { up: true, agent: new Agent({ keepAlive: true, maxSockets: 64 }), inFlight: new Set<Call>() },
    ]),
  );
  const of = (target: Target) => {
    const found = state.get(target);
    if (found === undefined) throw new Error(`no target ${target.name}`);
    return found;
  };
  const watches: [Target, Set<Call>][] = [];
  const failures: Failure[] = [];
  const wrong: string[] = [];
  const latencies: number[] = [];
  const running = new Set<Promise<void>>();
  let turn = 0;
  let closed = false;

  const exchange = (target: Target, { method, path, headers, body }: Case): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const { agent } = of(target);
      const call = request({ host: '127.0.0.1', port: target.port, method, path, headers, agent }, async (answer) => {
        try {
          resolve({ status: answer.statusCode ?? 0, text: await read(answer) });
        } catch (error) {
          reject(error);
        }
      });
      call.once('error', reject);
      call.end(body);
    });

  async function send(one: Case): Promise<void> {
    const begun = performance.now();
    for (;;) {
      const up = targets.filter((target) => of(target).up);
      const target = up[turn++ % up.length];
      if (target === undefined) {
        await new Promise((again) => setTimeout(again, 20));
        continue;
      }
      const call = { target, what: one.name, begun: performance.now() };
      const { inFlight } = of(target);
      inFlight.add(call);
      for (const [watched, calls] of watches) if (watched === target) calls.add(call);
      try {
        const { status, text } = await exchange(target, one);
        latencies.push(performance.now() - begun);
        const fault = one.wrong(status, text);
        if (fault !== undefined) wrong.push(`${one.name} at ${target.name}: ${fault}`);
        return;
      } catch (error) {
        const { code = 'unknown' } = error as NodeJS.ErrnoException;
        of(target).up = false;
        if (code === 'ECONNREFUSED') continue;
        failures.push({ call, code });
        return;
      } finally {
        inFlight.delete(call);
      }
    }
  }

  const check = async (target: Target): Promise<void> => {
    const ok = await fetch(`http://127.0.0.1:${target.operations}/readyz`, { signal: AbortSignal.timeout(2_000) })
      .then(async (answer) => {
        await answer.arrayBuffer();
        return answer.ok;
      })
      .catch(() => false);
    of(target).up = ok;
  };
  let checking = Promise.resolve();
  const checks = setInterval(() => {
    checking = checking.then(async () => void (await Promise.all(targets.map(check))));
  }, CHECK_EVERY);

  const start = performance.now();
  let sent = 0;
  const ticks = setInterval(() => {
    for (; start + (sent * 1000) / perSecond <= performance.now(); sent++) {
      const one = cases[sent % cases.length];
      if (one === undefined || running.size >= MOST) continue;
      const work: Promise<void> = send(one).finally(() => running.delete(work));
      running.add(work);
    }
  }, 4);

  return {
    isUp: (target) => of(target).up,
    watch(target) {
      const calls = new Set(of(target).inFlight);
      watches.push([target, calls]);
      return calls;
    },
    get answered() {
      return latencies.length;
    },
    latencies,
    failures,
    wrong,
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(ticks);
      await Promise.all(running);
      clearInterval(checks);
      await checking;
      for (const { agent } of state.values()) agent.destroy();
    },
  };
}

async function read(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return text;
}
