// SPDX-License-Identifier: Apache-2.0
// Reads every byte that the lab run recorded, on both sides of the gateway, and says what should not be there:
// in answers to clients a member's address, a caller's id at a member, a member's token;
// in requests to members a token of the gateway or of an identity provider, other than the short JWT made for that member.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { header, type Message, parseStream } from './http1.ts';

export interface Secrets {
  /** Ids of callers and their projects and domains at the members: id → what it is. */
  readonly memberIds: ReadonlyMap<string, string>;
  /** Audience that each member demands, by the origin of its Keystone. */
  readonly audiences: ReadonlyMap<string, string>;
}

export interface Report {
  readonly answers: number;
  /** Of these, of the normalised API. */
  readonly scsAnswers: number;
  readonly answerBytes: number;
  readonly upstreamRequests: number;
  readonly upstreamBytes: number;
  readonly addresses: readonly string[];
  readonly ids: readonly string[];
  readonly tokens: readonly string[];
  readonly upstream: readonly string[];
}

const MEMBER_ADDRESS = /127\.0\.0\.[23](?!\d)/;
const FERNET = /gAAAA[A-Za-z0-9_-]{60,}={0,2}/;
const JWT = /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{40,}/g;

export function checkLeaks(folder: string, secrets: Secrets): Report {
  const names = readdirSync(folder).sort();
  const found = {
    addresses: new Set<string>(),
    ids: new Set<string>(),
    tokens: new Set<string>(),
    upstream: new Set<string>(),
  };
  const clientTokens = new Set<string>();
  let answers = 0;
  let scsAnswers = 0;
  let answerBytes = 0;
  const idPattern = new RegExp([...secrets.memberIds.keys()].join('|') || '(?!)');

  for (const name of names.filter((file) => file.endsWith('.request'))) {
    const requests = parseStream(readFileSync(join(folder, name)));
    for (const request of requests) collectTokens(request.head, clientTokens);
    const raw = readFileSync(join(folder, name.replace('.request', '.answer')));
    answerBytes += raw.length;
    const methods = requests.map((request) => request.startLine.split(' ')[0] ?? '');
    let index = 0;
    for (const answer of parseStream(raw, methods)) {
      const asked = requests[index]?.startLine ?? '(no request)';
      if (!/^HTTP\/1\.[01] 1\d\d/.test(answer.startLine)) index += 1;
      answers += 1;
      if (/^[A-Z]+ \/scs\//.test(asked)) scsAnswers += 1;
      // Latin-1 keeps every byte of a body one character, image data included.
      for (const part of textOf(answer)) {
        collectTokens(part, clientTokens);
        note(found.addresses, part, MEMBER_ADDRESS, asked, answer);
        note(found.ids, part, idPattern, asked, answer, (id) => `${secrets.memberIds.get(id)} ${id}`);
        note(found.tokens, part, FERNET, asked, answer);
      }
    }
  }

  let upstreamBytes = 0;
  const upstreamNames = names.filter((file) => file.endsWith('.upstream'));
  for (const name of upstreamNames) {
    const bytes = readFileSync(join(folder, name));
    upstreamBytes += bytes.length;
    const text = bytes.toString('latin1');
    const [origin = '', requestLine = ''] = text.split('\r\n', 2);
    const where = `${origin} ${requestLine.slice(0, 120)}`;
    for (const token of text.match(JWT) ?? []) {
      const problem = clientTokens.has(token)
        ? 'a token that a client holds'
        : wrongProof(token, origin, requestLine, secrets);
      if (problem) found.upstream.add(`${problem}: ${where}`);
    }
  }
  return {
    answers,
    scsAnswers,
    answerBytes,
    upstreamRequests: upstreamNames.length,
    upstreamBytes,
    addresses: [...found.addresses],
    ids: [...found.ids],
    tokens: [...found.tokens],
    upstream: [...found.upstream],
  };
}

/** A head and a body; a large body in pieces that overlap by more than the longest thing looked for. */
function* textOf(message: Message): Generator<string> {
  yield message.head;
  const piece = 16 * 1024 * 1024;
  for (let at = 0; at < message.body.length; at += piece) {
    yield message.body.toString('latin1', Math.max(0, at - 4096), at + piece);
  }
}

function note(
  into: Set<string>,
  text: string,
  pattern: RegExp,
  asked: string,
  answer: Message,
  describe: (hit: string) => string = (hit) => hit,
): void {
  const hit = pattern.exec(text);
  if (hit === null) return;
  const around = text.slice(Math.max(0, hit.index - 60), hit.index + hit[0].length + 40).replace(/\s+/g, ' ');
  into.add(
    `${describe(hit[0].slice(0, 70))} in ${header(answer, 'content-type') ?? 'the head'} of "${asked.slice(0, 150)}" → ${answer.startLine}: …${around}…`,
  );
}

function collectTokens(text: string, into: Set<string>): void {
  for (const token of text.match(JWT) ?? []) into.add(token);
}

/** The one JWT that may leave for a member: signed by the gateway, two minutes, for that member, at its federation URL. */
function wrongProof(token: string, origin: string, requestLine: string, secrets: Secrets): string | undefined {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  if (!/^POST \S+\/OS-FEDERATION\/identity_providers\/[^/]+\/protocols\/[^/]+\/auth /.test(requestLine))
    return 'a JWT outside of the login';
  if (claims.aud !== secrets.audiences.get(origin)) return `a JWT for ${String(claims.aud)}`;
  if (Number(claims.exp) - Number(claims.iat) > 120) return 'a JWT of more than two minutes';
  return undefined;
}
