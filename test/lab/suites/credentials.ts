// SPDX-License-Identifier: Apache-2.0
// Application credentials with the programs that need them: direct Keystone's own, through the gateway the gateway's.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, type Json } from '../client.ts';
import { recordsOf, steps } from './command-lines.ts';
import { makeCredential, tokenOf } from './made-credential.ts';
import { RULES } from './rule-tricks.ts';
import { RCLONE } from './storage.ts';
import type { CloudFacts, CloudSuite, Side, Verdicts } from './suite.ts';
import { prepareStack, stackOf } from './terraform.ts';
import { machineEnv, type Tools } from './tools.ts';

/** The shortest that the gateway gives, and a wait within which it ends; direct it is an hour, and nothing is waited for. */
const TOKEN_LIFETIME = '3m';
const waitOf = (side: Side): string => (side.name === 'gateway' ? '200' : '1');

const CONTROLLERS = ['cloud-provider', 'cluster-api'] as const;
const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'cluster-api.md');

/** A program beside this file, a Go module of its own. */
const controller = async (tools: Tools, name: (typeof CONTROLLERS)[number]): Promise<string> => {
  const source = join(import.meta.dirname, 'programs', 'controllers', name);
  const folder = await tools.once(`controller-${name}-1`, async (made) => {
    const copy = join(made, 'source');
    cpSync(source, copy, { recursive: true });
    const env = { ...machineEnv(), GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' };
    await tools.must('nice', ['-n', '10', 'go', 'build', '-o', join(made, name), '.'], { cwd: copy, env });
  });
  return join(folder, name);
};

/** A file as the page for users has it, with this side's values. */
function fromPage(fence: string, side: Side, credential: { readonly id: string; readonly secret: string }): string {
  const [, text] = new RegExp(`\`\`\`${fence}\\n([\\s\\S]*?)\`\`\``).exec(readFileSync(PAGE, 'utf8')) ?? [];
  if (text === undefined) throw new Error(`docs/cluster-api.md has no block ${fence}`);
  return text
    .replaceAll('https://gateway.example.org/identity/v3', side.authUrl)
    .replaceAll('21dced0fd20347869b93710d2b98aae0', credential.id)
    .replaceAll('scs_…', credential.secret)
    .replace(/(region(?:_name)?\s*[=:]\s*)cloud-a\b/g, `$1${side.region}`)
    .replaceAll('/etc/config/ca.pem', side.ca)
    .replace(/^( *)-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/m, (_, indent: string) =>
      readFileSync(side.ca, 'utf8').trim().replace(/^/gm, indent),
    );
}

async function controllers(side: Side, facts: CloudFacts, tools: Tools): Promise<Verdicts> {
  const credential = await makeCredential(side);
  const conf = join(side.folder, 'cloud.conf');
  const secret = join(side.folder, 'secret.yaml');
  writeFileSync(conf, fromPage('ini', side, credential));
  writeFileSync(secret, fromPage('yaml', side, credential));
  const node = await withServer(side, facts);
  try {
    const run = async (name: (typeof CONTROLLERS)[number], args: readonly string[]): Promise<Verdicts> => {
      const { code, stdout, stderr } = await tools.run(await controller(tools, name), args, {
        env: { ...cleanEnv(side.folder), WAIT: `${waitOf(side)}s` },
        cwd: side.folder,
        log: join(side.folder, `log-${name}`),
      });
      return prefixed(name, recordsOf(stdout, `it ended with ${code}: ${stderr.slice(-2000)}`));
    };
    const both = await Promise.all([
      run('cloud-provider', [conf, node.name]),
      run('cluster-api', [secret, 'scs', side.region, facts.flavorName, facts.imageName]),
    ]);
    return new Map(both.flatMap((verdicts) => [...verdicts]));
  } finally {
    await node.remove();
  }
}

const prefixed = (name: string, verdicts: Verdicts): Verdicts =>
  new Map([...verdicts].map(([test, verdict]) => [`${name}: ${test}`, verdict]));

/** A server for the controller manager to find. */
async function withServer(side: Side, facts: CloudFacts): Promise<{ name: string; remove(): Promise<void> }> {
  const { token, endpoint } = await side.token();
  const url = `${endpoint('compute')}/servers`;
  const { networks } = (await side.http('GET', `${endpoint('network')}/v2.0/networks?name=private`, { token })).json;
  const server = {
    name: 'suite-node',
    imageRef: facts.image,
    flavorRef: facts.flavor,
    networks: [{ uuid: networks.find(({ name }: Json) => name === 'private').id }],
  };
  const made = await side.http('POST', url, { token, body: { server } });
  if (made.status !== 202) throw new Error(`no server: ${made.status} ${made.text}`);
  const own = `${url}/${made.json.server.id}`;
  for (let tries = 0; tries < 90; tries += 1) {
    if ((await side.http('GET', own, { token })).json.server.status === 'ACTIVE') break;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return {
    name: server.name,
    // A new token: the first has ended.
    remove: async () => void (await side.http('DELETE', own, { token: (await side.token()).token })),
  };
}

async function stack(side: Side, facts: CloudFacts, tools: Tools): Promise<Verdicts> {
  const sides = [side, side.other()] as const;
  const shared = await stackOf(sides, facts, tools);
  // Its own main.tf takes the other's place.
  cpSync(join(import.meta.dirname, 'programs', 'terraform-credentials'), side.folder, { recursive: true });
  const made = await Promise.all(sides.map((each) => makeCredential(each)));
  const verdicts = await steps('terraform-credentials.sh', side, tools, {
    ...shared,
    WAIT: waitOf(side),
    TF_VAR_ids: JSON.stringify(made.map(({ id }) => id)),
    TF_VAR_secrets: JSON.stringify(made.map(({ secret }) => secret)),
  });
  return verdicts;
}

/** Or nothing would have been renewed. */
async function whileItEnds(side: Side, work: () => Promise<Verdicts>): Promise<Verdicts> {
  const token = await tokenOf(side, await makeCredential(side));
  const verdicts = await work();
  const after = await side.http('GET', `${side.authUrl}/auth/projects`, { token: token ?? '' });
  if (side.name === 'gateway' && after.status !== 401) throw new Error('no token has ended meanwhile');
  return verdicts;
}

const storage = (program: 'rclone' | 'restic', prepare: CloudSuite['prepare']): CloudSuite => ({
  name: `credentials-${program}`,
  what: `${program} on Swift, by application credential`,
  at: 'cloud',
  prepare,
  run: async (side, _facts, tools) => {
    const { token, endpoint } = await side.token();
    return steps(`${program}.sh`, side, tools, {
      ...(await makeCredential(side)).env,
      OS_STORAGE_URL: endpoint('object-store'),
      OS_AUTH_TOKEN: token,
      RCLONE: await tools.goProgram('github.com/rclone/rclone', RCLONE),
    });
  },
});

export const CREDENTIALS: readonly CloudSuite[] = [
  {
    name: 'credentials-openstack',
    what: "application credentials with Debian's openstack client and openstacksdk",
    at: 'cloud',
    meant: [
      [/^a deleted one opens nothing$/, 'a 401, as for a wrong secret: no answer tells which credentials there are'],
    ],
    prepare: async (tools) => {
      await tools.debian('python3-openstackclient', 'jq');
      return undefined;
    },
    run: async (side, _facts, tools) => steps('credentials.sh', side, tools, await side.login()),
  },
  {
    name: 'credentials-rules',
    what: 'access rules at the services themselves, each spelling of a path',
    at: 'cloud',
    ...RULES,
    prepare: async () => undefined,
  },
  storage('rclone', async (tools) => {
    await tools.goProgram('github.com/rclone/rclone', RCLONE);
    return undefined;
  }),
  storage('restic', async (tools) => {
    await tools.debian('restic', 'curl');
    return undefined;
  }),
  {
    name: 'credentials-terraform',
    what: `Terraform in two regions, with tokens of ${TOKEN_LIFETIME} that end while it works`,
    at: 'cloud',
    long: true,
    tokenLifetime: TOKEN_LIFETIME,
    prepare: prepareStack,
    run: (side, facts, tools) => whileItEnds(side, () => stack(side, facts, tools)),
  },
  {
    name: 'credentials-controllers',
    what: "cloud-provider-openstack and Cluster API's provider, whose tokens end while they work",
    at: 'cloud',
    long: true,
    tokenLifetime: TOKEN_LIFETIME,
    prepare: async (tools) => {
      for (const name of CONTROLLERS) await controller(tools, name);
      return undefined;
    },
    run: (side, facts, tools) => whileItEnds(side, () => controllers(side, facts, tools)),
  },
];
