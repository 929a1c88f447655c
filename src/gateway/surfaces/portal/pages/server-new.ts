// SPDX-License-Identifier: Apache-2.0
// A new server, in two steps: what it needs, in the address, with where it would go and why not elsewhere; then its name, and the
// form that makes it. It is made once for each form, and told of also where nobody knows whether it was.
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import type { FlavorQuery, ImageQuery } from '../../../../model/scs/queries.ts';
import type { Operation } from '../../../../scs/operations/operations.ts';
import type { PlacementPreview } from '../../../../scs/placement/placement-schema.ts';
import { isMeant } from '../../../../scs/project-scope.ts';
import type { ProjectItem } from '../../../../scs/projects/project-schema.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Answer, type Page, type View, view } from '../page.ts';
import { option } from '../parts/comparing.ts';
import { objectLink, type Shown } from '../parts/fields.ts';
import { fill } from '../parts/fill.ts';
import { isUncertain, outcomeNotice, uncertainNotice } from '../parts/outcome.ts';
import { hidden, onceForm, takenKey } from '../parts/own-form.ts';
import { sign } from '../parts/signs.ts';
import { table } from '../parts/table.ts';
import { onClouds, type Snippets, shellWord, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

const PATH = '/servers/new';
const WAIT = '5';
const STRATEGIES = ['first', 'spread', 'cheapest-fit'] as const;
/** What stands in the address; the rest is of the form that makes it. */
const WISHES = ['flavor', 'image', 'project', 'networks', 'strategy'] as const;
const LONGEST_NAME = 255;

interface Wanted {
  readonly flavor: string | FlavorQuery;
  readonly image: string | ImageQuery;
  readonly project?: string;
  readonly networks?: 'auto' | 'none' | readonly string[];
  readonly placement: { readonly strategy: string; readonly clouds?: readonly string[] };
}

/** What a command makes as long as nothing is wanted. */
const EXAMPLE: Wanted = { flavor: 'SCS-2V-4', image: 'Debian 12', placement: { strategy: STRATEGIES[0] } };

export const serverNew: Page = {
  path: PATH,
  async get(visit) {
    const { body: projects } = await visit.ask<{ readonly items: readonly ProjectItem[] }>('listProjects');
    const asked = new URLSearchParams(visit.query);
    const project = proposed(projects.items, asked.get('project')?.trim(), visit.lastProject);
    if (project !== undefined) asked.set('project', project);
    const wanted = wantedOf(asked);
    return view(visit.t.create.title, body(visit, asked, projects.items), {
      project: visit.query.get('project'),
      snippets: snippets(visit, { name: 'web', ...(wanted ?? EXAMPLE) }),
    });
  },
  async post(visit, form) {
    // The wishes are those of the address, which the page has shown the place of.
    const wanted = wantedOf(visit.query);
    const name = form.get('name')?.trim() ?? '';
    if (wanted === undefined || name === '')
      throw new GatewayError('badRequest', { detail: 'a form without its fields' });
    const [keypairName, userData] = [form.get('keypair')?.trim() ?? '', form.get('userdata') ?? ''];
    return perform(visit, takenKey(form), form, {
      name,
      ...wanted,
      ...(keypairName !== '' && { keypairName }),
      ...(userData !== '' && { userData: userData.replaceAll('\r\n', '\n') }),
    });
  },
};

/**
 * Which one the form begins with: the one that the address names, else the one where somebody worked last, else the first. One
 * in the address that is none of theirs stays, for the API to refuse it in words. Pure.
 */
export function proposed(
  projects: readonly ProjectItem[],
  wanted: string | undefined,
  last: string | undefined,
): string | undefined {
  const meant = (wish: string): string | undefined => {
    const [found, ...more] = projects.filter((project) => isMeant(project, wish));
    return more.length === 0 ? found?.id : undefined;
  };
  if (wanted) return meant(wanted) ?? wanted;
  return (last && meant(last)) || projects[0]?.id;
}

/** `2 4`: two processors and 4 GiB, as people write it. Pure. */
const FIGURES = /^(\d{1,3})\s*(?:vcpus?)?[\s,x/]+(\d{1,5})\s*(?:gi?b?)?$/i;
/** `ubuntu 24.04`: by what it is. Anything else is a name or an id. */
const DISTRO = /^([a-z][a-z-]*)\s+([\d.]+)$/;

/** Undefined: nothing is wanted yet. */
export function wantedOf(query: URLSearchParams): Wanted | undefined {
  const text = (name: string): string => query.get(name)?.trim() ?? '';
  const [flavor, image] = [text('flavor'), text('image')];
  if (flavor === '' || image === '') return undefined;
  const [, vcpus, ramGiB] = FIGURES.exec(flavor) ?? [];
  const [, distro, version = ''] = DISTRO.exec(image) ?? [];
  const networks = text('networks');
  const names = networks.split(',').flatMap((one) => one.trim() || []);
  const clouds = query.getAll('on').filter((id) => id !== '');
  const project = text('project');
  return {
    flavor: vcpus === undefined ? flavor : { vcpus: Number(vcpus), ramGiB: Number(ramGiB) },
    image: distro === undefined ? image : { distro, version },
    ...(project !== '' && { project }),
    ...(networks === 'auto' || networks === 'none' ? { networks } : names.length > 0 && { networks: names }),
    placement: { strategy: text('strategy') || STRATEGIES[0], ...(clouds.length > 0 && { clouds }) },
  };
}

async function* body(visit: Visit, asked: URLSearchParams, projects: readonly ProjectItem[]): AsyncGenerator<Html> {
  const { t } = visit;
  const wanted = wantedOf(asked);
  yield html`<div class="title"><p class="small"><a href="${visit.link('/resources/servers')}">${t.resources.back(t.resources.kind.servers)}</a></p><h1>${t.create.title}</h1><p class="lead">${t.create.lead}</p></div>
${wishes(visit, asked, projects)}
<section id="preview" aria-live="polite">`;
  if (wanted === undefined) yield html`<p class="notice">${t.create.empty}</p></section>`;
  else {
    let come: PlacementPreview | undefined;
    const whole = visit
      .ask<PlacementPreview>('previewServerPlacement', { body: { name: 'preview', ...wanted } })
      .then(({ body: preview }) => {
        come = preview;
      });
    try {
      yield* fill(
        { id: 'placement' },
        whole,
        () => undefined,
        () => placement(visit, asked, come),
      );
      yield html`</section>`;
    } catch (thrown) {
      const error = toGatewayError(thrown);
      if (error.status >= 500) throw thrown;
      yield html`</div>${refusal(visit, error)}</section>`;
    }
  }
  yield* proposals(visit);
}

function wishes({ t, clouds }: Visit, asked: URLSearchParams, projects: readonly ProjectItem[]): Html {
  const [flavor, image, project, networks, strategy] = WISHES.map((name) => asked.get(name));
  const on = asked.getAll('on');
  return html`<form class="wishes" method="get" data-live="preview">
<label>${t.create.flavor}<input name="flavor" required maxlength="${LONGEST_NAME}" list="flavors" autocomplete="off" value="${flavor}" placeholder="SCS-2V-4"></label>
<label>${t.create.image}<input name="image" required maxlength="${LONGEST_NAME}" list="images" autocomplete="off" value="${image}" placeholder="ubuntu 24.04"></label>
<label>${t.me.project}<select name="project">${projects.map(({ id, name, domain }) => option(id, `${domain.name}/${name}`, project ?? null))}</select></label>
<label>${t.create.networks}<input name="networks" maxlength="${LONGEST_NAME}" autocomplete="off" value="${networks ?? 'auto'}"></label>
<label>${t.create.strategy}<select name="strategy">${STRATEGIES.map((one) => option(one, t.create.by[one], strategy ?? null))}</select></label>
<fieldset><legend>${t.create.on}</legend>${clouds.map(({ id, name }) => html`<label class="check"><input type="checkbox" name="on" value="${id}"${on.includes(id) ? html` checked` : NOTHING}>${name}</label>`)}</fieldset>
<div class="actions"><button class="strong">${t.create.look}</button></div></form>`;
}

function placement(visit: Visit, asked: URLSearchParams, come: PlacementPreview | undefined): Html {
  const { t } = visit;
  if (come === undefined) return html`<p class="notice">${t.resources.nothingYet}</p>`;
  const { cloud, region, because } = come;
  const where = (at: string, part: string): string =>
    at === part ? visit.cloudName(at) : `${visit.cloudName(at)} · ${part}`;
  const rows = come.considered.map((place) => {
    const chosen = place.cloud === cloud && place.region === region;
    return [
      where(place.cloud, place.region),
      place.fits
        ? sign('good', chosen ? t.create.chosen : t.create.fits)
        : html`${sign('bad', t.create.unfit)}<div class="small reason" lang="en">${place.against.join('; ')}</div>`,
      place.flavor?.name ?? '–',
      place.image?.name ?? '–',
      place.servers === undefined ? '–' : visit.format.number(place.servers),
    ];
  });
  const head = [t.resources.cloud, t.create.verdict, t.create.flavor, t.create.image, t.create.servers];
  const summary =
    cloud === null
      ? html`<p class="notice warn">${t.create.nowhere}</p>`
      : html`<div class="notice"><p><strong>${t.create.where(where(cloud, region ?? cloud))}</strong></p><p class="small" lang="en">${because}</p></div>`;
  return html`<h2>${t.create.preview}</h2>${summary}
${table({ id: 'places', caption: t.create.preview, className: 'reasons', head, rows })}
${cloud === null ? NOTHING : makeForm(visit, asked)}`;
}

const makeForm = (visit: Visit, asked: URLSearchParams): Html => {
  const { t } = visit;
  return html`<form method="post" action="${here(visit, asked)}" class="wishes">${onceForm(visit)}
<label>${t.resources.name}<input id="new-name" name="name" required maxlength="${LONGEST_NAME}" autocomplete="off"></label>
<label>${t.create.keypair}<input id="new-keypair" name="keypair" maxlength="${LONGEST_NAME}" autocomplete="off"></label>
<label>${t.create.userData}<textarea id="new-userdata" name="userdata" rows="4" maxlength="65535" spellcheck="false" placeholder="#cloud-config"></textarea></label>
<div class="actions"><button class="strong">${t.create.make}</button></div></form>`;
};

/** With the wishes, and without what else stood there. */
function here({ query, link }: Visit, asked: URLSearchParams = query): string {
  const own = WISHES.map((name) => [name, asked.get(name) ?? undefined] as const);
  return link(PATH, { ...Object.fromEntries(own), on: asked.getAll('on') });
}

/** What there is to choose from; a convenience, so that the page does not wait for it before anything else. */
async function* proposals(visit: Visit): AsyncGenerator<Html> {
  const names = async (operation: string, query: Readonly<Record<string, string>>): Promise<string[]> => {
    const { body } = await visit.ask<{ readonly items: readonly { readonly name: string }[] }>(operation, { query });
    return [...new Set(body.items.map(({ name }) => name))].toSorted();
  };
  const [flavors, images] = await Promise.all([
    names('listFlavorGroups', {}).catch(() => []),
    names('listImages', { limit: '200', status: 'available' }).catch(() => []),
  ]);
  const list = (id: string, all: readonly string[]): Html =>
    html`<datalist id="${id}">${all.map((name) => html`<option value="${name}">`)}</datalist>`;
  yield html`${list('flavors', flavors)}${list('images', images)}`;
}

interface Made {
  readonly item?: Shown;
  readonly operation?: Operation;
  readonly placement?: PlacementPreview;
}

type Server = Wanted & { readonly name: string };

async function perform(visit: Visit, key: string, form: URLSearchParams, server: Server): Promise<Answer> {
  try {
    const { body: made } = await visit.ask<Made>('createServer', {
      body: server,
      query: { wait: WAIT },
      headers: { 'idempotency-key': key },
    });
    return outcome(visit, server, made);
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (isUncertain(error)) return uncertain(visit, key, form, server, error);
    if (error.status >= 500) throw thrown;
    return view(
      visit.t.act.failed,
      html`<div class="title"><h1>${visit.t.create.of(server.name)}</h1></div>${refusal(visit, error)}<p class="actions"><a class="button" href="${here(visit)}">${visit.t.create.change}</a></p>`,
      { status: error.status, snippets: snippets(visit, server) },
    );
  }
}

/** Everything that speaks against it, place by place. */
const refusal = ({ t, cloudName }: Visit, { message, faults = [] }: GatewayError): Html =>
  html`<div class="notice bad" role="alert"><p>${sign('bad', t.act.failed)}</p><p lang="en">${message}</p>${
    faults.length === 0
      ? NOTHING
      : html`<ul lang="en">${faults.map((fault) => html`<li>${'cloud' in fault && fault.cloud !== undefined ? html`${cloudName(fault.cloud)}: ` : NOTHING}${fault.reason}</li>`)}</ul>`
  }</div>`;

function outcome(visit: Visit, server: Server, { item, operation, placement: decided }: Made): View {
  const { t } = visit;
  const cloud = decided?.cloud ?? item?.cloud;
  const all = html`<a class="button" href="${visit.link('/resources/servers')}">${t.resources.back(t.resources.kind.servers)}</a>`;
  return view(
    t.create.of(server.name),
    html`<div class="title"><h1>${t.create.of(server.name)}</h1><p class="lead">${cloud == null ? NOTHING : visit.cloudName(cloud)}</p></div>${outcomeNotice(visit, operation)}
${decided === undefined ? NOTHING : html`<p class="small" lang="en">${decided.because}</p>`}
<p class="actions">${item === undefined ? NOTHING : html`<a class="button strong" href="${objectLink(visit, 'servers', item)}">${t.act.look(item.name || item.id)}</a>`}${all}</p>`,
    { project: server.project, snippets: snippets(visit, server) },
  );
}

function uncertain(visit: Visit, key: string, form: URLSearchParams, server: Server, error: GatewayError): View {
  const { t } = visit;
  const again = ['name', 'keypair', 'userdata'].map((name) => hidden(name, form.get(name)));
  return view(
    t.act.uncertain,
    html`<div class="title"><h1>${t.create.of(server.name)}</h1></div>${uncertainNotice(visit, error)}<form method="post" action="${here(visit)}" class="actions">${onceForm(visit, key)}${again}<button class="strong">${t.act.findOut}</button></form>`,
    { status: error.status },
  );
}

function snippets(visit: Visit, server: Server): Snippets {
  const { name, flavor, image, networks, placement } = server;
  const words = {
    flavor: typeof flavor === 'string' ? flavor : 'FLAVOR',
    image: typeof image === 'string' ? image : [image.distro, image.version].join(' ').trim(),
  };
  const nets = Array.isArray(networks) ? networks : [networks === 'none' ? 'none' : 'auto'];
  const told = nets.map((net) => (net === 'none' || net === 'auto' ? `--nic ${net}` : `--network ${shellWord(net)}`));
  // The command has to be told the cloud: it places nothing.
  const [id = visit.clouds[0]?.id] = placement.clouds ?? [];
  const command = `server create --flavor ${shellWord(words.flavor)} --image ${shellWord(words.image)} ${told.join(' ')} --wait ${shellWord(name)}`;
  return snippetsOf(visit, 'createServer', {
    body: server,
    openstack: onClouds(id === undefined ? [] : [{ id }], command),
  });
}
