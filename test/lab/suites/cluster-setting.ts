// SPDX-License-Identifier: Apache-2.0
// What the suites at a Kubernetes cluster run in: the lab's cluster and the gateway before it. Direct, the user shows the
// apiserver a token of the identity provider; through the gateway, a gateway token; both are in the same group, with the
// ClusterRole `admin`, and each has a namespace of its own. Suites that make namespaces or definitions are run by an operator.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { stringify } from 'yaml';
import { ensureTls } from '../../../demo/ca.ts';
import { startIdp } from '../../../demo/idp.ts';
import { say } from '../claims.ts';
import { createHttp } from '../client.ts';
import { startGateway } from '../gateway.ts';
import { startCluster } from '../kubernetes/cluster.ts';
import type { ClusterSide, ClusterSuite } from './suite.ts';

const PORT = 18643;
const PUBLIC = `https://127.0.0.1:${PORT}`;
const AUDIENCE = 'suites';

/** Who they are, at the identity provider and so at the cluster. */
const USER = { sub: 'alice', preferred_username: 'alice', groups: ['research'] };
const OPERATOR = { sub: 'olga', preferred_username: 'olga', groups: ['operators'] };
/** The gateway knows the cluster by both. */
const CLUSTERS = { 'hub-oidc': 'hub-a', impersonate: 'imp-a' } as const;

type Wanted = Pick<ClusterSuite, 'operator' | 'strategy'>;

export interface ClusterSetting {
  side(name: ClusterSide['name'], folder: string, wanted: Wanted): ClusterSide;
}

export async function clusterSetting(lab: string, endings: (() => unknown)[]): Promise<ClusterSetting> {
  const tls = await ensureTls(join(lab, 'tls'));
  const ca = readFileSync(tls.ca, 'utf8');
  const pem = { cert: readFileSync(tls.cert, 'utf8'), key: readFileSync(tls.key, 'utf8') };
  setDefaultCACertificates([...getCACertificates(), ca]);
  // The issuer has to have TLS: an apiserver takes no other.
  const idp = await startIdp({ users: [{ name: 'alice', password: 'alice-pw', groups: ['research'] }], tls: pem });
  endings.push(() => idp.close());
  const cluster = await startCluster({
    folder: join(lab, 'kubernetes', 'suites'),
    log: say,
    podNetwork: 79,
    issuer: {
      url: PUBLIC,
      audience: AUDIENCE,
      caFile: tls.ca,
      others: [
        {
          issuer: { url: idp.issuer, audiences: ['scs-gateway'], certificateAuthority: ca },
          claimMappings: {
            username: { claim: 'preferred_username', prefix: 'idp:' },
            groups: { claim: 'groups', prefix: 'scs:' },
          },
        },
      ],
    },
  });
  endings.push(() => cluster.stop());
  await cluster.kubectl(['apply', '-f', join(import.meta.dirname, '../kubernetes/lab/people.yaml')]);
  await cluster.kubectl([
    'create',
    'clusterrolebinding',
    'operators',
    '--clusterrole=cluster-admin',
    '--group=scs:operators',
  ]);
  for (const side of ['direct', 'gateway']) await cluster.kubectl(['create', 'namespace', `suites-${side}`]);

  const caFile = join(lab, 'suites', 'cluster-ca.crt');
  writeFileSync(caFile, readFileSync(cluster.caFile));
  const impersonator = join(lab, 'suites', 'impersonator-token');
  writeFileSync(impersonator, cluster.impersonatorToken, { mode: 0o600 });
  const gateway = await startGateway({
    folder: join(lab, 'suites', 'cluster-gateway'),
    config: {
      gateway: {
        publicUrl: PUBLIC,
        listen: { host: '127.0.0.1', port: PORT, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
        caFile: tls.ca,
        operations: { host: '127.0.0.1', port: PORT + 1 },
        keys: './keys',
        tokenLifetime: '4h',
        limits: { loopLag: 'off' },
      },
      identityProviders: [
        // A gateway token is as old as the provider's: both sides' tokens end at the same time.
        {
          id: 'idp',
          issuer: idp.issuer,
          audiences: ['scs-gateway'],
          domain: 'acme',
          caFile: tls.ca,
          capLifetime: true,
        },
      ],
      clouds: [
        {
          id: 'a',
          name: 'Cloud A',
          clusters: [
            {
              id: CLUSTERS['hub-oidc'],
              server: cluster.server,
              caFile,
              strategy: { kind: 'hub-oidc', audience: AUDIENCE },
            },
            {
              id: CLUSTERS.impersonate,
              server: cluster.server,
              caFile,
              strategy: { kind: 'impersonate', token: `file:${impersonator}`, prefix: 'scs:' },
            },
          ],
        },
      ],
    },
  });
  endings.push(() => gateway.stop());
  say(`the gateway serves ${PUBLIC}; its log is ${gateway.log}`);
  const http = createHttp(ca);
  endings.push(() => http.close());

  type Person = typeof USER;
  const providerToken = (person: Person, seconds: number): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    return idp.mint({ ...person, iat: now, exp: now + seconds });
  };
  const gatewayToken = async (person: Person, seconds: number): Promise<string> => {
    const { status, headers, text } = await http(
      'POST',
      `${PUBLIC}/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth`,
      { headers: { authorization: `Bearer ${await providerToken(person, seconds)}` } },
    );
    assert.equal(status, 201, text);
    return headers['x-subject-token'] ?? '';
  };
  const side = (name: ClusterSide['name'], folder: string, { operator = false, strategy }: Wanted): ClusterSide => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const direct = name === 'direct';
    const entry = CLUSTERS[strategy ?? 'hub-oidc'];
    const [server, ca] = direct ? [cluster.server, caFile] : [`${PUBLIC}/k8s/${entry}`, tls.ca];
    const person = operator ? OPERATOR : USER;
    const token = (seconds = 3 * 3600): Promise<string> =>
      direct ? providerToken(person, seconds) : gatewayToken(person, seconds);
    const namespace = `suites-${name}`;
    return {
      name,
      server,
      ca,
      namespace,
      folder,
      token,
      adminKubeconfig: cluster.adminKubeconfig,
      kubectl: cluster.programs.kubectl,
      kubeconfig: async (seconds) => {
        const file = join(folder, 'kubeconfig');
        const config = {
          apiVersion: 'v1',
          kind: 'Config',
          clusters: [{ name: 'lab', cluster: { server, 'certificate-authority': ca } }],
          users: [{ name: person.sub, user: { token: await token(seconds) } }],
          contexts: [{ name: 'lab', context: { cluster: 'lab', user: person.sub, namespace } }],
          'current-context': 'lab',
        };
        writeFileSync(file, stringify(config), { mode: 0o600 });
        return file;
      },
    };
  };
  // An issuer is taken up some seconds after it answers.
  for (const name of ['direct', 'gateway'] as const) {
    const { server, token } = side(name, join(lab, 'suites', 'probe'), {});
    const ask = name === 'direct' ? createHttp(readFileSync(caFile, 'utf8')) : http;
    for (const end = Date.now() + 90_000; ; ) {
      const headers = { authorization: `Bearer ${await token()}` };
      const { status, text } = await ask('GET', `${server}/api/v1/namespaces/suites-${name}/pods`, { headers });
      if (status === 200) break;
      assert.ok(Date.now() < end, `${name}: the apiserver does not take the user's token: ${status} ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return { side };
}
