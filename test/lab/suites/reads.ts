// SPDX-License-Identifier: Apache-2.0
// What is read through the gateway is what the cloud sends, byte for byte: some three hundred GETs of every service, by one
// account in one project, at the cloud and through a gateway of its own, which holds the account's password. What the
// gateway's answer has of its own, URLs and ids, is put back. Not a suite of others.
import { join } from 'node:path';
import { say } from '../claims.ts';
import { createHttp, type Http, type Json } from '../client.ts';
import { startGateway } from '../gateway.ts';
import { type Account, type Asked, furnish, SERVICES, type Service, whatToAsk } from './read-world.ts';
import { projectOf, USER } from './setting.ts';
import type { CloudFacts, CloudSuite, ScopedToken, Side, Verdict, Verdicts } from './suite.ts';

const PORT = 18453;
const PUBLIC = `http://127.0.0.1:${PORT}`;
const VERSIONED = /\/v\d[\d.]*(?:\/.*)?$/;

const TYPES: Readonly<Record<Service, readonly string[]>> = {
  identity: [],
  compute: ['compute'],
  image: ['image'],
  network: ['network'],
  'block-storage': ['volumev3', 'block-storage'],
  placement: ['placement'],
  'object-store': ['object-store'],
};

const accountOf = (http: Http, keystone: string, scoped: ScopedToken): Account => {
  const { token, projectId, projectDomainId, userId, endpoint } = scoped;
  const urlOf = (service: Service): string =>
    (service === 'identity' ? keystone : (TYPES[service].map(endpoint).find((url) => url !== '') ?? '')).replace(
      /\/$/,
      '',
    );
  const rootOf = (service: Service): string => urlOf(service).replace(VERSIONED, '');
  const baseOf = (service: Service): string => urlOf(service).slice(rootOf(service).length);
  return { http, token, projectId, projectDomainId, userId, rootOf, baseOf };
};

interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

async function ask(
  { http, token, rootOf, projectId, userId }: Account,
  { service, path, headers }: Asked,
): Promise<Answered> {
  const named = path.replaceAll('{project}', projectId).replaceAll('{user}', userId);
  const answer = await http('GET', `${rootOf(service)}${named}`, { token, headers: headers ?? {} });
  return { status: answer.status, type: answer.headers['content-type'] ?? '', text: answer.text };
}

const titleOf = ({ service, path, headers }: Asked): string =>
  `${service} ${path === '' ? '(its root)' : path} ${Object.values(headers ?? {}).join(' ')}`.trim();

/** Times, and the ids of requests; a server's usage goes on. */
const timeless = (text: string): string =>
  text
    .replace(/\breq-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<request>')
    .replace(/\btx[0-9a-f]{21}-[0-9a-f]{10}[\w-]*/g, '<request>')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:?00)?/g, '<time>');

/** A text of the gateway as the cloud would have sent it. */
function putBack(here: Account, there: Account): (text: string) => string {
  const urls = SERVICES.filter((service) => service !== 'identity')
    .map((service): [string, string] => [here.rootOf(service), there.rootOf(service)])
    // Wherever its links lead, the cloud's Keystone is the gateway's identity service.
    .concat([
      [here.rootOf('identity'), there.rootOf('identity')],
      [`${PUBLIC}/identity`, there.rootOf('identity')],
    ]);
  const ids: [string, string][] = [
    [here.projectId, there.projectId],
    [here.projectDomainId, there.projectDomainId],
    [here.userId, there.userId],
  ];
  return (text) => [...urls, ...ids].reduce((made, [from, to]) => made.replaceAll(from, to), text);
}

const verdictOf = ({ status, type, text }: Answered): Verdict => ({
  verdict: `${status} ${type}`,
  text: timeless(text),
  detail: text,
});

/** Where two texts part. */
function difference(direct: string, gateway: string): string {
  let at = 0;
  while (at < direct.length && direct[at] === gateway[at]) at += 1;
  const around = (text: string): string => text.slice(Math.max(0, at - 120), at + 240);
  return `at ${at}: direct …${around(direct)}…\ngateway …${around(gateway)}…`;
}

interface Direct {
  readonly account: Account;
  readonly asked: readonly Asked[];
  readonly answers: ReadonlyMap<string, Answered>;
}

async function atCloud(side: Side, facts: CloudFacts): Promise<Direct> {
  const account = accountOf(side.http, side.authUrl, await side.token());
  await furnish(account, facts);
  const answers = new Map<string, Answered>();
  const asked = await whatToAsk(account);
  for (const one of asked) answers.set(titleOf(one), await ask(account, one));
  return { account, asked, answers };
}

async function throughGateway(side: Side, { account: there, asked, answers }: Direct): Promise<Verdicts> {
  const { cloud } = side;
  const idpToken = (await side.login()).OS_ACCESS_TOKEN ?? '';
  const { iss: issuer } = JSON.parse(Buffer.from(idpToken.split('.')[1] ?? '', 'base64url').toString());
  const project = `hub/${projectOf('direct')}`;
  const credential = { project, groups: ['suites'], username: USER.name, userDomain: 'Default' };
  const gateway = await startGateway({
    folder: join(side.folder, 'gateway'),
    config: {
      gateway: {
        publicUrl: PUBLIC,
        listen: { host: '127.0.0.1', port: PORT },
        operations: { host: '127.0.0.1', port: PORT + 1 },
        keys: './keys',
        limits: { loopLag: 'off' },
      },
      identityProviders: [{ id: 'idp', issuer, audiences: ['scs-gateway'], domain: 'hub' }],
      clouds: [
        {
          id: cloud.id,
          name: cloud.id,
          openstack: {
            authUrl: cloud.authUrl,
            region: cloud.region,
            strategy: { kind: 'password', credentials: [{ ...credential, password: 'env:LAB_PASSWORD' }] },
          },
        },
      ],
    },
    env: { LAB_PASSWORD: USER.password },
  });
  const http = createHttp();
  try {
    const here = accountOf(
      http,
      `${PUBLIC}/clouds/${cloud.id}/identity/v3`,
      await scoped(http, cloud.id, idpToken, project),
    );
    const back = putBack(here, there);
    const forth = (path: string): string =>
      path.replaceAll(there.projectId, here.projectId).replaceAll(there.userId, here.userId);
    const verdicts = new Map<string, Verdict>();
    let same = 0;
    for (const one of asked) {
      const title = titleOf(one);
      const said = await ask(here, { ...one, path: forth(one.path) });
      const answer = { ...said, text: back(said.text) };
      // A cloud does not stand still between two questions (what an agent tells of itself): it is asked once more.
      const directs = [answers.get(title), ...(isSame(answers.get(title), answer) ? [] : [await ask(there, one)])];
      const direct = directs.find((each) => isSame(each, answer));
      if (direct !== undefined) same += 1;
      const shown = direct === undefined ? answer : (answers.get(title) as Answered);
      const detail = direct === undefined ? difference(directs[0]?.text ?? '', answer.text) : undefined;
      verdicts.set(title, { ...verdictOf(shown), ...(detail === undefined ? {} : { detail }) });
    }
    say(`reads: ${same} of ${asked.length} are the same`);
    return verdicts;
  } finally {
    await http.close();
    await gateway.stop();
  }
}

const isSame = (direct: Answered | undefined, gateway: Answered): boolean =>
  direct !== undefined &&
  direct.status === gateway.status &&
  direct.type === gateway.type &&
  timeless(direct.text) === timeless(gateway.text);

async function scoped(http: Http, region: string, idpToken: string, project: string): Promise<ScopedToken> {
  const login = await http('POST', `${PUBLIC}/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth`, {
    headers: { authorization: `Bearer ${idpToken}` },
  });
  const [domain, name] = project.split('/');
  const body = {
    auth: {
      identity: { methods: ['token'], token: { id: login.headers['x-subject-token'] } },
      scope: { project: { name, domain: { name: domain } } },
    },
  };
  const { status, headers, json, text } = await http('POST', `${PUBLIC}/identity/v3/auth/tokens`, { body });
  if (status !== 201) throw new Error(`the gateway answered ${status}: ${text}`);
  const { catalog, project: scope, user } = json.token;
  return {
    token: headers['x-subject-token'] ?? '',
    userId: user.id,
    projectId: scope.id,
    projectDomainId: scope.domain.id,
    seconds: 3600,
    endpoint: (type) => {
      const service = catalog.find((each: Json) => each.type === type);
      return service?.endpoints.find((each: Json) => each.region_id === region)?.url ?? '';
    },
  };
}

let direct: Direct | undefined;

export const READS: CloudSuite = {
  name: 'reads',
  what: 'lists, details, version documents and errors of every service, by one account in one project: status, type and bytes',
  at: 'cloud',
  meant: [
    [
      /^(?:image \/v2\/|block-storage \/v3)$/,
      'in the place of a version document, what is no JSON is told by the gateway, in the service’s dialect',
    ],
  ],
  prepare: async () => undefined,
  skips: 'the versions and tokens of Keystone, which are the gateway’s own: docs/identity.md',
  run: async (side, facts) => {
    if (side.name === 'gateway') return throughGateway(side, direct as Direct);
    direct = await atCloud(side, facts);
    return new Map([...direct.answers].map(([title, answer]) => [title, verdictOf(answer)]));
  },
};
