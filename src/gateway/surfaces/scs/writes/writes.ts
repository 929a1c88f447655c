// SPDX-License-Identifier: Apache-2.0
// The routes that change something, made from a resource's definition: create, update, delete, actions.
import Type, { type TObject, type TSchema } from 'typebox';
import { type ErrorCode, GatewayError } from '../../../../model/errors.ts';
import type { NativeApi, NativeObject } from '../../../../model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../../../model/scs/resource.ts';
import type { ScsAnswer, ScsCall } from '../../../../scs/call.ts';
import type { ScsCaller } from '../../../../scs/caller.ts';
import type { Idempotent } from '../../../../scs/operations/idempotency.ts';
import { operationSchema, placementSchema, waitSchema } from '../../../../scs/operations/operation-schemas.ts';
import type { Operation, Operations } from '../../../../scs/operations/operations.ts';
import { untilOf } from '../../../../scs/operations/operations.ts';
import { pascal } from '../../../../scs/pascal.ts';
import { type Creator, placeFields } from '../../../../scs/placement/creator.ts';
import type { Source, Sources } from '../../../../scs/sources/source.ts';
import type { ScsRoute } from '../route.ts';

export interface WriteDeps {
  readonly sources: Sources;
  readonly operations: Operations;
  readonly idempotent: Idempotent;
  readonly publicUrl: string;
  /** Resources whose creation needs more than a place: by plural. */
  readonly creators: Readonly<Record<string, Creator>>;
}

interface Place {
  readonly cloud: string;
  readonly region?: string;
  readonly project?: string;
}

const FROM_MEMBER: readonly ErrorCode[] = [
  'nativeBadRequest',
  'nativeForbidden',
  'nativeQuota',
  'nativeConflict',
  'nativeLimited',
  'nativeFailed',
];

const headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        'Any text of yours. The same request sent again with it within 24 hours, to whatever replica, is done once and answered alike (`Idempotency-Replayed: true`).',
    }),
  ),
});
const wait = Type.Object({ wait: waitSchema });
const place = Type.Object({
  cloud: Type.String({ description: 'The member cloud.' }),
  id: Type.String({ description: 'The id at the member, percent-encoded.' }),
});
const where = Type.Object({ ...placeFields, cloud: Type.Optional(placeFields.cloud), wait: waitSchema });
const located = Type.Omit(where, ['cloud']);

/** `result` only where the action has one. */
const outcome = (item: TSchema, more: Record<string, TSchema> = {}): TObject =>
  Type.Object({ item, operation: Type.Optional(operationSchema), ...more });

export function writeRoutes(definition: ResourceDefinition, deps: WriteDeps): ScsRoute[] {
  const { plural, singular, item } = definition;
  const tag = plural;
  const path = `/scs/v1/${plural}`;
  const one = `${path}/{cloud}/{id}`;
  const name = pascal(singular);
  const routes: ScsRoute[] = [];
  const errors: ErrorCode[] = ['notFound', 'notOffered', 'nativeNotFound', 'conflict', 'unprocessable', ...FROM_MEMBER];
  const once = onceOnly(deps.idempotent);
  const creator = deps.creators[plural] ?? plainCreator(definition, deps.sources);

  if (definition.create)
    routes.push({
      method: 'POST',
      path,
      operationId: `create${name}`,
      tag,
      summary: `Create a ${spaced(singular)}`,
      query: wait,
      headers,
      body: creator.body,
      answers: {
        201: { description: 'It is there.', schema: created(item) },
        ...(definition.createUntil
          ? { 202: { description: 'It is being made; `operation` tells how far it is.', schema: created(item) } }
          : {}),
      },
      errors,
      handle: once(async (call) => {
        const { source, found, placement } = await creator.create(call, call.signal);
        const made = mapped(source, found);
        const done = await settle(deps, definition, call, 'create', source, made);
        return {
          status: done.operation === undefined || done.operation.status !== 'running' ? 201 : 202,
          headers: { location: href(deps.publicUrl, plural, done.item ?? made), ...monitor(done) },
          body: { ...done, ...(placement === undefined ? {} : { placement }) },
        };
      }),
    });

  if (definition.update)
    routes.push({
      method: 'PATCH',
      path: one,
      operationId: `update${name}`,
      tag,
      summary: `Change a ${spaced(singular)}`,
      description: 'Only the fields that the body names are changed.',
      parameters: place,
      query: located,
      headers,
      body: definition.update,
      answers: {
        200: { description: 'It is changed.', schema: outcome(item) },
        ...going(definition.updateUntil, item),
      },
      errors,
      handle: once(async (call) => {
        const { source, id } = await locate(deps, definition, call);
        const found = await offered(source, source.adapter.update)(apiFor(source, call), id, call.body);
        return answerOf(await settle(deps, definition, call, 'update', source, mapped(source, found)));
      }),
    });

  if (definition.remove)
    routes.push({
      method: 'DELETE',
      path: one,
      operationId: `delete${name}`,
      tag,
      summary: `Delete a ${spaced(singular)}`,
      parameters: place,
      query: located,
      headers,
      answers: {
        204: { description: 'It is gone.' },
        ...(definition.remove.until
          ? { 202: { description: 'It is being deleted.', schema: Type.Object({ operation: operationSchema }) } }
          : {}),
      },
      errors,
      handle: once(async (call) => {
        const { source, id, item: before } = await locate(deps, definition, call);
        await offered(source, source.adapter.remove)(apiFor(source, call), id);
        const { operation } = await settle(deps, definition, call, 'delete', source, before);
        if (operation === undefined || operation.status === 'succeeded') return { status: 204 };
        return { status: 202, headers: monitor({ operation }), body: { operation } };
      }),
    });

  for (const [action, { summary, description, body, result, safe, until }] of Object.entries(definition.actions ?? {}))
    routes.push({
      method: safe ? 'GET' : 'POST',
      path: `${one}/actions/${action}`,
      operationId: actionId(action, name, safe === true),
      tag,
      summary,
      ...(description === undefined ? {} : { description }),
      parameters: place,
      query: safe && body ? Type.Object({ ...Type.Omit(located, ['wait']).properties, ...body.properties }) : located,
      ...(safe ? {} : { headers }),
      ...(body && !safe ? { body } : {}),
      answers: {
        200: {
          description: 'It is done.',
          schema: safe
            ? Type.Object({ result: result ?? Type.Unknown() })
            : outcome(item, result ? { result: Type.Optional(result) } : {}),
        },
        ...(safe ? {} : going(until, item)),
      },
      errors,
      handle: once(async (call) => {
        const { source, id } = await locate(deps, definition, call);
        const input = safe ? call.query : (call.body ?? {});
        const api = apiFor(source, call);
        const gave = await offered(source, source.adapter.actions?.[action])(api, id, input as never);
        if (safe) return { status: 200, body: { result: gave } };
        const item = mapped(source, await source.adapter.get(api, id));
        const done = await settle(deps, definition, call, action, source, item);
        return answerOf({ ...done, ...(gave === undefined ? {} : { result: gave }) });
      }),
    });
  return routes;
}

const created = (item: TSchema): TObject => outcome(item, { placement: Type.Optional(placementSchema) });
const going = (until: unknown, item: TSchema) =>
  until === undefined
    ? {}
    : { 202: { description: 'It has begun; `operation` tells how far it is.', schema: outcome(item) } };

const apiFor = ({ connection }: Source, { signal }: ScsCall): NativeApi => connection.api({ signal });

const mapped = ({ adapter, where }: Source, found: NativeObject): Item => adapter.map(found, where);

/** A definition says what the API can do; a kind of cloud may be able to do less. */
function offered<F>(source: Source, able: F | undefined): F {
  if (able === undefined) throw new GatewayError('notOffered', { cloud: source.where.cloud });
  return able;
}

interface Done {
  readonly item?: Item;
  readonly operation?: Operation;
  readonly result?: unknown;
}

const monitor = ({ operation }: Done): Record<string, string> =>
  operation === undefined ? {} : { 'operation-location': operation.href };

const answerOf = (done: Done): ScsAnswer => ({
  status: done.operation?.status === 'running' ? 202 : 200,
  headers: monitor(done),
  body: done,
});

/** The operation of a change that takes its time, waited for as long as the client has asked. */
async function settle(
  { operations }: WriteDeps,
  definition: ResourceDefinition,
  call: ScsCall,
  verb: string,
  source: Source,
  item: Item,
): Promise<Done> {
  const until = untilOf(definition, verb);
  if (until === undefined) return { item };
  const id = operations.begin(call.caller, definition, verb, source.where, item.id);
  const { wait } = call.query as { wait?: number };
  const seen = await operations.wait(call.caller, id, (wait ?? 0) * 1000, call.signal);
  return { ...(seen.item === undefined ? {} : { item: seen.item }), operation: seen.operation };
}

async function locate(
  { sources }: WriteDeps,
  definition: ResourceDefinition,
  { caller, parameters, query, signal, request }: ScsCall,
): Promise<{ source: Source; id: string; item: Item }> {
  const { cloud = '', id = '' } = parameters;
  request.cloud = cloud;
  const { region, project } = query as Partial<Place>;
  const object = {
    cloud,
    id,
    ...(region === undefined ? {} : { region }),
    ...(project === undefined ? {} : { project }),
  };
  const { source, found } = await sources.find(definition, caller, object, signal);
  const item = mapped(source, found);
  return { source, id: item.id, item };
}

/** Most resources are made where the body says. */
function plainCreator(definition: ResourceDefinition, sources: Sources): Creator {
  return {
    body: Type.Object({ ...placeFields, ...definition.create?.properties }, { additionalProperties: false }),
    async create({ caller, body, signal, request }) {
      const { cloud, region, project, ...input } = body as Place & Record<string, unknown>;
      request.cloud = cloud;
      const source = await sourceAt(sources, definition, caller, body as Place, signal);
      return { source, found: await offered(source, source.adapter.create)(source.connection.api({ signal }), input) };
    },
  };
}

/** The one place that is meant. */
async function sourceAt(
  sources: Sources,
  definition: ResourceDefinition,
  caller: ScsCaller,
  { cloud, region, project }: Place,
  signal: AbortSignal,
): Promise<Source> {
  const [there] = sources.clouds(definition, caller, {
    clouds: [cloud],
    ...(region === undefined ? {} : { regions: [region] }),
    ...(project === undefined ? {} : { project }),
  });
  const { sources: all } = (await there?.open(signal)) ?? { sources: [] };
  if (all.length === 0) throw new GatewayError('notOffered', { cloud });
  // A cloud's default region has the cloud's own name.
  const main = all.filter(({ where }) => where.region === cloud);
  const picked = region === undefined && main.length > 0 ? main : all;
  if (picked.length > 1)
    throw new GatewayError('badRequest', {
      cloud,
      message: `You have several projects or regions on ${cloud}: say which.`,
      faults: [
        {
          where: picked[0]?.where.region === picked[1]?.where.region ? '#/project' : '#/region',
          reason: `one of ${picked.map(nameOf).join(', ')}`,
        },
      ],
    });
  return picked[0] as Source;
}

const nameOf = ({ where, connection: { project } }: Source): string =>
  `${where.region}: ${project?.domain.name}/${project?.name}`;

/** Wraps a handler so that a repeated Idempotency-Key is answered, not done again. */
const onceOnly =
  (idempotent: Idempotent) =>
  (handle: (call: ScsCall) => Promise<ScsAnswer>) =>
  (call: ScsCall): Promise<ScsAnswer> => {
    const { request, caller, body } = call;
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return handle(call);
    const { principal, scope } = caller.caller;
    const path = request.url.split('?', 1)[0] ?? '';
    // How long the client waits is another matter each time.
    const { wait: _, ...place } = call.query;
    return idempotent(
      { user: principal.id, scope, method: request.method, path, key, body: [place, body ?? null] },
      () => handle(call),
    );
  };

const href = (publicUrl: string, plural: string, { cloud, id }: Item): string =>
  `${publicUrl}/scs/v1/${plural}/${cloud}/${encodeURIComponent(id)}`;

/** An action begins with its verb, and the object comes next: `add-interface` → `addRouterInterface`; one that reads is a
 * noun: `console-log` → `getServerConsoleLog`. */
function actionId(action: string, name: string, safe: boolean): string {
  const [verb = '', ...rest] = safe ? ['get', ...action.split('-')] : action.split('-');
  return `${verb}${name}${rest.map(pascal).join('')}`;
}
const spaced = (name: string): string => name.replaceAll('-', ' ').replace(/\bip$/, 'IP');
