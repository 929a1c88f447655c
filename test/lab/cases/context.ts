// SPDX-License-Identifier: Apache-2.0
// What every case gets: where things are, whom to be, how to make a claim.
import assert from 'node:assert/strict';
import type { Claims } from '../claims.ts';
import type { Http, Json, OpenStackClient } from '../client.ts';
import type { Cloud } from '../clouds.ts';

export interface Context {
  readonly claims: Claims;
  readonly publicUrl: string;
  /** PEM file of the CA that signed the gateway's certificate. */
  readonly ca: string;
  /** A folder for files that come and go. */
  readonly scratch: string;
  /** Requests to the gateway. */
  readonly http: Http;
  /** Requests to the clouds themselves, around the gateway. */
  readonly direct: Http;
  /** A fresh access token of the identity provider. */
  accessToken(user: string): Promise<string>;
}

/** A client that has chosen a cloud: `--os-region-name` stands in every command. */
export interface Chosen {
  readonly cloud: Cloud;
  /** How it logs in, for titles. */
  readonly login: string;
  readonly os: Pick<OpenStackClient, 'run' | 'json' | 'outcome' | 'plain'>;
}

export function choose(client: OpenStackClient, login: string, cloud: Cloud, ...options: string[]): Chosen {
  const always = [...options, '--os-region-name', cloud.id];
  return {
    cloud,
    login,
    os: {
      run: (...args) => client.run(...always, ...args),
      json: (...args) => client.json(...always, ...args),
      outcome: (...args) => client.outcome(...always, ...args),
      plain: (...args) => client.plain(...always, ...args),
    },
  };
}

export type Row = Readonly<Record<string, Json>>;

/** The row of a list with this value in this column. */
export function rowOf(rows: readonly Row[], column: string, value: unknown): Row {
  const row = rows.find((candidate) => candidate[column] === value);
  assert.ok(row, `no row with ${column} ${String(value)} among ${JSON.stringify(rows).slice(0, 600)}`);
  return row;
}

export async function until<T>(what: string, seconds: number, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
