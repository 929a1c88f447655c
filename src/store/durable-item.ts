// SPDX-License-Identifier: Apache-2.0
// What both durable stores ask of their callers: bounds, so that no item grows without one. Who breaks them is a defect of
// the gateway, since users' input is bounded before it gets here.
import type { DurableItem } from '../model/durable-store.ts';
import { GatewayError } from '../model/errors.ts';

const LONGEST_NAME = 1_024;
/** 64 Ki characters, sealed: up to three bytes each, in base64. */
const LONGEST_VALUE = 272 * 1_024;
const KIND = /^[a-z][a-z-]{0,39}$/;

export function demandKind(kind: string): void {
  if (!KIND.test(kind)) throw new RangeError('the kind of a durable item is lower case with hyphens');
}

export function demandItem(kind: string, item: DurableItem, version: number, most: number | undefined): void {
  demandKind(kind);
  const { id, owner, unique, value, expiresAt } = item;
  for (const name of [id, owner, ...(unique === undefined ? [] : [unique])])
    if (name.length === 0 || name.length > LONGEST_NAME || !name.isWellFormed())
      throw new RangeError(`id, owner and unique name of a durable item have 1 to ${LONGEST_NAME} characters`);
  if (value.length > LONGEST_VALUE || !value.isWellFormed())
    throw new RangeError(`the value of a durable item has at most ${LONGEST_VALUE} characters`);
  for (const number of [version, ...(most === undefined ? [] : [most])])
    if (!Number.isSafeInteger(number) || number < 0) throw new RangeError('version and most are whole numbers');
  if (expiresAt !== undefined && !Number.isSafeInteger(expiresAt))
    throw new RangeError('expiresAt is a whole number of milliseconds');
}

/** Seconds after which a client may try again: most of what makes a store unavailable passes or is noticed soon. */
const RETRY_AFTER = 5;

export const unavailable = (detail: string): GatewayError =>
  new GatewayError('storeUnavailable', { detail, retryAfter: RETRY_AFTER });
