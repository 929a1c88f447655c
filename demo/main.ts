// SPDX-License-Identifier: Apache-2.0
// `npm run demo`: starts everything, says what to paste next, and waits for Ctrl-C. With `-- --exec '<command>'` it
// runs that one command with everything set, and ends with its exit code.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Demo, startDemo } from './demo.ts';
import { cloudEntry } from './files.ts';
import { furnish } from './furnish.ts';
import { DEMO_USERS, startIdp } from './idp.ts';
import { preferPorts } from './ports.ts';

const USAGE = `npm run demo                        start everything and wait for Ctrl-C
npm run demo -- --exec '<command>'  run one command with everything set, end with its exit code
npm run demo -- --folder <folder>   write the files there instead of .demo
npm run demo -- --idp               start the identity provider alone, for a gateway of your own`;

const values = readOptions();
if (typeof values === 'string') {
  console.error(`${values}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (values.help) console.log(USAGE);
else if (values.idp) await runIdp();
else await run(values.folder, values.exec);

/** The options, or what is wrong with them. */
function readOptions(): { folder: string; exec?: string; help: boolean; idp: boolean } | string {
  try {
    return parseArgs({
      options: {
        exec: { type: 'string' },
        folder: { type: 'string', default: '.demo' },
        idp: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return (error as Error).message;
  }
}

async function run(folder: string, command: string | undefined): Promise<void> {
  const started = performance.now();
  // Standard output belongs to the command.
  const own = await ownFolder(folder);
  const demo = await startDemo(own, (line) => process.stderr.write(`  ${line}\n`));
  if (command !== undefined) {
    const code = await execute(command, demo.env);
    await demo.close();
    if (own !== folder) await rm(own, { recursive: true, force: true });
    process.exitCode = code;
    return;
  }
  const interrupted = interrupt();
  await furnish(demo).catch((error: Error) => process.stderr.write(`  alice has nothing yet: ${error.message}\n`));
  // Said only now: whoever reads it may press Ctrl-C at once.
  console.log(welcome(demo, performance.now() - started));
  await interrupted;
  process.stderr.write('\nStopping …\n');
  await demo.close();
}

async function runIdp(): Promise<void> {
  const idp = await startIdp({ port: await preferPorts(8091, 1) });
  const interrupted = interrupt();
  const users = DEMO_USERS.map(
    ({ name, password, groups }) => `  ${name.padEnd(9)}${password.padEnd(13)}${groups.join(', ')}`,
  );
  console.log(`The identity provider alone. The entry of a gateway's configuration:

identityProviders:
  - id: demo
    issuer: ${idp.issuer}
    audiences: [scs-gateway]
    domain: acme
    groups: ["^acme-"]

Users, with password and groups:

${users.join('\n')}
`);
  await interrupted;
  await idp.close();
}

/** Somebody wants an end. */
function interrupt(): Promise<void> {
  return new Promise((stop) => {
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
  });
}

/** Another demo that runs from this folder keeps it: its terminal still reads the files there. */
async function ownFolder(folder: string): Promise<string> {
  try {
    const { operations } = JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8')) as { operations: string };
    const { ok } = await fetch(`${operations}/livez`, { signal: AbortSignal.timeout(500) });
    return ok ? `${folder}-${process.pid}` : folder;
  } catch {
    return folder;
  }
}

function execute(command: string, env: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, { shell: true, stdio: 'inherit', env: { ...process.env, ...env } });
    // A Ctrl-C reaches the command as well; the demo ends when it has.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.once('error', () => done(127));
    child.once('exit', (code, signal) => done(code ?? 128 + (signal ? constants.signals[signal] : 1)));
  });
}

function welcome(demo: Demo, ms: number): string {
  const users = demo.users.map((user) => {
    const groups = user.groups.join(', ') || '(none: sees no project)';
    return `  ${user.name.padEnd(9)}${user.password.padEnd(13)}${cloudEntry(user).padEnd(19)}${groups}`;
  });
  return `
One login, one endpoint, two clouds and a cluster. Ready after ${(ms / 1000).toFixed(1)} s.

  Gateway      ${demo.gatewayUrl}
  Portal       ${demo.gatewayUrl}/portal   (in a browser; log in as alice, password alice-pw)
  Operations   ${demo.operationsUrl}/metrics
  Login        ${demo.issuer}

Paste this into another terminal:

  . ${demo.files.env}
  openstack catalog list
  openstack --os-region-name cloud-a server create --nic none --flavor SCS-1V-4 --image "Debian 12" --wait first
  openstack --os-region-name cloud-b image list
  curl --cacert "$SCS_CA" -H "X-Auth-Token: $SCS_TOKEN" "$SCS_GATEWAY_URL/clouds/cloud-b/compute/v2.1/flavors"
  kubectl --kubeconfig ${demo.files.kubeconfig} get pods -A

Users, with password, OS_CLOUD and groups (a program logs in as OS_CLOUD=scs-demo-automation):

${users.join('\n')}

Files:

  clouds.yaml    ${demo.files.cloudsYaml}
  kubeconfig     ${demo.files.kubeconfig}
  CA             ${demo.files.ca}
  all as data    ${demo.files.demoJson}
  configuration  ${demo.files.gatewayConfig}
  log            ${demo.files.log}

See how it copes: let cloud-b's compute break, ask again, mend it.

  curl -X PUT ${demo.controlUrl}/clouds/cloud-b/faults/compute -d '{"kind": "hang"}'
  curl -X DELETE ${demo.controlUrl}/clouds/cloud-b/faults

Ctrl-C ends everything.`;
}
