// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from 'node:http';
import { GatewayError } from '../model/errors.ts';
import { isGone } from './client-stream.ts';

/** The client has read what was written. Rejects with `clientTimeout` where it has gone, or reads nothing for so long. */
export function drained(response: ServerResponse, patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (failure?: string): void => {
      clearTimeout(limit);
      response.off('drain', read).off('close', left);
      if (failure === undefined) resolve();
      else reject(new GatewayError('clientTimeout', { detail: failure }));
    };
    const read = (): void => settle();
    const left = (): void => settle('the client has gone');
    const limit = setTimeout(() => settle('the client does not read'), patience);
    limit.unref();
    if (isGone(response)) left();
    else response.on('drain', read).on('close', left);
  });
}
