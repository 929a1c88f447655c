// SPDX-License-Identifier: Apache-2.0
// The client of the SCS API: what is generated from its document (scs-api.ts), made ready to use, problems with their
// type, and lists as streams of lines. Needs nothing but fetch.
import {
  ApiError,
  type ClientConfig,
  createClient,
  type ListServersResult,
  OPERATIONS,
  type OperationId,
  type OperationPath,
  type OperationTag,
  type Ops,
  type Problem,
  type RequestOptions,
} from './scs-api.ts';

export * from './scs-api.ts';

export interface ScsClientConfig extends ClientConfig {
  /** The gateway, `https://gateway.example.org`. */
  readonly serverUrl: string;
}

/** One for each gateway and user. `auth.bearer` is a token of the gateway or of an identity provider, or gives one. */
export const createScsClient = (config: ScsClientConfig) =>
  createClient<Ops, OperationId, OperationPath, OperationTag>(OPERATIONS, { clientHeader: false, ...config });

export type ScsClient = ReturnType<typeof createScsClient>;

/** What the gateway says of a call that threw; undefined where it was no answer of the gateway (no network, aborted). */
export function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { type } = (error.body ?? {}) as { type?: unknown };
  return typeof type === 'string' && type.startsWith('urn:scs-gateway:error:') ? (error.body as Problem) : undefined;
}

/** One line of a streamed list: an object, what has come of a cloud, or the end. */
export type Line<T> =
  | { readonly item: T }
  | { readonly cloud: ListServersResult['clouds'][number] }
  | { readonly end: { readonly count: number; readonly partial: boolean } };

/**
 * A list as the clouds answer, without waiting for the slowest:
 * `linesOf((init) => client.listServers({}, init))`. A stream that ends without its `end` throws.
 */
export async function* linesOf<T>(
  list: (init: RequestOptions) => Promise<{ items: T[] }>,
): AsyncGenerator<Line<T>, void, undefined> {
  const answer = await list({ headers: { accept: 'application/x-ndjson' }, parseAs: 'stream' });
  const reader = (answer as unknown as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = `${rest}${decoder.decode(value, { stream: !done })}`.split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) {
        const line = JSON.parse(text) as Line<T>;
        yield line;
        if ('end' in line) return;
      }
      if (done) throw new Error('The list was broken off.');
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
