// SPDX-License-Identifier: Apache-2.0
// Picks up a changed configuration in a running process: the file itself and every file it refers to. Folders are
// watched, not files, since editors put a new file in the old one's place and Kubernetes swaps a link beside it; a
// slow look at the content catches what the system does not report (network file systems, links to elsewhere).
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readRegular } from '../files/regular.ts';
import { Secret } from '../model/secret.ts';
import type { Config } from './config.ts';
import { ConfigError } from './faults.ts';
import { type LoadedConfig, loadConfig } from './load.ts';
import { type Environment, readText } from './references.ts';

export interface WatchOptions {
  readonly env: Environment;
  /** What the process runs with: a change made since then is found as well. */
  readonly loaded: LoadedConfig;
  /**
   * A new configuration to work with. Called one at a time; what it throws or rejects with goes to `onInvalid`.
   * Also called when an invalid file was set back to what it was, so that an alarm can end.
   */
  onChange(config: Config, loaded: LoadedConfig): void | Promise<void>;
  /** The changed file is refused; the old configuration stays in force. Called once per content. */
  onInvalid(error: ConfigError): void;
  /** Milliseconds that a changed content must stay the same before it counts. */
  readonly debounce?: number;
  /** Milliseconds between two looks at the content. */
  readonly interval?: number;
  /**
   * Milliseconds for the files that the configuration refers to: a certificate and its key are two files, and whoever renews
   * them writes one after the other.
   */
  readonly patience?: number;
}

export interface ConfigWatch {
  /** Loads all again, changed or not; a file that is still refused is told again. */
  reread(): void;
  close(): void;
}

/** What is wrong may be a change that is under way, and is not told yet. */
const HELD = Symbol('held back');

export function watchConfig(file: string, options: WatchOptions): ConfigWatch {
  const { env, loaded, onChange, onInvalid, debounce = 200, interval = 5_000 } = options;
  const { patience = 10_000 } = options;
  const watchers = new Map<string, FSWatcher>();
  let files = loaded.files;
  let active = digest(loaded.config);
  let refused = false;
  /** The content that was dealt with, and a new one that may still be being written. */
  let seen: string | undefined;
  let settling: string | undefined;
  let told: string | undefined;
  /** The file itself as it was when all was right: what is wrong since then is in the files that it refers to. */
  let [main] = loaded.sources.values();
  /** Since when that is so, and until when it is not told. Undefined: nothing is held back. */
  let heldUntil: number | undefined;
  let checking = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  /** Never put off by further calls: a busy folder must not keep a change waiting. */
  const soon = (): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void check();
    }, debounce).unref();
  };

  /** A new content counts once it is found unchanged a second time: a file is often written in several steps. */
  async function check(): Promise<void> {
    if (checking) return soon();
    checking = true;
    try {
      const before = files;
      const now = await fingerprint(before);
      if (closed) return;
      const settled = now === settling;
      settling = now;
      if (now === seen) return;
      if (!settled) return soon();
      const said = await reload();
      if (said === HELD) {
        // As if it had not been looked at: the slow look comes by here, and so does the end of the patience.
        seen = undefined;
        retry = setTimeout(soon, Math.max(0, (heldUntil ?? 0) - performance.now())).unref();
        return;
      }
      told = said;
      if (same(before, files)) {
        seen = now;
        told = undefined;
      } else {
        // Files that were not looked at before the reload may have changed during it.
        seen = undefined;
        soon();
      }
    } finally {
      checking = false;
    }
  }

  /** Gives what `onInvalid` was told, which a second look at the same content need not tell again. */
  async function reload(): Promise<string | typeof HELD | undefined> {
    clearTimeout(retry);
    try {
      const next = await loadConfig(file, { env });
      if (closed) return undefined;
      follow(next.files);
      heldUntil = undefined;
      [main] = next.sources.values();
      const content = digest(next.config);
      if (content === active && !refused) return undefined;
      await onChange(next.config, next);
      active = content;
      refused = false;
      return undefined;
    } catch (error) {
      if (closed) return undefined;
      const fault = asConfigError(error);
      follow([...new Set([...files, ...fault.files])]);
      if (!refused && fault === error && (await mayPass())) return HELD;
      heldUntil = undefined;
      refused = true;
      if (fault.message !== told) onInvalid(fault);
      return fault.message;
    }
  }

  /** Whether the file is as it was, so that one of the others is wrong, and it has not been so for long. */
  async function mayPass(): Promise<boolean> {
    const text = await readText(resolve(file)).catch(() => undefined);
    if (text !== main) return false;
    heldUntil ??= performance.now() + patience;
    return performance.now() < heldUntil;
  }

  const asConfigError = (error: unknown): ConfigError => {
    if (error instanceof ConfigError) return error;
    const reason = `could not be put into force: ${error instanceof Error ? error.message : String(error)}`;
    return new ConfigError(file, [{ path: '', reason }]);
  };

  function follow(next: readonly string[]): void {
    files = next;
    const folders = new Set(next.map((path) => dirname(path)));
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) if (!watchers.has(folder)) watchFolder(folder);
  }

  function watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, soon);
      // The folder went away, or the system has no watches left: the slow look goes on.
      watcher.on('error', () => {
        watcher.close();
        watchers.delete(folder);
      });
      watchers.set(folder, watcher);
    } catch {
      // As above.
    }
  }

  follow(files);
  const slow = setInterval(soon, interval).unref();
  soon();

  return {
    reread() {
      seen = undefined;
      told = undefined;
      // Whoever asks wants to hear now.
      heldUntil = performance.now();
      soon();
    },
    close() {
      closed = true;
      clearInterval(slow);
      clearTimeout(timer);
      clearTimeout(retry);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\0') === b.join('\0');

/** Of the content on disk: cheap enough to be asked every few seconds. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const sum = createHash('sha256');
  for (const file of files) {
    const content = await readRegular(file).catch((error: NodeJS.ErrnoException) => `missing: ${error.code}`);
    sum.update(`${file}\0${content.length}\0`).update(content);
  }
  return sum.digest('hex');
}

/** Of the meaning, secrets included: a new comment in the file is no new configuration. */
function digest(config: Config): string {
  const text = JSON.stringify(config, function (this: Record<string, unknown>, key, shown) {
    const value = this[key];
    if (value instanceof Secret) return value.reveal();
    return value instanceof RegExp ? value.source : shown;
  });
  return createHash('sha256').update(text).digest('hex');
}
