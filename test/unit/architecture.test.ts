// SPDX-License-Identifier: Apache-2.0
// Keeps the direction of imports, as docs/architecture.md describes it under "Layout".
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '../../src');
const root = dirname(src);

/** What each part may import of ours, besides itself. A part that is not here is one nobody has thought about. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['cli', 'workers'],
  cli: [
    'audit',
    'app.ts',
    'build-conditions.ts',
    'workers',
    'joining',
    'report',
    'config',
    'federation',
    'store',
    'files',
    'model',
    'version.ts',
  ],
  report: ['model'],
  joining: [
    'build-fleet.ts',
    'build-logins.ts',
    'gateway',
    'members',
    'federation',
    'adapters',
    'standards',
    'store',
    'config',
    'model',
  ],
  workers: ['app.ts', 'gateway', 'federation', 'config', 'model'],
  'app.ts': [
    'running-gateway.ts',
    'build-audit.ts',
    'build-conditions.ts',
    'build-credentials.ts',
    'build-endings.ts',
    'build-fleet.ts',
    'build-logins.ts',
    'build-maintenance.ts',
    'build-owner-groups.ts',
    'build-portal.ts',
    'build-stores.ts',
    'gateway',
    'scs',
    'members',
    'federation',
    'adapters',
    'cache',
    'http',
    'config',
    'model',
    'version.ts',
  ],
  // Types alone: what a gateway is to whoever starts it.
  'running-gateway.ts': ['gateway', 'members', 'adapters', 'config', 'model'],
  // package.json is outside src.
  'version.ts': ['..'],
  'build-audit.ts': ['audit', 'gateway', 'config', 'model'],
  'build-conditions.ts': ['gateway', 'members', 'federation', 'config', 'model'],
  'build-credentials.ts': ['gateway', 'federation', 'model'],
  'build-endings.ts': ['gateway', 'members', 'federation', 'model'],
  'build-fleet.ts': ['gateway', 'members', 'federation', 'adapters', 'config', 'schema', 'model'],
  'build-logins.ts': ['gateway', 'members', 'federation', 'config', 'model'],
  'build-maintenance.ts': ['federation', 'config', 'model'],
  'build-owner-groups.ts': ['gateway', 'members', 'federation', 'config', 'schema', 'model'],
  'build-operator.ts': ['gateway', 'federation', 'config'],
  'build-portal.ts': ['build-operator.ts', 'gateway', 'members', 'config', 'model'],
  'build-stores.ts': ['gateway', 'federation', 'store', 'config', 'model'],
  audit: ['files', 'model'],
  gateway: ['audit', 'scs', 'members', 'federation', 'adapters', 'standards', 'cache', 'http', 'schema', 'model'],
  scs: ['members', 'federation', 'adapters', 'standards', 'cache', 'model'],
  members: ['federation', 'adapters', 'cache', 'http', 'model'],
  federation: ['cache', 'schema', 'files', 'model'],
  adapters: ['standards', 'cache', 'schema', 'model'],
  standards: ['model'],
  cache: ['model'],
  http: ['model'],
  // For `--import`: what listens to the gateway, and is nothing of it.
  otel: ['model'],
  store: ['cache', 'files', 'model'],
  config: ['federation', 'adapters', 'schema', 'files', 'model'],
  files: [],
  schema: ['model'],
  model: [],
};

/** Who alone may import a package. */
const OWNERS: readonly (readonly [name: string, packages: RegExp, parts: readonly string[]])[] = [
  ['ioredis', /^ioredis(\/|$)/, ['store']],
  ['Fastify', /^(fastify|@fastify\/.+)$/, ['gateway', 'running-gateway.ts']],
  ['commander', /^commander$/, ['cli']],
  ['openid-client', /^openid-client$/, ['cli', 'federation']],
  ['OpenTelemetry', /^@opentelemetry\/.+$/, ['otel']],
  ['tldts', /^tldts$/, ['schema']],
];

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  /** `import()`: not loaded before the line is reached. */
  readonly late: boolean;
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
const INLINE = /(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(source: string): Import[] {
  const statements = [...source.matchAll(STATEMENT)].map(
    ([, type, from, bare]): Import => ({ from: from ?? bare ?? '', typeOnly: type !== undefined, late: false }),
  );
  // `import('x').Type` and `await import('x')` look alike: held to the rules of values.
  const inline = [...source.matchAll(INLINE)].map(
    ([, , from]): Import => ({
      from: from ?? '',
      typeOnly: false,
      late: true,
    }),
  );
  return [...statements, ...inline];
}

const partOf = (path: string): string => path.split('/')[0] ?? path;

const files = globSync('**/*.ts', { cwd: src }).map((path) => {
  const source = readFileSync(join(src, path), 'utf8');
  return { path, part: partOf(path), source, imports: importsOf(source) };
});

/** Of the part that a relative import leads to; undefined for packages. */
const target = (path: string, from: string): string | undefined =>
  from.startsWith('.') ? partOf(relative(src, join(src, dirname(path), from))) : undefined;

type Edges = Map<string, Set<string>>;

/** What imports what among the files and folders that lie directly in a folder, by folder. */
function inFolders(all: typeof files): Map<string, Edges> {
  const folders = new Map<string, Edges>();
  for (const { path, imports } of all)
    for (const { from } of imports) {
      if (!from.startsWith('.')) continue;
      const [a, b] = [path.split('/'), relative(src, join(src, dirname(path), from)).split('/')];
      let depth = 0;
      while (a[depth] === b[depth] && depth < a.length - 1 && depth < b.length - 1) depth += 1;
      const [one, other] = [a[depth] as string, b[depth] as string];
      if (one === other) continue;
      const folder = ['src', ...a.slice(0, depth)].join('/');
      const edges: Edges = folders.get(folder) ?? new Map();
      folders.set(folder, edges);
      edges.set(one, (edges.get(one) ?? new Set()).add(other));
    }
  return folders;
}

function circleIn(edges: Edges): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next, [...way, node]);
      if (circle !== undefined) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const circle = visit(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

describe('imports', () => {
  it('are found in every form that the language has', () => {
    const forms = [
      "import 'a';",
      "import b from 'b';",
      "import {\n  type B,\n  c,\n} from 'c';",
      "import type { D } from 'd';",
      "export * from 'e';",
      "const f = await import('f');",
    ];
    expect(importsOf(forms.join('\n')).map(({ from, typeOnly }) => (typeOnly ? `type ${from}` : from))).toEqual([
      'a',
      'b',
      'c',
      'type d',
      'e',
      'f',
    ]);
  });

  it('are allowed as docs/architecture.md says', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const [, table = ''] = page.split('| Part | May import |');
    const documented = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)];
    const words = (parts: readonly string[]) =>
      parts.map((part) => `\`${part.replace('.ts', '')}\``).join(', ') || 'nothing';
    const allowed = Object.entries(MAY_IMPORT).filter(([part]) => part !== 'version.ts');
    expect(documented.map(([, part, parts]) => `${part}: ${parts}`)).toEqual(
      allowed.map(([part, parts]) => `${part.replace('.ts', '')}: ${words(parts)}`),
    );
  });

  it('lead only downwards', () => {
    expect(files.length).toBeGreaterThan(10);
    const wrong = files.flatMap(({ path, part, imports }) =>
      imports.flatMap(({ from }) => {
        const to = target(path, from);
        return to === undefined || to === part || MAY_IMPORT[part]?.includes(to) ? [] : [`${path} imports ${from}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('of the adapters by the configuration and the fleet are the kinds of cloud alone', () => {
    const wrong = files
      .filter(({ part }) => part === 'config' || part === 'build-fleet.ts')
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ from }) => target(path, from) === 'adapters')
          .filter(({ from }) => !/\/adapters\/(cloud-kind|kinds)\.ts$/.test(from))
          .map(({ from }) => `${path} imports ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  it('of the command line that are not late lead to what costs no time', () => {
    const main = files.find(({ path }) => path === 'main.ts')?.imports.map(({ from }) => join(from)) ?? [];
    const loaded = new Set(main.filter((path) => path.startsWith('cli/')));
    const others = new Set<string>();
    for (const path of loaded)
      for (const { from, typeOnly, late } of files.find((file) => file.path === path)?.imports ?? []) {
        const to = from.startsWith('.') ? join(dirname(path), from) : from;
        if (typeOnly || late || to.startsWith('node:')) continue;
        if (to.startsWith('cli/')) loaded.add(to);
        else others.add(to);
      }
    // `scs-gateway credential` runs at every call of kubectl, and loads every command.
    expect(loaded).toContain('cli/credential.ts');
    expect([...others].toSorted()).toEqual(['commander', 'version.ts']);
  });

  it('of the federation by the configuration are the lists of kinds alone', () => {
    const wrong = files
      .filter(({ part }) => part === 'config')
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ from }) => target(path, from) === 'federation')
          .filter(({ from }) => !/^\.\.\/federation\/((cluster-)?strategies|owner-groups)\/index\.ts$/.test(from))
          .map(({ from }) => `${path} imports ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  it('of the model are its own files, node:crypto, node:net, schemas, and types of undici', () => {
    const wrong = files
      .filter(({ part }) => part === 'model')
      .flatMap(({ path, imports }) =>
        imports
          .filter(
            ({ from, typeOnly }) =>
              !/^(\.|node:crypto$|node:net$|typebox$)/.test(from) && !(from === 'undici' && typeOnly),
          )
          .map(({ from }) => `${path} imports ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  it('of the standards are without I/O', () => {
    const wrong = files
      .filter(({ part }) => part === 'standards')
      .flatMap(({ path, imports }) =>
        imports.filter(({ from }) => !from.startsWith('.')).map(({ from }) => `${path} imports ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  it('of the normalised API know no HTTP server, nor do those of its tests', () => {
    const scs = globSync(['src/scs/**/*.ts', 'test/unit/scs/**/*.ts'], { cwd: root });
    expect(scs.length).toBeGreaterThan(40);
    const wrong = scs.flatMap((path) =>
      importsOf(readFileSync(join(root, path), 'utf8'))
        .map(({ from }) => (from.startsWith('.') ? relative(root, join(root, dirname(path), from)) : from))
        .filter((to) => /^(?:@?fastify(?:\/|$)|src\/gateway\/)/.test(to))
        .map((to) => `${path} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('of a surface lead to no other surface', () => {
    const surface = (path: string): string | undefined => /^gateway\/surfaces\/([^/]+)\//.exec(path)?.[1];
    const surfaces = files.filter(({ path }) => surface(path) !== undefined);
    expect(new Set(surfaces.map(({ path }) => surface(path))).size).toBeGreaterThan(3);
    const wrong = surfaces.flatMap(({ path, imports }) =>
      imports
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => relative(src, join(src, dirname(path), from)))
        .filter((to) => surface(to) !== undefined && surface(to) !== surface(path))
        .map((to) => `${path} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('make no circles: in every folder its files and folders have an order', () => {
    const circles = [...inFolders(files)].flatMap(([folder, edges]) => {
      const circle = circleIn(edges);
      return circle === undefined ? [] : [`${folder}: ${circle.join(' → ')}`];
    });
    expect(circles).toEqual([]);
  });

  it('that make a circle are found, types and all', () => {
    const edges = new Map([
      ['a.ts', new Set(['b'])],
      ['b', new Set(['c.ts'])],
      ['c.ts', new Set(['b'])],
    ]);
    expect(circleIn(edges)).toEqual(['b', 'c.ts', 'b']);
    edges.delete('c.ts');
    expect(circleIn(edges)).toBeUndefined();
  });

  it.each(OWNERS)('of %s are in its own place alone', (_name, packages, parts) => {
    const wrong = files
      .filter(({ part }) => !parts.includes(part))
      .filter(({ imports }) => imports.some(({ from }) => packages.test(from)));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('every source file', () => {
  it('belongs to a part of the design', () => {
    expect(files.filter(({ part }) => MAY_IMPORT[part] === undefined).map(({ path }) => path)).toEqual([]);
  });

  it('names its licence in the first line, below the #! of a command', () => {
    const unmarked = files.filter(
      ({ source }) => !/^(#!.*\n)?\/\/ SPDX-License-Identifier: Apache-2\.0\n/.test(source),
    );
    expect(unmarked.map(({ path }) => path)).toEqual([]);
  });

  it('leaves it to package.json to say the version', () => {
    const { version } = JSON.parse(readFileSync(join(src, '../package.json'), 'utf8')) as { readonly version: string };
    const repeated = files.filter(({ source }) => source.includes(`'${version}'`));
    expect({ version, repeated: repeated.map(({ path }) => path) }).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      repeated: [],
    });
  });

  it('has at most 400 lines', () => {
    expect(files.filter(({ source }) => source.split('\n').length > 401).map(({ path }) => path)).toEqual([]);
  });
});
