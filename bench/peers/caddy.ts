// SPDX-License-Identifier: Apache-2.0
// Caddy's `reverse_proxy` with one field set, and no authentication at all.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROXY_CORE, start } from '../processes.ts';
import type { Peer } from './peer.ts';

export const caddy: Peer = {
  name: 'caddy',
  command: 'caddy',
  from: { go: 'github.com/caddyserver/caddy/v2/cmd/caddy@v2.10.2' },
  headers: () => ({}),
  async start(program, port, { folder, origin }) {
    const file = join(folder, 'Caddyfile');
    const site = `http://127.0.0.1:${port} {\n\treverse_proxy ${origin} {\n\t\theader_up x-auth-token the-members\n\t}\n}\n`;
    await writeFile(
      file,
      `{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n${site}`,
    );
    // Two threads that run Go on one core would only be in each other's way.
    const env = { ...process.env, GOMAXPROCS: '1', XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    return start(program, ['run', '--config', file, '--adapter', 'caddyfile'], { core: PROXY_CORE, env });
  },
};
