// SPDX-License-Identifier: Apache-2.0
// The chain and its check: whatever is removed, altered, moved or cut off is found, where it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChain, digestBy } from '../../../src/audit/chain.ts';
import { type Line, type VerifyOptions, verify } from '../../../src/audit/verify.ts';

const digest = digestBy(undefined);
const begun = (previous?: object): string =>
  JSON.stringify({
    name: 'chain.begun',
    attachments: [{ name: 'chain', content: { algorithm: 'sha256', ...(previous && { previous }) } }],
  });

/** Lines of one chain: its beginning, `count` events, its end. */
function stream(count: number, { previous, end = true }: { previous?: object; end?: boolean } = {}) {
  const chain = createChain(digest);
  const events = Array.from({ length: count }, (_, n) => JSON.stringify({ name: 'native', n, text: 'Ä "quoted"' }));
  const all = [begun(previous), ...events, ...(end ? ['{"name":"chain.ended"}'] : [])];
  return { lines: all.map((event) => chain.link(event.slice(0, -1)).line.trimEnd()), head: chain.head() };
}

async function* at(lines: readonly string[]): AsyncGenerator<Line> {
  for (const [index, text] of lines.entries()) yield { place: `f:${index + 1}`, text };
}
const check = (lines: readonly string[], options: Partial<VerifyOptions> = {}) =>
  verify(at(lines), { digest, keyed: false, sink: 'file', ...options });
const broken = async (lines: readonly string[], options: Partial<VerifyOptions> = {}) =>
  (await check(lines, options)).findings.filter(({ level }) => level === 'broken');

describe('a chain as it was written', () => {
  it('is intact, and has a beginning and an end', async () => {
    const { lines, head } = stream(20);
    const verdict = await check(lines);
    expect(verdict).toMatchObject({ intact: true, findings: [] });
    expect(verdict.chains).toEqual([
      { chain: head.chain, events: 22, from: 1, to: 22, hash: head.hash, ended: true, lost: 0 },
    ]);
  });

  it('is intact beside another one in the same file, whose lines are between its own', async () => {
    const [one, two] = [stream(5), stream(5)];
    expect(await check(one.lines.flatMap((line, index) => [line, two.lines[index] ?? '']))).toMatchObject({
      intact: true,
    });
  });

  it('has hashes that SHA-256 of the line before its hash gives', () => {
    const [line = ''] = stream(0).lines;
    const [, body = '', hash] = /^(.*),"hash":"(.*)"\}$/.exec(line) ?? [];
    expect(digest(body)).toBe(hash);
    expect(JSON.parse(line).chain.prev).toBe('0'.repeat(64));
  });
});

describe('any tampering with the middle of a chain is found where it is', () => {
  const chain = stream(30).lines;
  const inside = fc.integer({ min: 1, max: chain.length - 2 });

  it('when events are removed', () =>
    fc.assert(
      fc.asyncProperty(inside, fc.integer({ min: 1, max: 5 }), async (from, count) => {
        const rest = chain.toSpliced(from, Math.min(count, chain.length - 1 - from));
        const [finding, ...others] = await broken(rest);
        expect(others).toEqual([]);
        expect(finding).toMatchObject({ place: `f:${from + 1}`, what: expect.stringContaining('missing') });
      }),
      { numRuns: 60 },
    ));

  it('when a character of an event is altered', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: chain.length - 1 }), fc.nat(), async (index, where) => {
        const line = chain[index] as string;
        const place = where % line.length;
        const other = line[place] === 'a' ? 'b' : 'a';
        const altered = line.slice(0, place) + other + line.slice(place + 1);
        // The last line without its end is half a line.
        const { findings } = await check(chain.with(index, altered));
        expect(findings.some(({ level, what }) => level === 'broken' || what.includes('half'))).toBe(true);
      }),
      { numRuns: 200 },
    ));

  it('when two events are exchanged, or one is there twice', () =>
    fc.assert(
      fc.asyncProperty(inside, inside, fc.boolean(), async (a, b, twice) => {
        fc.pre(a !== b);
        const moved = twice
          ? chain.toSpliced(b, 0, chain[a] as string)
          : chain.with(a, chain[b] as string).with(b, chain[a] as string);
        expect((await broken(moved)).length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    ));

  it('when an event is replaced by one with a hash of its own', async () => {
    const [, body = ''] = /^(.*),"hash":"(.*)"\}$/.exec((chain[5] as string).replace('"n":4', '"n":9')) ?? [];
    const [finding] = await broken(chain.with(5, `${body},"hash":"${digest(body)}"}`));
    expect(finding).toMatchObject({ place: 'f:7', what: expect.stringContaining('does not follow 6') });
  });
});

describe('the end of a chain', () => {
  it('that is cut off is found by the chain that names it', async () => {
    const one = stream(10, { end: false });
    const two = stream(3, { previous: one.head });
    expect(await broken([...one.lines, ...two.lines])).toEqual([]);
    const [finding] = await broken([...one.lines.slice(0, 8), ...two.lines]);
    expect(finding?.what).toContain(`ends at 8, but went on to 11`);
  });

  it('that is cut off is found by a number that somebody knows', async () => {
    const { lines, head } = stream(10);
    expect(await broken(lines, { heads: [head] })).toEqual([]);
    expect(await broken(lines.slice(0, 9), { heads: [head] })).toHaveLength(1);
    expect((await check(lines.slice(0, 9))).findings).toMatchObject([
      { level: 'note', what: expect.stringContaining('no end') },
    ]);
  });

  it('may be half an event where the process was killed, and nowhere else', async () => {
    const one = stream(4, { end: false });
    const half = (one.lines[4] as string).slice(0, 100);
    const two = stream(2);
    expect((await check([...one.lines.slice(0, 4), half, ...two.lines])).intact).toBe(true);
    expect((await check([...one.lines.slice(0, 3), half, ...one.lines.slice(4)])).intact).toBe(false);
  });
});

describe('what the stream has told', () => {
  const chain = createChain(digest);
  const lost = { sink: 'http', events: 3, ranges: [{ from: 4, to: 6 }] };
  const events = [begun(), ...Array.from({ length: 8 }, (_, n) => JSON.stringify({ n }))];
  const told = JSON.stringify({ name: 'chain.lost', attachments: [{ name: 'lost', content: lost }] });
  const lines = [...events, told].map((event) => chain.link(event.slice(0, -1)).line.trimEnd());
  const without = lines.toSpliced(3, 3);

  it('is lost at the sink that it names, and missing at any other', async () => {
    expect((await check(without, { sink: 'http' })).intact).toBe(true);
    expect(await broken(without, { sink: 'file' })).toHaveLength(1);
  });

  it('covers no event more than it names', async () => {
    const [finding] = await broken(lines.toSpliced(3, 4), { sink: 'http' });
    expect(finding?.what).toContain('events 7 to 7');
  });
});

it('a chain with a key is good with this key alone, and one without is not taken for it', async () => {
  const keyed = createChain(digestBy('secret'));
  const event = begun().replace('sha256', 'hmac-sha256');
  const lines = [keyed.link(event.slice(0, -1)).line.trimEnd()];
  expect(await broken(lines, { digest: digestBy('secret'), keyed: true })).toEqual([]);
  expect(await broken(lines, { digest: digestBy('other'), keyed: true })).toHaveLength(1);
  expect(await broken(stream(2).lines, { digest, keyed: true })).toHaveLength(1);
});
