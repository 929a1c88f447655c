// SPDX-License-Identifier: Apache-2.0
// One small request to a member and its response, as data: strategies build them, transports send them.
import type { Holder } from './limits.ts';

/** A small response, read completely (control plane: logins, project lists). Header names are lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a transport sends. A list of values becomes several header lines. */
export interface MemberCall extends Omit<HttpCall, 'headers'> {
  /** Whose words are in it. Absent: the gateway's own alone. */
  readonly by?: Holder;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** One header field; names in lower case. */
export type HeaderField = readonly [name: string, value: string];
