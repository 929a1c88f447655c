// SPDX-License-Identifier: Apache-2.0
// One login at a time, over all processes of a user: many identity providers end the whole login where a refresh token is
// used twice. The lock is a file beside the saved login. Its holder touches it; one that is not touched any more, or whose
// process is gone, is taken over. Nobody's clock but the waiter's own is asked, since the folder may be on a file server.
import { constants, readFileSync, unlinkSync } from 'node:fs';
import { copyFile, link, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from './command.ts';

export interface LockOptions<T> {
  readonly lock: string;
  /** Asked whenever there is a lock: what its holder has left for everybody. */
  readonly meanwhile: () => Promise<T | undefined>;
  /** Told once, where it takes longer. */
  readonly onWait: () => void;
  /** Milliseconds. */
  readonly times?: { readonly touch: number; readonly stale: number; readonly longest: number };
}

/** The longest is that of a person who confirms a code. */
const TIMES = { touch: 3_000, stale: 15_000, longest: 15 * 60_000 };
const LOOK_EVERY = 100;
const SAY_AFTER = 2_000;

/** What came meanwhile, else what comes of `work`, which nobody else does at the same time. */
export async function oneAtATime<T>(options: LockOptions<T>, work: () => Promise<T>): Promise<T> {
  const { lock, meanwhile, onWait, times = TIMES } = options;
  const began = performance.now();
  let seen = { mark: '', since: began };
  let said = false;
  for (;;) {
    const own = await take(lock);
    if (own !== undefined) return whileHeld(lock, own, times.touch, async () => (await meanwhile()) ?? work());
    const left = await meanwhile();
    if (left !== undefined) return left;
    const now = performance.now();
    if (now - began > times.longest) throw new CommandError(`another login is under way for too long: remove ${lock}`);
    if (!said && now - began > SAY_AFTER) {
      said = true;
      onWait();
    }
    const holder = await look(lock);
    if (holder !== undefined && holder.mark !== seen.mark) seen = { mark: holder.mark, since: now };
    if (holder !== undefined && (isGone(holder.text) || now - seen.since > times.stale))
      await takeAway(lock, holder.text);
    await sleep(LOOK_EVERY * (0.5 + Math.random()));
  }
}

/** The text in the lock, if it is ours now. */
async function take(lock: string): Promise<string | undefined> {
  const text = JSON.stringify({ host: hostname(), pid: process.pid, at: process.hrtime.bigint().toString() });
  // Whole from the first moment: a lock that is read while it is empty would be nobody's.
  const draft = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const file = await open(draft, 'wx', 0o600);
  await file.writeFile(text).finally(() => file.close());
  try {
    await link(draft, lock).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      // A file system without links.
      return copyFile(draft, lock, constants.COPYFILE_EXCL);
    });
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

async function whileHeld<T>(lock: string, own: string, touch: number, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    const now = new Date();
    void utimes(lock, now, now).catch(() => undefined);
  }, touch);
  timer.unref();
  // A process that ends itself waits for nothing.
  const leave = (): void => {
    try {
      if (readFileSync(lock, 'utf8') === own) unlinkSync(lock);
    } catch {}
  };
  process.once('exit', leave);
  try {
    return await work();
  } finally {
    process.removeListener('exit', leave);
    clearInterval(timer);
    await takeAway(lock, own);
  }
}

interface Holder {
  readonly text: string;
  /** Another one whenever its holder has touched it, or it is another lock. */
  readonly mark: string;
}

async function look(lock: string): Promise<Holder | undefined> {
  try {
    const [text, { mtimeMs, ino }] = await Promise.all([readFile(lock, 'utf8'), stat(lock)]);
    return { text, mark: `${text} ${mtimeMs} ${ino}` };
  } catch {
    return undefined;
  }
}

function isGone(text: string): boolean {
  try {
    const { host, pid } = JSON.parse(text) as { host: string; pid: number };
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Removes this lock and no later one: of several who found it stale, one may already have taken its place. */
async function takeAway(lock: string, text: string): Promise<void> {
  const aside = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    if ((await readFile(lock, 'utf8')) !== text) return;
    await rename(lock, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, lock).catch(() => undefined);
    await unlink(aside);
  } catch {
    // Somebody else was faster.
  }
}
