// SPDX-License-Identifier: Apache-2.0
// One small call to a member and its answer, as data: what strategies make and transports send.

/** A small answer, read whole (control plane: logins, project lists). Header names are lower case. */
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

/** What a transport sends: a list of values goes out on several lines. */
export interface MemberCall extends Omit<HttpCall, 'headers'> {
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** One header field; names in lower case. */
export type HeaderField = readonly [name: string, value: string];
