// SPDX-License-Identifier: Apache-2.0
// As much of Swift as the tests of its signatures need: it knows accounts by the member's ids alone, and judges temporary
// URLs and upload forms by a key, as swift/common/middleware/tempurl.py and formpost.py do.
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface TinySwift {
  readonly objects: Map<string, Buffer>;
  /** Of the account: what its metadata says. */
  key: string;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

export function createTinySwift(publicContainer = 'open'): TinySwift {
  const objects = new Map<string, Buffer>();
  const hex = (key: string, words: readonly unknown[], length: number) =>
    createHmac({ 40: 'sha1', 64: 'sha256', 128: 'sha512' }[length] ?? 'sha1', key)
      .update(words.join('\n'))
      .digest('hex');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://swift');
    const path = decodeURIComponent(url.pathname);
    const { method = '', headers } = request;
    const body = await buffer(request);
    const end = (status: number, text: string | Buffer = '', more = {}): void =>
      void response.writeHead(status, more).end(method === 'HEAD' ? undefined : text);
    const known = headers['x-auth-token'] !== undefined;
    const container = path.split('/')[3] ?? '';
    if (headers['content-type']?.startsWith('multipart/form-data')) {
      const fields = new Map<string, string>();
      for (const part of body.toString('latin1').split('--b\r\n')) {
        const [head = '', value = ''] = part.split('\r\n\r\n', 2);
        const name = /name="(\w+)"/.exec(head)?.[1] ?? '';
        if (head.includes('filename=')) {
          const words = [
            path,
            ...['redirect', 'max_file_size', 'max_file_count', 'expires'].map((one) => fields.get(one)),
          ];
          const signature = fields.get('signature') ?? '';
          if (hex(swift.key, words, signature.length) !== signature) return end(401, 'FormPost: Invalid Signature');
          objects.set(
            `${path}${/filename="(\w+)"/.exec(head)?.[1]}`,
            Buffer.from(value.split('\r\n')[0] ?? '', 'latin1'),
          );
        } else fields.set(name, value.trimEnd());
      }
      return end(303, '', { location: `${fields.get('redirect')}?status=201&message=` });
    }
    const sig = url.searchParams.get('temp_url_sig');
    const prefix = url.searchParams.get('temp_url_prefix');
    const signed = prefix === null ? path : `prefix:${path.split('/').slice(0, 4).join('/')}/${prefix}`;
    const words = [method, url.searchParams.get('temp_url_expires'), signed];
    if (url.searchParams.has('temp_url_ip_range')) return end(401, 'Temp URL invalid: the address is not yours');
    if (sig !== null && sig !== hex(swift.key, words, sig.length))
      return end(401, '401 Unauthorized: Temp URL invalid\n');
    if (sig === null && !known && (container !== publicContainer || !['GET', 'HEAD'].includes(method)))
      return end(401, '<html><h1>Unauthorized</h1></html>', { 'content-type': 'text/html' });
    if (path.split('/').length <= 3) {
      const set = headers['x-account-meta-temp-url-key'];
      if (method === 'POST' && typeof set === 'string') swift.key = set;
      return end(204, '', swift.key === '' ? {} : { 'x-account-meta-temp-url-key': swift.key });
    }
    if (method === 'PUT') {
      objects.set(path, body);
      return end(201);
    }
    const found = objects.get(path);
    // eventlet writes names in title case.
    const more = { 'content-type': 'text/plain', 'X-Object-Meta-Main-Colour': 'blue', 'X-Timestamp': '1.0' };
    return found === undefined ? end(404) : end(200, found, more);
  }

  const swift: TinySwift = {
    objects,
    key: '',
    handle: (request, response) => void answer(request, response).catch((error) => response.destroy(error)),
  };
  return swift;
}
