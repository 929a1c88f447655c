// SPDX-License-Identifier: Apache-2.0
// Jobs and pods log in without a stored secret: the jobs of docs/tools/ci.md, run as it stands with stand-ins for the
// three issuers, against the entries that docs/identity-providers.md gives for them.
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Harness, startHarness } from './harness.ts';
import { blocksOf } from './readme-blocks.ts';

const run = promisify(execFile);
const page = async (name: string) =>
  blocksOf(await readFile(join(import.meta.dirname, `../../docs/${name}.md`), 'utf8'));
const UID = '7d4f1f3e-2d0c-4b5f-9a51-3c1f0d6a9b01';

/** As each makes them, without issuer, audience and times. */
const GITHUB = {
  ...{ sub: 'repo:acme/deploy:environment:production', repository: 'acme/deploy', repository_owner: 'acme' },
  ...{ repository_id: '1296269', repository_owner_id: '65', ref: 'refs/heads/main', environment: 'production' },
};
const GITLAB = {
  ...{ sub: 'project_path:acme/deploy:ref_type:branch:ref:main', project_path: 'acme/deploy', namespace_path: 'acme' },
  ...{ ref_protected: 'true', user_login: 'alice' },
};
const POD = {
  sub: 'system:serviceaccount:tools:deployer',
  'kubernetes.io': { namespace: 'tools', serviceaccount: { name: 'deployer', uid: UID } },
};
const JOBS = [
  { mark: 'github', entry: 'github', claims: GITHUB, is: { name: 'acme/deploy', domain: 'github', groups: ['acme'] } },
  { mark: 'gitlab', entry: 'gitlab-ci', claims: GITLAB, is: { name: 'acme/deploy', domain: 'ci', groups: ['acme'] } },
  { mark: 'kubernetes', entry: 'cluster-tools', claims: POD, is: { name: UID, domain: 'tools', groups: ['tools'] } },
] as const;

let h: Harness;
let issuers: Server;
let base: string;
let folder: string;
let sign: (entry: string, claims: JWTPayload, audience?: string) => Promise<string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-workloads-'));
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }] };
  sign = (entry, claims, audience = 'scs-gateway') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k', typ: 'JWT' })
      .setIssuer(`${base}/${entry}`)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  const entryOf = (pathname: string) => pathname.split('/')[1];
  issuers = createServer(async ({ url = '', headers }, answer) => {
    const { accept = '' } = headers;
    const { pathname, searchParams } = new URL(url, base);
    const issuer = `${base}/${entryOf(pathname)}`;
    // What the runner of GitHub offers to a job.
    const asked = headers.authorization === 'Bearer of-the-job' && pathname === '/request';
    const body = asked
      ? { value: await sign('github', GITHUB, searchParams.get('audience') ?? '') }
      : pathname.endsWith('/keys')
        ? keys
        : { issuer, jwks_uri: `${issuer}/keys` };
    // As an apiserver, which has one media type for its keys and asks that it be accepted.
    if (body === keys && entryOf(pathname) === 'cluster-tools' && !accept.includes('application/jwk-set+json'))
      return void answer.writeHead(406).end();
    answer.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await new Promise((done) => issuers.once('listening', done));
  base = `http://127.0.0.1:${(issuers.address() as AddressInfo).port}`;
  const work = [['acme', 'research', 'member']] as const;
  const groups = { 'github/acme': work, 'ci/acme': work, 'tools/tools': work };
  h = await startHarness({ clouds: { groups } });
  await configure();
  const kubectl = [
    '#!/bin/sh',
    '[ "$*" = "create token deployer --namespace tools --audience scs-gateway --duration 10m" ] || exit 9',
    `echo '${await sign('cluster-tools', POD)}'`,
  ];
  await writeFile(join(folder, 'kubectl'), kubectl.join('\n'));
  await chmod(join(folder, 'kubectl'), 0o755);
});
afterAll(async () => {
  await h.close();
  issuers.close();
  await rm(folder, { recursive: true, force: true });
});

/** The documented entries, each with its stand-in for an issuer. */
async function configure(changes: Readonly<Record<string, object>> = {}): Promise<void> {
  const entries = (await page('identity-providers'))
    .filter(({ language }) => language === 'yaml')
    .flatMap(({ text }) => parse(text) as { id: string }[]);
  const config = await h.changed((file) => {
    for (const { entry } of JOBS) {
      const written = entries.find(({ id }) => id === entry);
      file.identityProviders.push({ ...written, issuer: `${base}/${entry}`, ...changes[entry] });
    }
  });
  await h.gateway.reconfigure(config);
}

interface Jobs {
  readonly jobs?: { readonly deploy: { readonly steps: readonly { readonly run: string }[] } };
  readonly deploy?: { readonly script: readonly string[] };
}
/** What a job runs: of a workflow, of a pipeline, or a shell. */
const jobOf = (job: string | Jobs | undefined): string =>
  typeof job === 'object' ? (job.jobs?.deploy.steps[0]?.run ?? job.deploy?.script.join('\n') ?? '') : (job ?? '');

const exchange = async (subject: string) =>
  h.send('POST', '/oauth2/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subject,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    }).toString(),
  });

describe.each(JOBS)('the documented way in for $mark', ({ mark, entry, claims, is }) => {
  it('gives a token for the project, by the shell as it stands there', async () => {
    const [block] = (await page('tools/ci')).filter((one) => one.mark === mark);
    const script = `set -eu\n${jobOf(block?.language === 'yaml' ? parse(block.text) : block?.text)}\nprintf '%s\\n' "$OS_TOKEN"`;
    const env = {
      PATH: `${folder}:${process.env.PATH}`,
      GATEWAY: h.url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${base}/request?x=1`,
      SCS_ID_TOKEN: await sign('gitlab-ci', GITLAB),
      GITHUB_ENV: '/dev/null',
    };
    const { stdout } = await run('bash', ['-c', script], { env });
    const token = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(decodeJwt(token)).toMatchObject({
      usr: { n: is.name, d: is.domain, g: is.groups },
      idp: entry,
      scp: ['acme', 'research'],
    });
    expect((await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token })).status).toBe(200);
  });

  it('is closed to the same job with another audience', async () => {
    expect((await exchange(await sign(entry, claims, 'another'))).status).toBe(400);
    expect((await exchange(await sign(entry, claims))).status).toBe(200);
  });
});

it.each<[what: string, entry: string, claims: JWTPayload]>([
  ['a pull request’s', 'github', { ...GITHUB, ref: 'refs/pull/1/merge' }],
  ['another owner’s', 'github', { ...GITHUB, repository_owner_id: '66' }],
  ['a claim that is not there', 'github', { ...GITHUB, ref: undefined }],
  ['another namespace’s with the same beginning', 'gitlab-ci', { ...GITLAB, namespace_path: 'acme-evil' }],
  ['an unprotected branch’s', 'gitlab-ci', { ...GITLAB, ref_protected: 'false' }],
  ['an account without a uid', 'cluster-tools', { ...POD, 'kubernetes.io': { namespace: 'tools' } }],
])('a workload’s token is refused where the entry does not mean it: %s', async (_, entry, claims) => {
  const { status, body } = await exchange(await sign(entry, claims));
  expect([status, body.error]).toEqual([400, 'invalid_request']);
});

it('an entry may ask for an environment, so that a job of another one stays outside', async () => {
  const required = (await page('tools/ci')).filter(({ mark }) => mark === 'entry');
  const { requiredClaims } = parse(required.find(({ text }) => text.includes('environment'))?.text ?? '');
  await configure({ github: { requiredClaims } });
  expect((await exchange(await sign('github', { ...GITHUB, environment: 'staging' }))).status).toBe(400);
  expect((await exchange(await sign('github', { ...GITHUB, environment: undefined }))).status).toBe(400);
  expect((await exchange(await sign('github', GITHUB))).status).toBe(200);
});
