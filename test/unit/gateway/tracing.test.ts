// SPDX-License-Identifier: Apache-2.0
// Steps of requests: made only where somebody listens, in the right order, never at the price of the work.
import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, expect, it, vi } from 'vitest';
import { createTracing } from '../../../src/gateway/tracing.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import { STEP_END, STEP_START, STEPS_OVER, type Step, type StepsOver } from '../../../src/model/tracing.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const one of undo.splice(0)) one();
  vi.useRealTimers();
});
function listen(channel: string, listener: ChannelListener): void {
  subscribe(channel, listener);
  undo.push(() => unsubscribe(channel, listener));
}
/** What was told, as words. */
function hear(): string[] {
  const told: string[] = [];
  listen(STEP_START, (step) => told.push(`${(step as Step).parent?.name ?? ''}>${(step as Step).name}`));
  listen(STEP_END, (step) => told.push(`${(step as Step).name} ${(step as Step).error ?? 'ended'}`));
  return told;
}

const ID = 'req-01234567-89ab-4def-8123-456789abcdef';
const PARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

it('a request without a trace context has no step where nobody listens', () => {
  const tracing = createTracing();
  expect(tracing.request({ tracestate: 'foo=1' }, ID)).toBeUndefined();
  expect(tracing.begin('member', {})).toBeUndefined();
  expect(tracing.step('session', {}, () => tracing.current() ?? 'nothing')).toBe('nothing');
});

it("a client's trace context goes on where nobody listens, and a broken one is replaced by the request's own", () => {
  const tracing = createTracing();
  const good = tracing.request({ traceparent: PARENT, tracestate: 'foo=1' }, ID);
  const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), flags: '01', state: 'foo=1' };
  expect(good).toMatchObject({ told: false, context });
  const broken = tracing.request({ traceparent: 'x', tracestate: 'foo=1' }, ID);
  const own = { traceId: '0123456789ab4def8123456789abcdef', spanId: '8123456789abcdef', flags: '00' };
  expect(broken?.context).toEqual(own);
  tracing.within(good, () => {
    expect(tracing.current()).toBe(good);
    expect(tracing.begin('member', {})).toBeUndefined();
  });
});

it('steps are told with what they are part of, however their work ends', async () => {
  const tracing = createTracing();
  const told = hear();
  const request = tracing.request({ traceparent: PARENT }, ID);
  expect(request).toMatchObject({ told: true, remote: { traceId: 'a'.repeat(32) } });
  await tracing.within(request, async () => {
    expect(tracing.step('authenticate', {}, () => 1)).toBe(1);
    await tracing.step('session', {}, async () => tracing.step('member', {}, async () => undefined));
    expect(() =>
      tracing.step('translate', {}, () => {
        throw new GatewayError('memberGarbage');
      }),
    ).toThrow(GatewayError);
    await expect(tracing.step('queue', {}, () => Promise.reject(new TypeError('-')))).rejects.toThrow(TypeError);
  });
  tracing.end(request);
  expect(told).toEqual([
    '>request',
    'request>authenticate',
    'authenticate ended',
    'request>session',
    'session>member',
    'member ended',
    'session ended',
    'request>translate',
    'translate memberGarbage',
    'request>queue',
    'queue internal',
    'request ended',
  ]);
});

it('a request that nobody records has no steps of its own', () => {
  const tracing = createTracing();
  const told = hear();
  listen(STEP_START, (step) => {
    (step as Step).context = { traceId: 'a'.repeat(32), spanId: 'c'.repeat(16), flags: '00' };
  });
  tracing.within(tracing.request({}, ID), () => tracing.step('member', {}, () => undefined));
  expect(told).toEqual(['>request']);
});

it('what no request asks for is no step, and what is called back from elsewhere is part of none by mistake', () => {
  const tracing = createTracing();
  const told = hear();
  tracing.step('member', {}, () => undefined);
  const [one, other] = [tracing.request({}, ID), tracing.request({}, ID)];
  tracing.within(one, () => {
    tracing.within(undefined, () => expect(tracing.current()).toBeUndefined());
    tracing.within(other, () => expect(tracing.current()).toBe(other));
    expect(tracing.current()).toBe(one);
  });
  expect(told).toEqual(['>request', '>request']);
});

it('its last words are waited for, but not for long', async () => {
  const tracing = createTracing();
  await tracing.close();
  let said = '';
  listen(STEPS_OVER, (message) =>
    (message as StepsOver).wait(
      Promise.resolve().then(() => {
        said = 'goodbye';
      }),
    ),
  );
  await tracing.close();
  expect(said).toBe('goodbye');
  listen(STEPS_OVER, (message) => (message as StepsOver).wait(new Promise(() => undefined)));
  const before = performance.now();
  await tracing.close();
  expect(performance.now() - before).toBeGreaterThan(1_000);
});
