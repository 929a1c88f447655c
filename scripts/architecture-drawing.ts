// SPDX-License-Identifier: Apache-2.0
// docs/architecture.svg, drawn from the imports in src/: the rooms of the house and who imports whom. An arrow that a chain of
// others implies is left out of the drawing, and stands in its description. Nothing is counted: a new file changes no drawing.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const src = join(import.meta.dirname, '../src');
const STATEMENT = /\bfrom\s+'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'\s*\)|^import\s+'(\.[^']+)'/gm;

/** What each room is for, in a few words; a room that is not here stops the drawing. */
const ROOMS: Readonly<Record<string, string>> = {
  main: 'the process',
  cli: 'the command line',
  joining: 'scs-gateway member',
  workers: 'processes on one port',
  app: 'composition: app.ts, build-*.ts',
  gateway: 'surfaces, data plane, limits, metrics',
  scs: 'the normalised API, without HTTP',
  members: 'the way to a cloud: relay, breakers',
  audit: 'events of what was done',
  otel: 'spans for OpenTelemetry',
  report: 'results as pages and JUnit',
  federation: 'logins, strategies, sessions, keys',
  adapters: 'catalogue, lens, resources',
  standards: 'the SCS standards',
  store: 'shared and durable state',
  config: 'loading and checking the file',
  cache: 'bounded caches, single flight',
  http: 'targets, bounded bodies',
  files: 'files that hold nobody up',
  schema: 'kinds of field',
  model: 'shared words and ports, errors',
};

/** The composition root is one room in several files; package.json and version.ts are none. */
function roomOf(path: string): string | undefined {
  const first = path.split('/')[0] ?? path;
  if (!first.endsWith('.ts')) return first;
  if (first === 'main.ts') return 'main';
  return first === 'version.ts' ? undefined : 'app';
}

type Imports = ReadonlyMap<string, ReadonlySet<string>>;

/** Every room, and the rooms that it imports. */
export function importsOfRooms(): Imports {
  const imports = new Map<string, Set<string>>();
  for (const path of globSync('**/*.ts', { cwd: src }).toSorted()) {
    const room = roomOf(path);
    if (room === undefined) continue;
    const from = imports.get(room) ?? new Set<string>();
    imports.set(room, from);
    for (const [, ...found] of readFileSync(join(src, path), 'utf8').matchAll(STATEMENT)) {
      const link = found.find((one) => one !== undefined) ?? '';
      const to = roomOf(relative(src, join(src, dirname(path), link)));
      if (to !== undefined && to !== room && to !== '..') from.add(to);
    }
  }
  return new Map([...imports].map(([room, all]) => [room, new Set([...all].toSorted())]));
}

/** Rooms in floors: each above everything that it imports. */
function floorsOf(imports: Imports): string[][] {
  const level = new Map<string, number>();
  const height = (room: string): number => {
    const known = level.get(room);
    if (known !== undefined) return known;
    const value = 1 + Math.max(-1, ...[...(imports.get(room) ?? [])].map(height));
    level.set(room, value);
    return value;
  };
  for (const room of imports.keys()) height(room);
  const floors: string[][] = [];
  for (const [room, at] of level) floors[at] = [...(floors[at] ?? []), room].toSorted();
  return floors.toReversed();
}

/** The imports that no way over other rooms implies. */
export function directImports(imports: Imports): (readonly [from: string, to: string])[] {
  const reaches = (from: string, to: string): boolean =>
    [...(imports.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  return [...imports].flatMap(([from, all]) =>
    [...all]
      .filter((to) => ![...all].some((between) => between !== to && reaches(between, to)))
      .map((to) => [from, to] as const),
  );
}

const BOX = { width: 236, height: 58, gapX: 24, gapY: 52 };
const WIDTH = 1060;

interface Place {
  readonly x: number;
  readonly y: number;
}

function placesOf(floors: readonly (readonly string[])[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const [row, rooms] of floors.entries()) {
    const width = rooms.length * BOX.width + (rooms.length - 1) * BOX.gapX;
    for (const [column, room] of rooms.entries())
      places.set(room, {
        x: (WIDTH - width) / 2 + column * (BOX.width + BOX.gapX),
        y: 20 + row * (BOX.height + BOX.gapY),
      });
  }
  return places;
}

function arrow(from: Place, to: Place): string {
  const [x1, y1] = [from.x + BOX.width / 2, from.y + BOX.height];
  const [x2, y2] = [to.x + BOX.width / 2, to.y - 6];
  const bend = Math.max(24, (y2 - y1) / 2);
  return `<path class="arrow" marker-end="url(#head)" d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}"/>`;
}

export function architectureDrawing(): ReadonlyMap<string, string> {
  const imports = importsOfRooms();
  const floors = floorsOf(imports);
  const places = placesOf(floors);
  const at = (room: string): Place => {
    const place = places.get(room);
    if (place === undefined || ROOMS[room] === undefined) throw new Error(`no word about src/${room}: ROOMS, please`);
    return place;
  };
  const boxes = [...places].map(([room, { x, y }]) =>
    [
      `<g><rect class="room" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
      `<text class="name" x="${x + 12}" y="${y + 24}">${room}</text>`,
      `<text class="what" x="${x + 12}" y="${y + 44}">${ROOMS[room]}</text></g>`,
    ].join(''),
  );
  const arrows = directImports(imports).map(([from, to]) => arrow(at(from), at(to)));
  const sentences = [...imports]
    .filter(([, all]) => all.size > 0)
    .map(([room, all]) => `${room} imports ${[...all].join(', ')}.`);
  const height = 20 + floors.length * (BOX.height + BOX.gapY) - BOX.gapY + 20;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
<!-- Generated by npm run generate from the imports in src/. -->
<title id="title">The rooms of the source, each above what it imports</title>
<desc id="desc">${sentences.join(' ')}</desc>
<style>
  .ground { fill: #ffffff }
  .room { fill: #eef4fb; stroke: #0b5cad; stroke-width: 1.2 }
  .arrow { fill: none; stroke: #5b6b7b; stroke-width: 1.2 }
  #head path { fill: #5b6b7b }
  text { font-family: system-ui, sans-serif; fill: #16202b }
  .name { font-size: 16px; font-weight: 600 }
  .what { font-size: 12px }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>
<rect class="ground" width="${WIDTH}" height="${height}"/>
${[...arrows, ...boxes].join('\n')}
</svg>
`;
  return new Map([['docs/architecture.svg', svg]]);
}
