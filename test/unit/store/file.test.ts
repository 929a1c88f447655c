// SPDX-License-Identifier: Apache-2.0
// The durable store's file when things go wrong: processes killed while they write, disks that are full or read-only, files
// that are broken, foreign, newer, open to others, locked or gone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DurableEvent, DurableStore } from '../../../src/model/durable-store.ts';
import { createFileStore, type FileStoreOptions } from '../../../src/store/file.ts';
import { migrate, STEPS } from '../../../src/store/file-open.ts';

const KIND = 'application-credential';
const SOURCE = new URL('../../../src/store/file.ts', import.meta.url).href;
const AWAY = { code: 'storeUnavailable', status: 503, retryAfter: 5 };

describe("the durable store's file", () => {
  let folder: string;
  let path: string;
  const ends: (() => unknown)[] = [];
  beforeEach(() => {
    const base = mkdtempSync(join(tmpdir(), 'scs-file-'));
    ends.push(() => rmSync(base, { recursive: true, force: true }));
    folder = join(base, 'deep', 'data');
    path = join(folder, 'gateway.db');
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const end of ends.splice(0).reverse()) await end();
  });

  function open(options: Partial<FileStoreOptions> = {}): DurableStore & { readonly events: DurableEvent[] } {
    const events: DurableEvent[] = [];
    const store = createFileStore({ folder, onState: (event) => events.push(event), ...options });
    ends.push(() => store.close());
    return Object.assign(store, { events });
  }
  const put = (store: DurableStore, id: string, value = `value of ${id}`) =>
    store.put(KIND, { id, owner: 'alice', unique: `alice/${id}`, value }, 0);
  const mode = (file: string): number => statSync(file).mode & 0o777;
  const made = async (): Promise<void> => {
    const store = createFileStore({ folder });
    await put(store, 'kept');
    await store.close();
  };
  const kinds = ({ events }: { readonly events: DurableEvent[] }): string[] => events.map(({ kind }) => kind);

  it('is whole after each kill -9 in the middle of writes, with all that was acknowledged and nothing half', async () => {
    const writer = `
      import { createFileStore } from ${JSON.stringify(SOURCE)};
      import { writeSync } from 'node:fs';
      const [folder, round] = process.argv.slice(1);
      const store = createFileStore({ folder });
      const say = (what, id) => writeSync(1, what + ' ' + id + '\\n');
      const one = async (id, n) => {
        const item = { id, owner: 'alice', unique: 'alice/' + id, value: '1 ' + id };
        if (await store.put('${KIND}', item, 0) === 'done') say('created', id);
        if (n % 3 === 1 && await store.put('${KIND}', { ...item, value: '2 ' + id }, 1) === 'done') say('replaced', id);
        if (n % 3 === 2) { say('removing', id); if (await store.remove('${KIND}', id)) say('removed', id); }
      };
      for (let n = 0; ; n += 5) await Promise.all([0, 1, 2, 3, 4].map((i) => one(round + '-' + (n + i), n + i)));`;
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 5; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', writer, folder, String(round)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      const enough = 20 + Math.floor(Math.random() * 60);
      await new Promise<void>((resolve) => {
        child.stdout.on('data', (chunk) => {
          output += chunk;
          if (output.split('\n').length > enough) resolve();
        });
      });
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
      for (const line of output.split('\n').slice(0, -1)) {
        const [what = '', id = ''] = line.split(' ');
        acknowledged.set(id, what);
      }
      const store = createFileStore({ folder });
      for (const [id, what] of acknowledged) {
        const found = await store.get(KIND, id);
        // What comes after the last that was acknowledged may have happened, but wholly.
        if (what === 'removed') expect(found).toBeUndefined();
        else if (what === 'replaced') expect(found).toMatchObject({ value: `2 ${id}`, version: 2 });
        else if (what === 'created') expect(found === undefined || `${found.version} ${id}` === found.value).toBe(true);
        if (what === 'created' && Number(id.split('-')[1]) % 3 !== 2) expect(found).toBeDefined();
        expect(await store.find(KIND, `alice/${id}`)).toEqual(found);
      }
      for await (const { id, value, version } of store.all()) expect(value).toBe(`${version} ${id}`);
      expect(store.health().ok).toBe(true);
      await store.close();
    }
    expect(acknowledged.size).toBeGreaterThan(20);
  });

  it('is for its own account alone, whatever the umask: folder 0700, every file 0600', async () => {
    const before = process.umask(0);
    ends.push(() => process.umask(before));
    await put(open(), 'a');
    expect(mode(folder)).toBe(0o700);
    for (const each of [path, `${path}-wal`, `${path}-shm`]) expect(mode(each)).toBe(0o600);
  });

  it('takes back what a volume has given to the group', async () => {
    await made();
    chmodSync(path, 0o660);
    chmodSync(folder, 0o770);
    const store = open();
    expect(await store.get(KIND, 'kept')).toBeDefined();
    expect(mode(path)).toBe(0o600);
  });

  it.each<[string, RegExp, () => void]>([
    ['whose folder everybody may read', /open to every user.*chmod 700/, () => chmodSync(folder, 0o755)],
    ['that everybody may read', /open to every user.*chmod 600/, () => chmodSync(path, 0o604)],
    ['of another user', /belongs to another user/, () => foreign(path)],
    ['in the folder of another user', /belongs to another user/, () => foreign(folder)],
    [
      'that is no file',
      /no regular file/,
      () => {
        rmSync(path);
        mkdirSync(path, { mode: 0o700 });
      },
    ],
    ['that is no database', /broken/, () => writeFileSync(path, 'x'.repeat(8_192), { mode: 0o600 })],
    ['with pages of rubbish', /broken/, () => rubbish(path)],
    [
      'of another program',
      /another program/,
      () => {
        rmSync(path);
        sql(path, 'CREATE TABLE theirs (a)');
      },
    ],
    ['of a newer gateway', /newer version/, () => sql(path, `PRAGMA user_version = ${STEPS.length + 1}`)],
  ])(
    'is refused with the reason where it is one %s; the process lives and the file stays',
    async (_what, reason, spoil) => {
      await made();
      spoil();
      const before = statSync(path).isFile() ? readFileSync(path) : undefined;
      const store = open();
      await expect(store.get(KIND, 'kept')).rejects.toMatchObject(AWAY);
      await expect(put(store, 'b')).rejects.toMatchObject({ ...AWAY, detail: expect.stringMatching(reason) });
      expect(store.health()).toMatchObject({ ok: false, detail: expect.stringMatching(reason) });
      expect(kinds(store)).toEqual(['down', 'failure', 'failure']);
      if (before !== undefined) expect(readFileSync(path).equals(before)).toBe(true);
    },
  );

  const foreign = (which: string): void => {
    if (process.getuid?.() === 0) chownSync(which, 4_242, 4_242);
    else vi.spyOn(process, 'getuid').mockReturnValue(4_242);
  };
  const rubbish = (which: string): void => {
    const bytes = readFileSync(which);
    bytes.fill(0xa5, 4_096, 4_096 * 3);
    writeFileSync(which, bytes);
  };
  const sql = (which: string, statement: string): void => {
    const db = new DatabaseSync(which);
    db.exec(statement);
    db.close();
    chmodSync(which, 0o600);
  };

  it('cannot be made where the folder cannot; it is as soon as that is possible', async () => {
    const base = join(folder, '..');
    writeFileSync(base, 'a file where the folder should be');
    const store = open();
    await expect(put(store, 'a')).rejects.toMatchObject({ ...AWAY, detail: expect.stringMatching(/ENOTDIR|EEXIST/) });
    rmSync(base);
    await vi.waitFor(async () => expect(await put(store, 'a')).toBe('done'), { timeout: 10_000, interval: 200 });
    expect(store.health().ok).toBe(true);
    expect(kinds(store).filter((kind) => kind !== 'failure')).toEqual(['down', 'up']);
  });

  it('says 503 where it is full, keeps what it has, takes removals, and goes on when there is room', async () => {
    const store = open({ maxBytes: 40 * 4_096 });
    let count = 0;
    const fill = async (): Promise<void> => {
      for (; count < 200; count += 1) await put(store, `${count}`, 'x'.repeat(3_000));
    };
    await expect(fill()).rejects.toMatchObject({ ...AWAY, detail: expect.stringContaining('full') });
    expect(store.health()).toMatchObject({ ok: false, detail: expect.stringContaining('full') });
    expect(count).toBeGreaterThan(10);
    expect(await store.list(KIND, 'alice')).toHaveLength(count);
    for (const id of ['0', '1', '2', '3']) expect(await store.remove(KIND, id)).toBe(true);
    expect(await put(store, 'again', 'x'.repeat(3_000))).toBe('done');
    expect(store.health().ok).toBe(true);
    expect(kinds(store)).toEqual(['down', 'failure', 'up']);
  });

  it('is not written on once it was removed: what would be acknowledged would be gone; a backup in its place is used', async () => {
    await made();
    copyFileSync(path, `${path}.backup`);
    const store = open();
    expect(await store.get(KIND, 'kept')).toBeDefined();
    rmSync(path);
    await expect(put(store, 'b')).rejects.toMatchObject({ ...AWAY, detail: expect.stringContaining('removed') });
    await expect(store.get(KIND, 'kept')).rejects.toMatchObject(AWAY);
    expect(store.health().ok).toBe(false);
    for (const each of ['-wal', '-shm']) rmSync(path + each, { force: true });
    copyFileSync(`${path}.backup`, path);
    await vi.waitFor(async () => expect(await store.get(KIND, 'kept')).toBeDefined(), {
      timeout: 10_000,
      interval: 200,
    });
    expect(await put(store, 'b')).toBe('done');
    expect(store.health().ok).toBe(true);
  });

  it('notices by itself that it cannot be written any more, before anybody asks for it', async () => {
    const store = open({ probeEvery: 20 });
    await put(store, 'a');
    rmSync(path);
    await vi.waitFor(() => expect(store.health().ok).toBe(false), 10_000);
    expect(kinds(store)).toEqual(['down']);
  });

  it('waits for another process that writes, while the event loop goes on, and not for ever', async () => {
    const store = open();
    await put(store, 'a');
    const other = new DatabaseSync(path);
    ends.push(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 5);
    const writing = put(store, 'b');
    // Reads do not wait.
    expect(await store.get(KIND, 'a')).toBeDefined();
    await vi.waitFor(() => expect(turns).toBeGreaterThan(5), 10_000);
    other.exec('COMMIT');
    expect(await writing).toBe('done');
    other.exec('BEGIN IMMEDIATE');
    await expect(put(store, 'c')).rejects.toMatchObject({ ...AWAY, detail: expect.stringContaining('locked') });
    clearInterval(timer);
    other.exec('COMMIT');
    expect(await put(store, 'c')).toBe('done');
    expect(store.health().ok).toBe(true);
  });

  it('commits what comes at once together, and lets no more than a bound wait', async () => {
    const store = open();
    const outcomes = await Promise.allSettled(Array.from({ length: 1_100 }, (_, i) => put(store, `${i}`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1_000);
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: AWAY });
    expect(await store.list(KIND, 'alice')).toHaveLength(1_000);
  });

  it('keeps rows of what has ended for a day, in case a clock was ahead, then removes them', async () => {
    const clock = { now: 1_000 };
    const store = open({ now: () => clock.now });
    await store.put(KIND, { id: 'a', owner: 'alice', value: 'v', expiresAt: 5_000 }, 0);
    clock.now = 5_000 + 23 * 3_600_000;
    expect(await store.get(KIND, 'a')).toBeUndefined();
    await put(store, 'b');
    clock.now = 4_000;
    expect(await store.get(KIND, 'a')).toBeDefined();
    clock.now = 5_000 + 24 * 3_600_000;
    await put(store, 'c');
    clock.now = 4_000;
    expect(await store.get(KIND, 'a')).toBeUndefined();
  });

  it('leaves nothing of a removed value in the file once it is closed', async () => {
    const store = createFileStore({ folder });
    await put(store, 'a', 'a-very-secret-value');
    await store.remove(KIND, 'a');
    await store.close();
    expect(readFileSync(path).includes('a-very-secret-value')).toBe(false);
  });

  it('is brought to the newest schema step by step, wholly or not at all', () => {
    const db = new DatabaseSync(':memory:');
    ends.push(() => db.close());
    const version = (): unknown => db.prepare('PRAGMA user_version').get()?.user_version;
    const steps = ['CREATE TABLE one (a)', 'INSERT INTO one VALUES (7)', 'ALTER TABLE one ADD COLUMN b'];
    migrate(db, steps.slice(0, 1), 'f');
    expect(version()).toBe(1);
    expect(() => migrate(db, [...steps, 'SELECT nonsense FROM nowhere'], 'f')).toThrow();
    expect(version()).toBe(1);
    expect(db.prepare('SELECT count(*) AS n FROM one').get()?.n).toBe(0);
    migrate(db, steps, 'f');
    expect(version()).toBe(3);
    expect(db.prepare('SELECT * FROM one').all()).toEqual([{ a: 7, b: null }]);
    expect(() => migrate(db, steps.slice(0, 2), 'f')).toThrow(/newer version/);
  });

  it('says why after it was closed', async () => {
    const store = open();
    await store.close();
    await expect(store.get(KIND, 'a')).rejects.toMatchObject({ ...AWAY, detail: expect.stringContaining('closed') });
  });
});
