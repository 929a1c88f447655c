// SPDX-License-Identifier: Apache-2.0
// Every route of a real Keystone 2025.1, as it answered a member without rights, beside the facade's answer. What differs
// stands in DIFFERENCES, and in the table of docs/identity.md.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { domainRef, projectRef } from '../../../../../src/model/ids.ts';
import { ALICE, BOB, RESEARCH } from './fake-identity-service.ts';
import { type Answer, type Facade, startFacade } from './start-facade.ts';

interface Recorded {
  readonly status: number;
  readonly message?: string;
  /** Of the document, where it is no error. */
  readonly keys?: readonly string[];
}

/** Whose ids the path names: the caller's, others', or nobody's. `nobody` asks without a token. */
type Who = 'own' | 'foreign' | 'missing' | 'nobody';

interface Row extends Partial<Record<Who, Recorded>> {
  readonly method: string;
  readonly path: string;
  readonly own: Recorded;
}

const ROWS: readonly Row[] = JSON.parse(
  readFileSync(new URL('./fixtures/keystone-2025.1-routes.json', import.meta.url), 'utf8'),
);
const TABLE = readFileSync(new URL('../../../../../docs/identity.md', import.meta.url), 'utf8');
const NOBODY: Recorded = { status: 401, message: 'The request you have made requires authentication.' };
const MISSING = 'f'.repeat(32);
const MISSING_SHA256 = '352302489bc2fcf025cf00cda8308033f97ac87712ce90b4d7cd72c58e4c3af9';

const OWN = { user_id: ALICE.id, project_id: RESEARCH.id, domain_id: domainRef('acme').id, group_id: 'a'.repeat(32) };
const FOREIGN = {
  user_id: BOB.id,
  project_id: projectRef('acme', 'secret').id,
  domain_id: domainRef('other').id,
  group_id: 'b'.repeat(32),
};
const COMMON = { idp_id: 'keycloak', protocol_id: 'openid', region_id: 'cloud-a', service_id: 'c'.repeat(32) };

const fill = (path: string, who: Who): string =>
  path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const ids: Readonly<Record<string, string>> = { ...COMMON, ...(who === 'foreign' ? FOREIGN : OWN) };
    return who === 'missing' ? MISSING : (ids[name] ?? MISSING);
  });

const bodyless = ['GET', 'DELETE'];
/** Of what the facade keeps; the rest is refused whatever is in it. */
const BODIES: Readonly<Record<string, object>> = {
  '/users/{user_id}/application_credentials': { application_credential: { name: 'routes' } },
};

let facade: Facade;
let token: string;
beforeAll(async () => {
  facade = await startFacade();
  token = await facade.login('alice', 'research');
});
afterAll(() => facade.close());

async function ask({ method, path }: Row, who: Who): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(who === 'nobody' ? {} : { 'x-auth-token': token }) };
  const body = bodyless.includes(method) ? undefined : JSON.stringify(BODIES[path] ?? {});
  return facade.send(method, `/identity/v3${fill(path, who)}`, headers, body);
}

const shown = ({ status, body }: Answer): Recorded =>
  status < 300
    ? { status, ...(body === undefined ? {} : { keys: Object.keys(body).sort() }) }
    : { status, message: body.error.message ?? body.error_description };

const expected = (row: Row, who: Who): Recorded => {
  const { status, message, keys } = row[who] ?? (who === 'nobody' ? NOBODY : row.own);
  const text = message?.replaceAll('{missing-sha256}', MISSING_SHA256).replaceAll('{missing}', MISSING);
  return { status, ...(text === undefined ? {} : { message: text }), ...(keys === undefined ? {} : { keys }) };
};

interface Difference {
  /** As in the first column of the table in docs/identity.md. */
  readonly title: string;
  /** Of `METHOD path`, or of what Keystone says. */
  readonly of: RegExp | ((keystone: Recorded, who: Who) => boolean);
  readonly status: number;
}

const CRASH = /required positional argument|unexpected keyword argument/;
const DIFFERENCES: readonly Difference[] = [
  { title: 'a method that the route does not have', of: ({ message = '' }) => CRASH.test(message), status: 405 },
  {
    title: 'an id that nobody has, where only administrators may look',
    of: ({ status }, who) => status === 404 && who === 'missing',
    status: 403,
  },
  { title: '`GET /services`, `/endpoints`', of: /^GET \/(?:services|endpoints)$/, status: 200 },
  { title: '`GET /OS-FEDERATION/identity_providers` and below', of: /^GET \/OS-FEDERATION\/ident/, status: 200 },
  { title: '`POST` of EC2 credentials', of: /^POST .*EC2$/, status: 403 },
  { title: '`GET /projects/{id}/tags/{tag}`', of: /^GET .*\/tags\/\{value\}$/, status: 404 },
  { title: '`/OS-OAUTH1/request_token`, `/access_token`', of: /^POST \/OS-OAUTH1\/(?:req|acc)/, status: 401 },
  { title: '`POST /ec2tokens`, `/s3tokens` for strangers', of: /^POST \/(?:ec2|s3)tokens$/, status: 401 },
  { title: '`/OS-OAUTH1`, SAML2 by `GET`', of: ({ status, message }) => status === 500 && !message, status: 405 },
  { title: '`/auth/OS-FEDERATION/saml2`, `/ecp`, metadata', of: /saml2/, status: 404 },
];

const all = ROWS.flatMap((row) =>
  (['own', 'foreign', 'missing', 'nobody'] as const)
    .filter((who) => who === 'own' || who === 'nobody' || row.path.includes('{'))
    .map((who) => [row.method, row.path, who, row] as const),
);

describe('each route of Keystone', () => {
  test.each(all)('%s %s (%s) is answered as Keystone does, or as the table of differences says', async (...one) => {
    const [method, path, who, row] = one;
    const [got, want] = [shown(await ask(row, who)), expected(row, who)];
    const same = got.status === want.status && (got.message ?? '').startsWith(want.message ?? '');
    if (same) return expect(got.keys).toEqual(want.keys);
    const known = DIFFERENCES.find(({ of }) => (of instanceof RegExp ? of.test(`${method} ${path}`) : of(want, who)));
    expect({ ...got, known: known?.title ?? want }).toMatchObject({ status: known?.status, known: known?.title });
    expect(TABLE).toContain(`| ${known?.title} |`);
  });
});
