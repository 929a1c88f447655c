// SPDX-License-Identifier: Apache-2.0
// The documentation says what is true: links lead somewhere, tables agree with the code, scripts and files exist.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import fastify, { type FastifyPluginAsync } from 'fastify';
import { describe, expect, it } from 'vitest';
import { AUDIT_KINDS } from '../../src/gateway/audit/kinds.ts';
import { errorCatalogue } from '../../src/gateway/surfaces/scs/document/error-catalogue.ts';
import { ERROR_CODES, GatewayError } from '../../src/model/errors.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = globSync(['*.md', '.github/**/*.md', 'docs/**/*.md'], { cwd: root });
const manifest = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly scripts: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly allowScripts: Record<string, boolean>;
};

/** Without fenced blocks: what looks like a link or a heading in there is none. */
const prose = (path: string): string => read(path).replaceAll(/^```[\s\S]*?^```$/gm, '');
/** As web front ends for git name headings. */
const anchors = (path: string): string[] =>
  [...prose(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The cells of every table row below a heading. */
function rows(path: string, heading: string): string[][] {
  const [, ...after] = prose(path).split(new RegExp(`^#+ ${heading}$`, 'm'));
  const section = (after[0] ?? '').split(/^#+ /m)[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

const code = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

/** `surface /path` of each route; registering a surface asks nothing of what it is made of. */
async function routesOfSurfaces(): Promise<string[]> {
  const routes = new Set<string>();
  for (const file of globSync('src/gateway/surfaces/{*.ts,*/index.ts}', { cwd: root })) {
    const made: Record<string, (deps: object) => never> = await import(join(root, file));
    const deps = { publicUrl: 'https://gateway.example.org' };
    const surfaces = Object.entries(made).flatMap(([name, make]): (readonly [string, FastifyPluginAsync])[] => {
      if (name.endsWith('Surface')) return [[name.replace('Surface', ''), make(deps)]];
      // What other surfaces ask as well is beside it.
      const whole = ['createScs', 'createPortal'].includes(name);
      return whole ? [[name.slice(6).toLowerCase(), (make(deps) as { surface: FastifyPluginAsync }).surface]] : [];
    });
    for (const [name, surface] of surfaces) {
      const app = fastify();
      app.addHook('onRoute', ({ url }) => {
        routes.add(`${name} ${url.replace(/(?<=.)\/\*?$/, '')}`);
      });
      await app.register(surface);
    }
  }
  return [...routes];
}

describe('every page', () => {
  it.each(pages)('%s has links that lead somewhere', (path) => {
    const links = [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : relative(root, resolve(root, dirname(path), file));
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it.each(pages)('%s names scripts that exist', (path) => {
    const named = [...read(path).matchAll(/\bnpm (?:run (?:-\S+ |--silent )*([\w:-]+)|(test|start)\b)/g)];
    expect(named.map(([, run, short]) => run ?? short ?? '').filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it.each(pages)('%s names files that exist', (path) => {
    const named = code(prose(path)).filter((text) => /^[\w.-]+(?:\/[\w.-]+)+\.(?:ts|py|sh|md|ya?ml)$/.test(text));
    const places = [root, join(root, 'src'), dirname(join(root, path))];
    const missing = named.filter((name) => !places.some((place) => existsSync(join(place, name))));
    expect(missing.filter((name) => !name.startsWith('.demo/'))).toEqual([]);
  });
});

it('every image that a page names is of the version of the package', () => {
  const named = pages.flatMap((path) => [...read(path).matchAll(/scs-gateway:(\d+\.\d+\.\d+)/g)].map(([, v]) => v));
  expect(new Set(named)).toEqual(new Set([manifest.version]));
});

it('the index of the documentation lists every page', () => {
  const index = read('docs/README.md');
  const inDocs = pages.filter((path) => /^docs\/(?!README|adr\/\d)/.test(path));
  expect(inDocs.filter((path) => !index.includes(`(${path.slice('docs/'.length)})`))).toEqual([]);
});

describe('decisions', () => {
  const decisions = pages.filter((path) => /^docs\/adr\/\d/.test(path)).toSorted();
  const FORM =
    /^# (?<number>\d{4}): (?<title>.+)\n\nDate: (?<date>\d{4}-\d\d-\d\d)\n\nStatus: (?<status>.+)\n\n## Context\n/;
  const PAGE = String.raw`\[\d{4}\]\(\d{4}-[\w-]+\.md\)`;
  const STATUS = new RegExp(`^(Proposed|Accepted(, superseded in part by ${PAGE})?|Superseded by ${PAGE})$`);
  const parts = (path: string) => FORM.exec(read(path))?.groups ?? {};

  it.each(decisions)('%s has number, title, date, status, context, decision and consequences', (path) => {
    expect(anchors(path).slice(1)).toEqual(['context', 'decision', 'consequences']);
    expect(parts(path)).toEqual({
      number: path.slice('docs/adr/'.length, 'docs/adr/NNNN'.length),
      title: expect.any(String),
      date: expect.stringMatching(/^20/),
      status: expect.stringMatching(STATUS),
    });
  });

  it('are all in their index, with title, date and status, and nothing else is', () => {
    expect(decisions.length).toBeGreaterThan(5);
    expect(rows('docs/adr/README.md', 'Decisions')).toEqual(
      decisions.map((path) => {
        const { number, title, date, status } = parts(path);
        return [`[${number}](${path.slice('docs/adr/'.length)})`, title, date, status];
      }),
    );
  });
});

it('docs/architecture.md has every path of the public listener with its surface, and no other', async () => {
  const documented = rows('docs/architecture.md', 'What the public listener serves').flatMap(([paths, , surface]) =>
    code(paths).map((path) => `${surface} ${path}`),
  );
  // `/k8s/{cluster}/…` tells of all that is below `/k8s/`.
  const tells = (row: string, route: string): boolean => {
    const above = row.replace(/[{…].*$/, '');
    return above === row ? route === row : `${route}/`.startsWith(above);
  };
  const routes = await routesOfSurfaces();
  expect(routes.length).toBeGreaterThan(20);
  // A surface also answers what is unknown below its own paths: `/scs/*`.
  const told = (route: string): boolean => documented.some((row) => tells(row, route) || row.startsWith(`${route}/`));
  expect(routes.filter((route) => !told(route))).toEqual([]);
  expect(documented.filter((row) => !routes.some((route) => tells(row, route)))).toEqual([]);
});

it('docs/errors.md has the error table, row by row', () => {
  expect(rows('docs/errors.md', 'Errors')).toEqual(
    ERROR_CODES.map((name) => {
      const { status, message } = new GatewayError(name);
      return [`\`${name}\``, String(status), message];
    }),
  );
});

it('every row of the error table is one that the code answers with', () => {
  const told = /model\/errors\.ts$|error-catalogue\.ts$/;
  const source = globSync('src/**/*.ts', { cwd: root }).filter((path) => !told.test(path));
  // Nova has a fault of that name for its own 501: adapters speak dialects, they do not decide.
  const deciding = source
    .filter((path) => !path.endsWith('dialects.ts'))
    .map(read)
    .join('\n');
  expect(ERROR_CODES.filter((name) => !deciding.includes(`'${name}'`))).toEqual([]);
});

it('docs/errors.md says of every problem of the SCS API when it happens and what to do', () => {
  expect(rows('docs/errors.md', 'Problems of the SCS API')).toEqual(
    errorCatalogue().map(({ type, when, what }) => [`\`${type}\``, when, what]),
  );
});

it('docs/dependencies.md gives a reason for every dependency, and for no other', () => {
  const reasons = (heading: string) => rows('docs/dependencies.md', heading).map(([name]) => code(name)[0]);
  expect(reasons('At runtime')).toEqual(Object.keys(manifest.dependencies));
  expect(reasons('For development')).toEqual(Object.keys(manifest.devDependencies));
  const all = [...rows('docs/dependencies.md', 'At runtime'), ...rows('docs/dependencies.md', 'For development')];
  expect(all.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
});

it('the packages that may run a script while they are installed are those that have one and need it', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    readonly packages: Record<string, { readonly hasInstallScript?: true }>;
  };
  const having = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
  expect(having.map((path) => path.replace(/^.*node_modules\//, ''))).toEqual(Object.keys(manifest.allowScripts));
});

it('docs/operations.md has every metric of the code with its type and labels, and no other', () => {
  const source = globSync('src/**/*.ts', { cwd: root }).map(read).join('\n');
  const made = [...source.matchAll(/new (Counter|Gauge|Histogram|Summary)\(\{([\s\S]*?)\bregisters/g)].map(
    ([, type = '', options = '']) => ({
      name: /name: '(\w+)'/.exec(options)?.[1],
      type: type.toLowerCase(),
      labels: [...(/labelNames: \[([^\]]*)\]/.exec(options)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, name]) => name),
    }),
  );
  const documented = rows('docs/operations.md', 'Metrics')
    .filter(([name]) => name?.startsWith('`scs_gateway_'))
    .map(([name, type, labels]) => ({ name: code(name)[0], type, labels: code(labels) }));
  const sorted = <T extends { name: string | undefined }>(list: T[]): T[] =>
    list.toSorted((a, b) => String(a.name).localeCompare(String(b.name)));
  expect(made.length).toBeGreaterThan(5);
  expect(sorted(documented)).toEqual(sorted(made));
});

it('docs/audit.md has the table of kinds, row by row', () => {
  expect(
    rows('docs/audit.md', 'Kinds of events').map(([name, actions, target]) => [
      code(name)[0],
      code(actions),
      code(target)[0],
    ]),
  ).toEqual(Object.entries(AUDIT_KINDS).map(([name, { actions, target }]) => [name, [...actions], target]));
});
