// SPDX-License-Identifier: Apache-2.0
// Opens a page in the browser that the system has for it.
import { spawn } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;
type Opener = readonly [command: string, ...args: string[]];

/** Undefined where there is no screen for a browser. $BROWSER is a command, as other programs take it. */
export function openerOf(env: Environment, platform: string): Opener | undefined {
  if (env.BROWSER !== undefined && env.BROWSER !== '') return [env.BROWSER];
  if (platform === 'darwin') return ['open'];
  // Not `start`, which is a word of the shell and reads `&` in the URL.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME ? ['xdg-open'] : undefined;
}

/** Milliseconds. An opener that has not failed by then is taken to have worked: some stay for as long as the browser. */
const SETTLED = 1_500;

/** Never rejects. The URL has nothing secret in it: PKCE's verifier stays in this process. */
export function openBrowser(
  url: string,
  env: Environment = process.env,
  platform = process.platform,
): Promise<boolean> {
  const [command, ...args] = openerOf(env, platform) ?? [];
  if (command === undefined) return Promise.resolve(false);
  return new Promise((done) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => done(true), SETTLED);
    const end = (worked: boolean) => (): void => {
      clearTimeout(timer);
      done(worked);
    };
    child.once('error', end(false));
    child.once('exit', (code) => end(code === 0)());
    child.unref();
  });
}
