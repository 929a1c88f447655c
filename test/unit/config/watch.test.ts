// SPDX-License-Identifier: Apache-2.0
// Real files and real notifications of the system; every wait is for an event, none for a time.
import { execFileSync } from 'node:child_process';
import { mkdir, rename, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import type { ConfigError } from '../../../src/config/faults.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { watchConfig } from '../../../src/config/watch.ts';
import { CERTIFICATE, changed, KEY, OTHER_KEY, workspace } from './workspace.ts';

const named = (name: string): string => changed((file) => Object.assign(file.clouds[0], { name }));
const NAME = { RIGHT: named('Right'), NEXT: named('Next'), LAST: named('Last') };
const WRONG = changed((file) => Object.assign(file.clouds[0], { id: 'prov2' }));

type Event = Config | ConfigError;
const nameIn = (event: Event): string | undefined => ('clouds' in event ? event.clouds[0]?.name : event.name);

/** Watches, and hands out what happens one by one. */
async function watching(file: string, { interval = 60_000, patience = 60_000, onChange = (_: Config) => {} } = {}) {
  const past: Event[] = [];
  const waiting: ((event: Event) => void)[] = [];
  const told = (event: Event): void => {
    const next = waiting.shift();
    if (next === undefined) past.push(event);
    else next(event);
  };
  const loaded = await loadConfig(file, { env: {} });
  const watcher = watchConfig(file, {
    env: {},
    loaded,
    debounce: 10,
    interval,
    patience,
    onChange(config) {
      onChange(config);
      told(config);
    },
    onInvalid: told,
  });
  onTestFinished(() => watcher.close());
  return {
    watcher,
    /** What happened, or happens next. */
    async next(): Promise<Event> {
      const event = past.shift();
      return event ?? new Promise((resolve) => waiting.push(resolve));
    },
  };
}

describe('a running gateway', () => {
  it('picks up a file that was written over', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const { next } = await watching(file);
    await write('gateway.yaml', NAME.NEXT);
    expect(nameIn(await next())).toBe('Next');
  });

  it('picks up a file that another was put in the place of, again and again', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const { next } = await watching(file);
    for (const [source, name] of [
      [NAME.NEXT, 'Next'],
      [NAME.LAST, 'Last'],
    ] as const) {
      await rename(await write('gateway.yaml.new', source), file);
      expect(nameIn(await next())).toBe(name);
    }
  });

  it('picks up a change made before it began to watch', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const loaded = await loadConfig(file, { env: {} });
    await write('gateway.yaml', NAME.NEXT);
    const config = await new Promise<Config>((resolve) => {
      const onInvalid = (): void => {};
      const watcher = watchConfig(file, { env: {}, loaded, debounce: 1, onChange: resolve, onInvalid });
      onTestFinished(() => watcher.close());
    });
    expect(nameIn(config)).toBe('Next');
  });

  it('picks up the link swap by which Kubernetes renews a mounted ConfigMap', async () => {
    const { folder } = await workspace();
    const version = async (name: string, source: string): Promise<void> => {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'gateway.yaml'), source);
    };
    await version('..1', NAME.RIGHT);
    await symlink('..1', join(folder, '..data'));
    await symlink('..data/gateway.yaml', join(folder, 'gateway.yaml'));
    const { next } = await watching(join(folder, 'gateway.yaml'));
    await version('..2', NAME.NEXT);
    await symlink('..2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    expect(nameIn(await next())).toBe('Next');
  });

  it('finds by its slow look what the system does not report: a change behind a link to elsewhere', async () => {
    const elsewhere = await workspace();
    const { folder } = await workspace();
    await elsewhere.write('gateway.yaml', NAME.RIGHT);
    await symlink(elsewhere.file, join(folder, 'gateway.yaml'));
    const { next } = await watching(join(folder, 'gateway.yaml'), { interval: 20 });
    await elsewhere.write('gateway.yaml', NAME.NEXT);
    expect(nameIn(await next())).toBe('Next');
  });

  it('picks up a new secret in a file of another folder', async () => {
    const secrets = await workspace();
    const { file, write } = await workspace();
    const path = await secrets.write('redis', 'redis://one\n');
    await write(
      'gateway.yaml',
      changed((raw) => Object.assign(raw, { state: { redis: `file:${path}` } })),
    );
    const { next } = await watching(file);
    await secrets.write('redis', 'redis://two\n');
    const config = (await next()) as Config;
    expect(config.state.redis?.reveal()).toBe('redis://two');
  });

  it('follows the secret files of the new configuration', async () => {
    const secrets = await workspace();
    const { file, write } = await workspace();
    const path = await secrets.write('redis', 'redis://one');
    await write('gateway.yaml', NAME.RIGHT);
    const { next } = await watching(file);
    await write(
      'gateway.yaml',
      changed((raw) => Object.assign(raw, { state: { redis: `file:${path}` } })),
    );
    expect(((await next()) as Config).state.redis?.reveal()).toBe('redis://one');
    await secrets.write('redis', 'redis://two');
    expect(((await next()) as Config).state.redis?.reveal()).toBe('redis://two');
  });

  it('refuses an invalid file once, and takes the next right one', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const { next } = await watching(file);
    await write('gateway.yaml', WRONG);
    expect(await next()).toMatchObject({ faults: [{ path: 'clouds[0].id' }] });
    await write('gateway.yaml', NAME.NEXT);
    expect(nameIn(await next())).toBe('Next');
  });

  it('says when an invalid file is set back to what it was', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const { next } = await watching(file);
    await write('gateway.yaml', WRONG);
    expect(nameIn(await next())).toBe('ConfigError');
    await write('gateway.yaml', NAME.RIGHT);
    expect(nameIn(await next())).toBe('Right');
  });

  it('recovers when a file that the configuration wants comes into being', async () => {
    const secrets = await workspace();
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const { next } = await watching(file);
    await write(
      'gateway.yaml',
      changed((raw) => Object.assign(raw, { state: { redis: `file:${secrets.folder}/redis` } })),
    );
    expect(await next()).toMatchObject({ faults: [{ path: 'state.redis' }] });
    await secrets.write('redis', 'redis://one');
    expect(((await next()) as Config).state.redis?.reveal()).toBe('redis://one');
  });

  it('refuses a file that is gone, and takes it when it is back', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const { next } = await watching(file);
    await unlink(file);
    expect(await next()).toMatchObject({ faults: [{ reason: 'cannot be read: there is no such file' }] });
    await write('gateway.yaml', NAME.LAST);
    expect(nameIn(await next())).toBe('Last');
  });

  it('is not troubled by the same content, another comment or another file in the folder', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    // The pause only gives a wrong event the time to happen: without it the steps would be seen as one.
    const { next } = await watching(file, { interval: 5 });
    await write('other.yaml', NAME.LAST);
    await write('gateway.yaml', NAME.RIGHT);
    await write('gateway.yaml', `# a comment\n${NAME.RIGHT}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await write('gateway.yaml', NAME.NEXT);
    expect(nameIn(await next())).toBe('Next');
  });

  it('reports a configuration that could not be put into force', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const onChange = (config: Config): void => {
      if (nameIn(config) === 'Next') throw new Error('the port is taken');
    };
    const { next } = await watching(file, { onChange });
    await write('gateway.yaml', NAME.NEXT);
    expect(await next()).toMatchObject({
      faults: [{ path: '', reason: 'could not be put into force: the port is taken' }],
    });
    await write('gateway.yaml', NAME.LAST);
    expect(nameIn(await next())).toBe('Last');
  });

  it('hears nothing any more once the watch is closed', async () => {
    const { file, write } = await workspace();
    await write('gateway.yaml', NAME.RIGHT);
    const closed = await watching(file, { interval: 5, onChange: () => expect.fail('a closed watch spoke') });
    closed.watcher.close();
    const open = await watching(file, { interval: 5 });
    await write('gateway.yaml', NAME.NEXT);
    expect(nameIn(await open.next())).toBe('Next');
  });
});

describe('a certificate and its key, which are two files', () => {
  const SOURCE = changed((raw) => {
    raw.gateway.listen = { tls: { cert: 'file:tls.crt', key: 'file:tls.key' } };
  });
  async function pair(options: Parameters<typeof watching>[1]) {
    const space = await workspace();
    await space.write('gateway.yaml', SOURCE);
    await space.write('tls.crt', CERTIFICATE);
    await space.write('tls.key', KEY);
    return { ...space, ...(await watching(space.file, options)) };
  }
  /** Gives what must not happen the time to. */
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));
  const MISMATCH = /^must be a PEM certificate .*: this key belongs to another certificate$/;

  it('that are swapped one after the other are never refused', async () => {
    const { write, next } = await pair({ interval: 20 });
    await write('tls.key', OTHER_KEY);
    await pause();
    await write('tls.key', KEY);
    await pause();
    await write('gateway.yaml', SOURCE.replace('Cloud A', 'Next'));
    // The first event at all.
    expect(nameIn(await next())).toBe('Next');
  });

  it('that do not belong together for longer are refused once, with which of them is meant', async () => {
    const { write, next } = await pair({ interval: 20, patience: 150 });
    await write('tls.key', OTHER_KEY);
    expect(await next()).toMatchObject({
      faults: [{ path: 'gateway.listen.tls', reason: expect.stringMatching(MISMATCH) }],
    });
    await pause();
    await write('tls.key', KEY);
    expect(nameIn(await next())).toBe('Cloud A');
  });

  it('are told at once to whoever asks for it', async () => {
    const { watcher, write, next } = await pair({});
    await write('tls.key', OTHER_KEY);
    await pause();
    watcher.reread();
    expect(await next()).toMatchObject({ faults: [{ reason: expect.stringMatching(MISMATCH) }] });
  });

  it('hold back nothing that is wrong in the file itself', async () => {
    const { write, next } = await pair({});
    await write('gateway.yaml', WRONG);
    expect('faults' in (await next())).toBe(true);
  });

  it('may become a named pipe, which is refused and holds nothing up', async () => {
    const { folder, write, next } = await pair({ interval: 20, patience: 50 });
    await unlink(join(folder, 'tls.key'));
    execFileSync('mkfifo', [join(folder, 'tls.key')]);
    expect(await next()).toMatchObject({ faults: [{ reason: expect.stringContaining('it is no regular file') }] });
    await unlink(join(folder, 'tls.key'));
    await write('tls.key', KEY);
    expect(nameIn(await next())).toBe('Cloud A');
  });
});
