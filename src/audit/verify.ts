// SPDX-License-Identifier: Apache-2.0
// Checks what was kept of an audit stream: that each event is as it was written, follows the one before, and that none is missing
// in between. What the stream itself has told (a loss) is no fault. Where a chain breaks off without its end, nobody can know
// what came after, unless its successor names its last event, or somebody knows how far it went.
import { type Digest, NOTHING, type ReadEvent, readEvent } from './chain.ts';

type Level = 'broken' | 'note';

interface Finding {
  readonly level: Level;
  /** File and line. */
  readonly place: string;
  readonly what: string;
}

interface ChainReport {
  readonly chain: string;
  readonly events: number;
  readonly from: number;
  readonly to: number;
  /** The hash of its last event. */
  readonly hash: string;
  readonly ended: boolean;
  /** Told losses. */
  readonly lost: number;
}

export interface Verdict {
  readonly intact: boolean;
  readonly chains: readonly ChainReport[];
  readonly findings: readonly Finding[];
}

export interface Line {
  readonly place: string;
  readonly text: string;
}

export interface VerifyOptions {
  readonly digest: Digest;
  readonly keyed: boolean;
  /** Whose losses are told of: where the lines come from. */
  readonly sink: string;
  /** Events that are known to have been there, as /readyz shows them. */
  readonly heads?: readonly { readonly chain: string; readonly seq: number }[];
}

interface State {
  events: number;
  readonly from: number;
  seq: number;
  hash: string;
  place: string;
  ended: boolean;
  lost: number;
  readonly gaps: { readonly from: number; readonly to: number; readonly place: string }[];
  readonly told: { readonly from: number; readonly to: number }[];
}

const BEGINNING = '{"typeURI"';
const WHOLE = /,"hash":"[^"]*"\}$/;
/** So many are told one by one; a file of another kind would have one for each line. */
const MOST_FINDINGS = 1_000;

export async function verify(lines: AsyncIterable<Line>, options: VerifyOptions): Promise<Verdict> {
  const { digest, keyed, sink, heads = [] } = options;
  const chains = new Map<string, State>();
  const findings: Finding[] = [];
  let broken = false;
  const find = (level: Level, place: string, what: string): void => {
    broken ||= level === 'broken';
    if (findings.length < MOST_FINDINGS) findings.push({ level, place, what });
  };
  /** What is no event: the half of one, if it is the last of a process that was killed. */
  let torn: Line | undefined;
  const tornIs = (level: Level): void => {
    if (torn === undefined) return;
    const what =
      level === 'note'
        ? 'half an event: the process was killed while it wrote, or the end was cut off'
        : 'no event, or not all of one: it was altered';
    find(level, torn.place, what);
    torn = undefined;
  };

  for await (const line of lines) {
    if (line.text === '') continue;
    // Between the lines of the log. An event that was altered to be none is missing.
    if (sink === 'stdout' && !line.text.startsWith(BEGINNING)) continue;
    const read = readEvent(line.text);
    if (read === undefined) {
      tornIs('broken');
      torn = line;
      // A half one has no end.
      if (WHOLE.test(line.text)) tornIs('broken');
      continue;
    }
    tornIs(read.seq === 1 ? 'note' : 'broken');
    if (digest(read.body) !== read.hash) {
      find('broken', line.place, `event ${read.seq} of chain ${read.chain} was altered: its hash is another one`);
      // What follows is compared with what it says, so that one change is one finding.
    }
    follow(read, line.place);
  }
  tornIs('note');

  function follow(read: ReadEvent, place: string): void {
    const state = chains.get(read.chain);
    if (state === undefined) begin(read, place);
    else if (read.seq <= state.seq)
      find('broken', place, `event ${read.seq} of chain ${read.chain} comes after ${state.seq}: moved, or there twice`);
    else {
      if (state.ended)
        find('broken', place, `event ${read.seq} of chain ${read.chain} comes after the end of the chain`);
      if (read.seq > state.seq + 1) state.gaps.push({ from: state.seq + 1, to: read.seq - 1, place });
      else if (read.prev !== state.hash)
        find(
          'broken',
          place,
          `event ${read.seq} of chain ${read.chain} does not follow ${state.seq}: one was replaced`,
        );
      Object.assign(state, { seq: read.seq, hash: read.hash, place, events: state.events + 1 });
    }
    const known = chains.get(read.chain);
    if (known === undefined) return;
    if (read.event.name === 'chain.ended') known.ended = true;
    if (read.event.name === 'chain.lost') note(known, read.event);
  }

  function begin(read: ReadEvent, place: string): void {
    const { chain, seq, hash, prev, event } = read;
    chains.set(chain, { events: 1, from: seq, seq, hash, place, ended: false, lost: 0, gaps: [], told: [] });
    if (seq > 1) {
      find('note', place, `chain ${chain} begins at ${seq} here: what came before is in files that are not here`);
      return;
    }
    if (prev !== NOTHING || event.name !== 'chain.begun')
      find('broken', place, `chain ${chain} does not begin with its beginning`);
    const { previous, algorithm } = contentOf(event, 'chain') ?? {};
    if (keyed && algorithm !== 'hmac-sha256')
      find('broken', place, `chain ${chain} has no key: somebody without it may have written it`);
    const before = previous && chains.get(previous.chain);
    if (before === undefined) return;
    if (before.seq < previous.seq)
      find(
        'broken',
        place,
        `chain ${previous.chain} ends at ${before.seq}, but went on to ${previous.seq}: its end was cut off`,
      );
    else if (before.seq === previous.seq && before.hash !== previous.hash)
      find('broken', place, `the last event of chain ${previous.chain} is not the one that its successor names`);
  }

  /** A loss at this sink. */
  function note(state: State, event: ReadEvent['event']): void {
    const lost = contentOf(event, 'lost');
    if (lost?.sink !== sink || !Array.isArray(lost.ranges)) return;
    state.lost += Number(lost.events) || 0;
    state.told.push(...lost.ranges);
  }

  for (const [chain, { gaps, told, seq, place, ended }] of chains) {
    for (const gap of gaps) {
      const missing = untold(gap, told);
      if (missing === undefined)
        find('note', gap.place, `events ${gap.from} to ${gap.to} of chain ${chain} were lost, as the stream says`);
      else
        find(
          'broken',
          gap.place,
          `events ${missing.from} to ${missing.to} of chain ${chain} are missing: removed, or lost`,
        );
    }
    if (!ended)
      find(
        'note',
        place,
        `chain ${chain} has no end after ${seq}: its process runs, was killed, or the end was cut off`,
      );
  }
  for (const { chain, seq } of heads) {
    const { seq: last = 0, place = '' } = chains.get(chain) ?? {};
    if (last < seq)
      find('broken', place, `chain ${chain} ends at ${last}, but is known to have had ${seq}: the end was cut off`);
  }
  const reports = [...chains].map(([chain, { events, from, seq: to, hash, ended, lost }]) => ({
    ...{ chain, events, from, to, hash, ended, lost },
  }));
  return { intact: !broken, chains: reports, findings };
}

// biome-ignore lint/suspicious/noExplicitAny: whatever a file has
function contentOf(event: any, name: string): any {
  if (!Array.isArray(event.attachments)) return undefined;
  return event.attachments.find((one: { name?: unknown } | null) => one?.name === name)?.content;
}

/** What of a gap no told range covers: from its first to its last number. Undefined: nothing. */
function untold(
  gap: { readonly from: number; readonly to: number },
  told: readonly { readonly from: number; readonly to: number }[],
): { readonly from: number; readonly to: number } | undefined {
  let { from } = gap;
  for (const range of told.toSorted((a, b) => a.from - b.from))
    if (range.from <= from && range.to >= from) from = range.to + 1;
  return from > gap.to ? undefined : { from, to: gap.to };
}
