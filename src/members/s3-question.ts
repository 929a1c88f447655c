// SPDX-License-Identifier: Apache-2.0
// Whether S3 is spoken at the host of a member's object store: its buckets are listed with a key that nobody has, as the upstream
// test of scs-0123 does. Nothing is made, no credential of anybody is sent, and what answers S3 names the unknown key.
import { createHash, createHmac } from 'node:crypto';
import type { Holder } from '../model/limits.ts';
import type { MemberTransport } from '../model/member.ts';
import { call } from './call.ts';

export interface S3Question {
  readonly cloud: string;
  readonly transport: MemberTransport;
  /** Of the object store's endpoint. */
  readonly origin: string;
  readonly by: Holder;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface S3Answer {
  readonly status: number;
  /** `Code` and `Message` of an S3 error. Empty where the answer is none. */
  readonly error: string;
}

const KEY = 'doesnotexist';
/** Of an S3 error there are some hundred bytes; a page of somebody else's may be longer. */
const LARGEST = 64 * 1024;

export async function askS3({ cloud, transport, origin, by, signal, now }: S3Question): Promise<S3Answer> {
  const { status, body } = await call({
    cloud,
    transport,
    origin,
    path: '/',
    method: 'GET',
    headers: [],
    added: signed(new URL(origin).host, now),
    by,
    slot: 'request',
    repeatable: true,
    until: signal,
    limit: LARGEST,
  });
  const text = body.toString('latin1');
  const part = (name: string): string => new RegExp(`<${name}>([^<]{0,1000})</${name}>`).exec(text)?.[1] ?? '';
  return { status, error: `${part('Code')} ${part('Message')}`.trim() };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** AWS Signature Version 4 of `GET /` with an empty secret: whoever speaks S3 looks for the key before it checks this. */
function signed(host: string, now: number): string[] {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), 'us-east-1', 's3', 'aws4_request'];
  const headers = { host, 'x-amz-content-sha256': sha256(''), 'x-amz-date': time };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = ['GET', '/', '', lines.join(''), names, sha256('')].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<string | Buffer>(hmac, 'AWS4');
  const signature = hmac(key, text).toString('hex');
  const { host: _, ...sent } = headers;
  return [
    ...Object.entries(sent).flat(),
    'authorization',
    `AWS4-HMAC-SHA256 Credential=${KEY}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
  ];
}
