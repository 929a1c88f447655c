// SPDX-License-Identifier: Apache-2.0
// Where everything is: the first answer that somebody with curl sees.
import Type from 'typebox';
import { createSharedDocument } from '../../../shared-document.ts';
import type { ScsRoute } from '../route.ts';

const link = Type.Object({ title: Type.String(), href: Type.String({ format: 'uri' }) });

/** `routes` gives all of them. */
export const indexRoute = (routes: () => readonly ScsRoute[], publicUrl: string): ScsRoute => {
  const document = createSharedDocument(
    () => {
      const links = routes()
        .filter(({ method, path }) => method === 'GET' && !path.includes('{') && path !== '/scs/v1')
        .map(({ path, summary }): [string, { title: string; href: string }] => [
          path.replace(/^\/(?:scs\/)?(?:v1\/)?/, ''),
          { title: summary, href: `${publicUrl}${path}` },
        ]);
      return JSON.stringify({ links: Object.fromEntries(links) });
    },
    { 'cache-control': 'public, max-age=300' },
  );
  return {
    method: 'GET',
    path: '/scs/v1',
    operationId: 'getIndex',
    tag: 'about',
    summary: 'List links to all collections',
    open: true,
    answers: {
      200: {
        description: 'The links by name.',
        schema: Type.Object({ links: Type.Record(Type.String(), link) }),
        headers: ['ETag'],
      },
      304: { description: 'Not modified since the ETag in `If-None-Match`.', headers: ['ETag'] },
    },
    handle: ({ request }) => document(request.headers),
  };
};
