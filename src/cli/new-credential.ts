// SPDX-License-Identifier: Apache-2.0
// An application credential for clouds.yaml, made with the login that is there. Its secret is in the gateway's answer and in
// the file: never in an argument, which other users of the machine can read.
import { CommandError, withPlainErrors } from './command.ts';
import { printable } from './error-causes.ts';
import type { CloudEntry } from './merge-clouds.ts';
import { nameOf, type Session } from './session.ts';

export interface WantedCredential {
  readonly name: string;
  /** As Keystone takes it: UTC, without a zone. */
  readonly expires?: string;
  readonly roles?: readonly string[];
}

export interface MadeCredential {
  readonly auth: Pick<CloudEntry, 'auth_type'> & { readonly auth: Readonly<Record<string, string>> };
  readonly note: string;
  /** For the line that says what was done. */
  readonly said: string;
  /** Where the secret could not be written down, nobody can use it: away with it. */
  discard(): Promise<void>;
}

const DAY = 24 * 60 * 60_000;

/** `90d`, a date, or a date and time in UTC. Undefined: none of these, or past. */
export function expiryOf(text: string, now: number): string | undefined {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  const isDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?$/.test(text);
  if (days === undefined && !isDate) return undefined;
  const zoned = text.includes('T') && !text.endsWith('Z') ? `${text}Z` : text;
  const end = days === undefined ? Date.parse(zoned) : now + Number(days) * DAY;
  return end > now ? new Date(end).toISOString().slice(0, 19) : undefined;
}

/** Of the project that the session's token is for. */
export async function makeCredential(
  { api, ...session }: Pick<Session, 'api' | 'scoped'>,
  project: Parameters<Session['scoped']>[0],
  { name, expires, roles }: WantedCredential,
): Promise<MadeCredential> {
  const { token } = await withPlainErrors(session.scoped(project));
  const { user } = await withPlainErrors(api.me(token));
  const making = api.createCredential(token, user.id, {
    name,
    ...(expires === undefined ? {} : { expires_at: expires }),
    ...(roles === undefined ? {} : { roles: roles.map((role) => ({ name: role })) }),
  });
  const { id, secret } = await withPlainErrors(making).catch((cause) => {
    // The secret of the one that is there was shown once, so that it is of no use here.
    if (!/ answered 409/.test((cause as Error).message)) throw cause;
    throw new CommandError(
      `you have an application credential ${printable(name)} already: choose another name, or delete it first: openstack application credential delete`,
      { cause },
    );
  });
  const shown = printable(name);
  const until = expires === undefined ? 'until it is deleted' : `until ${expires}Z`;
  return {
    auth: {
      auth_type: 'v3applicationcredential',
      auth: { application_credential_id: id, application_credential_secret: secret },
    },
    note: `The application credential ${shown}, project ${nameOf(project)}, ${until}`,
    said: `the application credential ${shown}, project ${nameOf(project)}, ${until}`,
    discard: () =>
      api.deleteCredential(token, user.id, id).catch((cause) => {
        throw new CommandError(
          `the application credential ${shown} was made and its secret is lost; delete it: openstack application credential delete ${id}`,
          { cause },
        );
      }),
  };
}
