// SPDX-License-Identifier: Apache-2.0
// `npm run pack:deb`: installed, run as a service, upgraded under load and removed, on a machine with a real systemd.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { freePort } from '../free-port.ts';
import { type Machine, startMachine } from './machine.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'scs-deb-'));
let machine: Machine;
let port: number;
let operations: number;

/** Not compressed: that takes a minute, and is dpkg's. */
function pack(version: string, to = folder): string {
  const args = ['--to', to, '--version', version, '--compression', 'none'];
  execFileSync(process.execPath, [join(root, 'scripts/pack-deb.ts'), ...args], { stdio: 'pipe' });
  return join(to, `scs-gateway_${version}_${process.arch === 'x64' ? 'amd64' : process.arch}.deb`);
}

/** The page's commands, as they stand there: how it is installed, started, and moved to another port. */
const [INSTALL = '', START = '', PLACE = ''] = blocksOf(readFileSync(join(root, 'docs/packages.md'), 'utf8')).map(
  ({ text }) => text,
);

beforeAll(async () => {
  port = await freePort();
  operations = await freePort();
  machine = await startMachine();
});
afterAll(async () => {
  await machine?.stop();
  rmSync(folder, { recursive: true });
});

const sh = async (command: string): Promise<string> => {
  const { code, out, err } = await machine.run(command);
  expect({ command, code, said: code === 0 ? '' : out + err }).toEqual({ command, code: 0, said: '' });
  return out.trim();
};
const show = (unit: string, ...properties: string[]): Promise<string> =>
  sh(`systemctl show --value ${properties.map((one) => `-p ${one}`).join(' ')} ${unit}`);

const configuration = (at = port): string => `gateway:
  publicUrl: http://127.0.0.1:${port}
  listen: { host: 127.0.0.1, port: ${at} }
  operations: { host: 127.0.0.1, port: ${operations} }
  drainDelay: 1s
  keys: /var/lib/scs-gateway/keys
  data: /var/lib/scs-gateway/data
  audit: { file: { path: /var/log/scs-gateway/audit.jsonl } }
identityProviders:
  - { id: keycloak, issuer: https://idp.example.org/realms/scs, audiences: [scs-gateway], domain: acme, groups: ["^acme-"] }
clouds:
  - id: cloud-a
    name: Cloud A
    openstack:
      authUrl: https://keystone.cloud-a.example/v3
      region: RegionOne
      strategy: { kind: hub-oidc, identityProvider: hub, protocol: openid }
`;
const configure = (text: string): Promise<string> =>
  sh(`install -m 0640 -g scs-gateway /dev/stdin /etc/scs-gateway/gateway.yaml <<'EOF'\n${text}EOF`);

/** New connections one after the other, and one that is kept, until `work` is over. What each request came to. */
async function during(work: () => Promise<unknown>): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  let over = false;
  const ask = (agent: Agent | false): Promise<string> =>
    new Promise((done) => {
      get({ host: '127.0.0.1', port, path: '/identity', agent: agent || new Agent(), timeout: 60_000 }, (answer) => {
        answer.resume().once('end', () => done(String(answer.statusCode)));
      }).once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    });
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  const sender = async (agent: Agent | false): Promise<void> => {
    while (!over) {
      const outcome = await ask(agent);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      await sleep(5);
    }
  };
  const senders = [sender(false), sender(false), sender(kept)];
  try {
    await work();
    await sleep(300);
  } finally {
    over = true;
    await Promise.all(senders);
    kept.destroy();
  }
  return outcomes;
}

describe('the Debian package', () => {
  let first = '';

  it('is the same each time that it is made of one commit', () => {
    first = pack('1.0.0');
    const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
    const before = hash(first);
    expect(hash(pack('1.0.0', join(folder, 'again')))).toBe(before);
  });

  it('holds nothing that somebody but root may change, and no path of where it was made', async () => {
    await machine.put(first, '/tmp/first.deb');
    const list = await sh('dpkg-deb --contents /tmp/first.deb');
    for (const line of list.split('\n'))
      expect(line).toMatch(/^(?:d|-)rwx?r?-?[xr-]*-x? root\/root|^(?:drwxr-xr-x|-rwxr-xr-x|-rw-r--r--) root\/root /);
    expect(list).not.toContain(folder);
  });

  it('installs, with an account of its own, and starts nothing before there is a configuration', async () => {
    // What the first lines make has been made above, and called otherwise.
    const [, commands = '', named = ''] =
      /^npm ci\nnpm run pack:deb\n(apt install (\.\S+\.deb)\n.*)$/s.exec(INSTALL) ?? [];
    expect(named).toMatch(/^\.\/dist\/scs-gateway_\d/);
    await sh(`mkdir -p /tmp/dist && cp /tmp/first.deb /tmp/${named}`);
    // apt says a warning where its output is no terminal.
    const { code, out, err } = await machine.run(
      `cd /tmp && set -e\n${commands.replace('apt install', 'apt -y install')}`,
    );
    expect({ code, said: code === 0 ? '' : out + err }).toEqual({ code: 0, said: '' });
    expect(await sh('stat -c "%U %G %a" /etc/scs-gateway/gateway.yaml')).toBe('root scs-gateway 640');
    expect(await sh('stat -c "%U %G %a" /etc/scs-gateway')).toBe('root scs-gateway 750');
    expect(await sh('getent passwd scs-gateway | cut -d: -f7')).toMatch(/nologin$/);
    expect(await sh('systemctl list-units --all --no-legend "scs-gateway*"')).toBe('');
    // The command brings its own Node.js.
    expect(await sh('PATH=/usr/bin:/bin scs-gateway --version')).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await sh('dpkg --verify scs-gateway')).toBe('');
  });

  it('runs as a service on the sockets that systemd holds, and is active only when it is ready', async () => {
    await configure(configuration());
    expect(PLACE).toContain('ListenStream=0.0.0.0:443\n');
    for (const [unit, place] of Object.entries({ '': port, '-operations': operations })) {
      // As `systemctl edit` writes it.
      const file = `/etc/systemd/system/scs-gateway${unit}.socket.d/override.conf`;
      const text = PLACE.replace('0.0.0.0:443', `127.0.0.1:${place}`);
      await sh(`mkdir -p ${file.replace('/override.conf', '')}; cat >${file} <<'EOF'\n${text}EOF`);
    }
    await sh('systemctl daemon-reload');
    // The third asks for five seconds, in which a machine that is busy may not answer; all of them may come again.
    let said = '';
    await expect
      .poll(
        async () => {
          const { code, out, err } = await machine.run(`set -e\n${START}`);
          said = out + err;
          return code;
        },
        { timeout: 90_000, interval: 1_000 },
      )
      .toBe(0);
    expect(said).toMatch(/is right: 1 cloud[\s\S]*"msg":"ready"/);
    expect(JSON.parse(await sh(`curl -s http://127.0.0.1:${operations}/readyz`)).status).toBe('ready');
    const outcomes = await during(() => sleep(300));
    expect([...outcomes.keys()]).toEqual(['300']);
    expect(await sh('stat -c "%U %a" /var/lib/scs-gateway /var/lib/scs-gateway/keys /var/log/scs-gateway')).toBe(
      'scs-gateway 700\nscs-gateway 700\nscs-gateway 750',
    );
  });

  it('is kept from the rest of the machine', async () => {
    const pid = await show('scs-gateway.service', 'MainPID');
    const status = await sh(`cat /proc/${pid}/status`);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^CapBnd:\t0+$/m);
    expect(await sh(`id -nu $(stat -c %u /proc/${pid})`)).toBe('scs-gateway');
    // What the unit asks for, or all that systemd itself may have on this machine.
    const files = Math.min(262_144, Number(await sh(`awk '/open files/ { print $5 }' /proc/1/limits`)));
    expect(await sh(`awk '/open files/ { print $4, $5 }' /proc/${pid}/limits`)).toBe(`${files} ${files}`);
    const inside = (command: string) => machine.run(`nsenter -t ${pid} -m sh -c '${command}'`);
    expect((await inside('touch /etc/x')).err).toMatch(/Read-only file system/);
    expect((await inside('ls /home /root')).out.split('\n').filter((line) => line && !line.endsWith(':'))).toEqual([]);
    expect((await inside('ls /dev')).out.split('\n')).not.toContain('vda');
    // What it comes to depends on what the kernel can do as well.
    const [, score = '10'] =
      /Overall exposure level.*: ([\d.]+)/.exec(
        (await machine.run('systemd-analyze security --no-pager scs-gateway.service')).out,
      ) ?? [];
    const told = /systemd-analyze security` gives it ([\d.]+) or less/.exec(
      readFileSync(join(root, 'docs/packages.md'), 'utf8'),
    )?.[1];
    expect(Number(score)).toBeLessThanOrEqual(Number(told));
  });

  it('takes up a changed configuration by reload, and ends nothing', async () => {
    const pid = await show('scs-gateway.service', 'MainPID');
    await configure(configuration().replace('name: Cloud A', 'name: Another'));
    await sh('systemctl reload scs-gateway.service');
    await expect
      .poll(() => sh('journalctl -u scs-gateway.service --no-pager -o cat'), { timeout: 20_000 })
      .toContain('configuration applied');
    expect(await show('scs-gateway.service', 'MainPID')).toBe(pid);
  });

  it('is upgraded while requests come, and none is lost or waits for the other to end', async () => {
    const pid = await show('scs-gateway.service', 'MainPID');
    const packed = 'dpkg-deb -R /tmp/first.deb /tmp/next && sed -i s/1.0.0/1.0.1/ /tmp/next/DEBIAN/control';
    await sh(`${packed} && dpkg-deb -Znone -b /tmp/next /tmp/second.deb`);
    const outcomes = await during(() => sh('dpkg -i /tmp/second.deb'));
    expect([...outcomes.keys()]).toEqual(['300']);
    expect(outcomes.get('300')).toBeGreaterThan(100);
    expect(await show('scs-gateway.service', 'MainPID', 'ActiveState')).not.toContain(pid);
    expect(await show('scs-gateway-standby.service', 'ActiveState')).toBe('inactive');
    expect(await sh('dpkg -s scs-gateway | sed -n "s/^Version: //p"')).toBe('1.0.1');
  });

  it('is restarted while requests come: they wait and are answered', async () => {
    const outcomes = await during(() => sh('systemctl restart scs-gateway.service'));
    expect([...outcomes.keys()]).toEqual(['300']);
  });

  it('goes on as it was where what is installed does not start, and says so', async () => {
    const pid = await show('scs-gateway.service', 'MainPID');
    await configure('gateway: {}\n');
    const outcomes = await during(async () => {
      const { code, err } = await machine.run('/usr/lib/scs-gateway/hand-over');
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('the old one goes on') });
    });
    expect([...outcomes.keys()]).toEqual(['300']);
    expect(await show('scs-gateway.service', 'MainPID')).toBe(pid);
  });

  it('does not start at a socket that is elsewhere than its configuration says', async () => {
    await configure(configuration(await freePort()));
    expect((await machine.run('systemctl start scs-gateway-standby.service')).code).not.toBe(0);
    expect(await sh('journalctl -u scs-gateway-standby.service --no-pager -o cat')).toContain('make them one');
    await configure(configuration());
  });

  it('has one audit file of all of these processes, each of whose chains is whole', async () => {
    expect(await sh('scs-gateway audit verify /var/log/scs-gateway/audit.jsonl')).toMatch(/intact/);
    expect(Number(await sh('grep -c chain.begun /var/log/scs-gateway/audit.jsonl'))).toBeGreaterThan(3);
  });

  it('goes without its keys, which a purge keeps as well', async () => {
    await sh('dpkg -r scs-gateway');
    expect(await sh('systemctl list-units --no-legend "scs-gateway*"')).toBe('');
    expect((await machine.run(`curl -s http://127.0.0.1:${port}/`)).code).toBe(7);
    expect(await sh('cat /etc/scs-gateway/gateway.yaml')).toContain('publicUrl');
    expect(await sh('dpkg --purge scs-gateway; ls /var/lib/scs-gateway/keys | wc -l')).not.toBe('0');
    expect((await machine.run('test -e /usr/lib/scs-gateway')).code).toBe(1);
  });
});
