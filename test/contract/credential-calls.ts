// SPDX-License-Identifier: Apache-2.0
// Every call of application credentials, access rules and of their tokens in every variant, as one list: run at a real
// Keystone, at the gateway, and beside what a Keystone 2025.1 answered once. What may differ stands in DIFFERENCES, each with
// its row of the table in docs/identity.md.
import { readFileSync } from 'node:fs';

export interface Recorded {
  readonly status: number;
  readonly message?: string;
  /** Of the document, and of the first object in it. */
  readonly keys?: readonly (readonly string[])[];
}

export interface Step {
  readonly title: string;
  /** A user, or the token of an earlier login; with `!` it is also what the request is about. */
  readonly by: string | null;
  /** A token that the request is about, where it is another. */
  readonly about?: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** In place of a body that is JSON. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For later steps: a name that begins with `t` keeps a token, another the object. */
  readonly save?: string;
  /** Seconds until something has ended. */
  readonly wait?: number;
  /** Needs a whole gateway. */
  readonly live?: boolean;
  readonly keystone: Recorded;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a foreign document
  readonly body: any;
  readonly text: string;
}

/** One Keystone, real or not: whom it knows, and how it is asked. Paths begin with `/v3`. */
export interface Side {
  readonly ids: { readonly me: string; readonly other: string; readonly project: string; readonly domain: string };
  readonly tokens: { readonly alice: string; readonly bob: string };
  send(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answer>;
}

const FIXTURE = new URL(
  '../unit/gateway/surfaces/identity/fixtures/keystone-2025.1-application-credentials.json',
  import.meta.url,
);
export const STEPS: readonly Step[] = JSON.parse(readFileSync(FIXTURE, 'utf8'));
const TABLE = readFileSync(new URL('../../docs/identity.md', import.meta.url), 'utf8');

/** First column of the row → the steps that it is about, with their status at the gateway. */
const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'a role by a name that nobody has, in an application credential': { 'made with a role that nobody has': 400 },
  'an access rule that lacks a field': { 'made with a rule without a service': 400 },
  'a login by an application credential that is not there': {
    'login by an id that nobody has': 401,
    'login by a deleted one': 401,
    'login by an id with a blank': 401,
  },
  'an unknown key of an access rule': { 'made with an unknown key of a rule': 400 },
  'a request that no access rule allows': { 'listed against its rules': 403 },
  'the same role or rule twice in an application credential': {
    'made with a role twice': 201,
    'made with a rule twice': 201,
  },
  'an empty end of an application credential': { 'made with an empty end': 400 },
  'an end of an application credential in short forms of ISO 8601': { 'made with a compact end': 400 },
  'an access rule by an id that nobody has': { 'made with a rule by an id that nobody has': 404 },
  'a secret that is no text': { 'made with a number for a secret': 400, 'login with a number for a secret': 400 },
  '`GET /users/{id}/application_credentials` with an unknown filter': { 'listed with an unknown filter': 200 },
  'a field of another type, in a login by application credential': {
    'login by a number for an id': 400,
    'login by a number for a user': 400,
    'login by a text for a user': 400,
    'login by a list': 400,
    'login by a text': 400,
  },
  'a secret with more behind its 72nd byte': { 'login with a blank after the secret': 401 },
  'a login by several methods': { 'login with a token beside it': 401 },
  'an empty scope beside an application credential': { 'login with an empty scope': 400 },
  'a text that is no token, to be shown or in a login': {
    'a token of nobody, shown': 404,
    'the same from a token of nobody': 401,
  },
  '`GET /auth/tokens` of a token with access rules': { 'the token of one with rules, shown': 200 },
  '`DELETE /auth/tokens` of a token with access rules': { 'the token of one with rules, ended': 204 },
  'a token from a token of an application credential': {
    'a token for a project from its token': 403,
    'an unscoped token from its token': 403,
  },
  'a token of a deleted application credential': {
    'a token of a deleted one, used': 401,
    'a token of a deleted one, shown': 404,
  },
};
/** Where a field of the answer differs and nothing else. */
const FIELD_ROWS = [
  '`unrestricted` of an application credential that was made without',
  '`system` of an application credential',
];

const rowIsThere = (row: string): void => {
  if (!TABLE.includes(`| ${row} |`)) throw new Error(`docs/identity.md has no row "${row}"`);
};

/** The status that the table allows for this step, if it has a row there. */
export function differs(title: string): number | undefined {
  for (const [row, steps] of Object.entries(DIFFERENCES)) {
    if (steps[title] === undefined) continue;
    rowIsThere(row);
    return steps[title];
  }
  for (const row of FIELD_ROWS) rowIsThere(row);
  return undefined;
}

/** The first value of the document, of a list its first element. */
// biome-ignore lint/suspicious/noExplicitAny: a foreign document
const firstOf = (body: any): any => {
  const [value] = Object.values(body ?? {}) as unknown[];
  return Array.isArray(value) ? (value[0] ?? value) : value;
};

/** An end that comes while the steps are run. */
const SOON_SECONDS = 10;
const soon = (): string => new Date(Date.now() + SOON_SECONDS * 1000).toISOString().slice(0, 19);

/** Runs steps in their order at one side; each may use what an earlier one has brought. */
export function course(side: Side): { run(step: Step): Promise<Answer>; fill(text: string): string } {
  const tokens = new Map<string, string>(Object.entries(side.tokens));
  const saved = new Map<string, Record<string, string>>();
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\.?(\w*)\}/g, (whole, name: string, field: string) => {
      const base: Readonly<Record<string, string>> = { ...side.ids, soon: soon() };
      return field === '' ? (base[name] ?? whole) : (saved.get(name)?.[field] ?? tokens.get(name) ?? whole);
    });
  return {
    fill,
    async run({ by, about, method, path, body, raw, headers, save, wait = 0 }) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      const token = by === null ? undefined : tokens.get(by.replace('!', ''));
      const subject = about === undefined ? (by?.endsWith('!') ? token : undefined) : (tokens.get(about) ?? about);
      const text = raw ?? (body === undefined ? undefined : fill(JSON.stringify(body)));
      const answer = await side.send(
        method,
        fill(path),
        {
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { 'x-auth-token': token }),
          ...(subject === undefined ? {} : { 'x-subject-token': subject }),
          ...headers,
        },
        text,
      );
      if (save?.startsWith('t')) tokens.set(save, answer.headers['x-subject-token'] ?? '');
      else if (save !== undefined && answer.status < 300) saved.set(save, firstOf(answer.body));
      return answer;
    },
  };
}

/** What is compared with a recorded answer. */
export function shown({ status, body }: Answer): Recorded {
  if (status >= 300) return { status, message: body?.error?.message ?? body?.message };
  if (body === undefined) return { status };
  const first = firstOf(body);
  const keys = Array.isArray(first) ? [] : Object.keys(first);
  return { status, keys: [Object.keys(body).sort(), keys.sort()] };
}

/** Without what Keystone prints of a nested value. */
export const plainMessage = (text = ''): string =>
  text.replace(/Value: [{[].*?[}\]]\. (?:[{[].*?[}\]] )?/s, 'Value: … ');
