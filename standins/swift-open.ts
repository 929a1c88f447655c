// SPDX-License-Identifier: Apache-2.0
// Who else than the project's own reads and writes at the stand-in's Swift: whoever a container's access list names, and
// whoever has a URL that is signed with a key of the account or the container (swift/common/middleware/acl.py, tempurl.py).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Answer, answer, type Call, type Handler, type Headers, Refusal, text } from './http.ts';

interface SwiftDoors {
  /** The handler for those too to whom the container, or a signature, is open. */
  open(handler: Handler, part?: 'object' | 'listing'): Handler;
  /** Whether it has let this one in. */
  letIn(call: Call): boolean;
}

const HASHES: Readonly<Record<number, string>> = { 40: 'sha1', 64: 'sha256', 128: 'sha512' };
/** A signature for reading or writing is one for asking what is there. */
const ALSO: Readonly<Record<string, readonly string[]>> = { HEAD: ['HEAD', 'GET', 'PUT', 'POST', 'DELETE'] };

export function createSwiftDoors(deps: {
  readonly metaOf: (...names: readonly (string | undefined)[]) => Headers;
  readonly now: () => number;
  readonly unauthorized: (call: Call) => Answer;
}): SwiftDoors {
  const { metaOf, now, unauthorized } = deps;
  const inside = new WeakSet<Call>();

  function isNamed({ params, token }: Call, part: 'object' | 'listing'): boolean {
    const list =
      text(metaOf(params[0], params[1])['x-container-read'])
        ?.split(',')
        .map((one) => one.trim()) ?? [];
    const own = token.project?.id;
    if (own !== undefined && list.some((one) => one === `${own}:*` || one === `${own}:${token.user.id}`)) return true;
    return list.includes('.r:*') && (part === 'object' || list.includes('.rlistings'));
  }

  function isSigned({ method, path, params, query }: Call): boolean {
    const signature = query.get('temp_url_sig') ?? '';
    const expires = query.get('temp_url_expires') ?? '';
    const hash = HASHES[signature.length];
    const end = /^\d+$/.test(expires) ? Number(expires) * 1000 : Date.parse(expires);
    if (hash === undefined || !(end > now())) return false;
    const prefix = query.get('temp_url_prefix');
    const whole = decodeURIComponent(path);
    const signed = prefix === null ? whole : `prefix:${whole.split('/').slice(0, 4).join('/')}/${prefix}`;
    if (prefix !== null && !whole.split('/').slice(4).join('/').startsWith(prefix)) return false;
    const keys = [metaOf(params[0]), metaOf(params[0], params[1])].flatMap((meta) =>
      Object.entries(meta).flatMap(([name, value]) =>
        /^x-(?:account|container)-meta-temp-url-key(?:-2)?$/.test(name) ? [String(value)] : [],
      ),
    );
    return keys.some((key) =>
      (ALSO[method] ?? [method]).some((one) => {
        const made = createHmac(hash, key)
          .update(`${one}\n${Math.floor(end / 1000)}\n${signed}`)
          .digest('hex');
        return timingSafeEqual(Buffer.from(made), Buffer.from(signature.padEnd(made.length).slice(0, made.length)));
      }),
    );
  }

  return {
    letIn: (call) => inside.has(call),
    open:
      (handler, part = 'object') =>
      (call) => {
        const { query, token } = call;
        if (query.has('temp_url_sig') || query.has('temp_url_expires')) {
          if (!isSigned(call)) throw new Refusal(401, '401 Unauthorized: Temp URL invalid\n', PLAIN);
          inside.add(call);
        } else if ((call.method === 'GET' || call.method === 'HEAD') && isNamed(call, part)) inside.add(call);
        else if (token.id === '') {
          const { status, body, headers } = unauthorized(call);
          return answer(status, body, headers);
        }
        return handler(call);
      },
  };
}

const PLAIN = { 'Content-Type': 'text/plain' };
