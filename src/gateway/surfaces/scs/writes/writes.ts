// SPDX-License-Identifier: Apache-2.0
// The routes that change something, made from a resource's definition: create, update, delete, actions.
import Type, { type TObject, type TSchema } from 'typebox';
import type { ErrorCode } from '../../../../model/errors.ts';
import type { ResourceDefinition } from '../../../../model/scs/resource.ts';
import { pascal, words } from '../../../../scs/names.ts';
import { type Changed, type ChangesDeps, createChanges } from '../../../../scs/operations/changes.ts';
import type { Idempotent } from '../../../../scs/operations/idempotency.ts';
import { operationSchema, placementSchema, waitSchema } from '../../../../scs/operations/operation-schemas.ts';
import { type Creator, placeFields } from '../../../../scs/placement/creator.ts';
import { plainCreator } from '../../../../scs/placement/plain-creator.ts';
import { hrefOf, objectOf, objectPath } from '../object-path.ts';
import type { RouteCall, ScsAnswer, ScsRoute } from '../route.ts';

export interface WriteDeps extends Omit<ChangesDeps, 'creator'> {
  readonly idempotent: Idempotent;
  readonly publicUrl: string;
  /** Resources whose creation needs more than a cloud, a region and a project: by plural. */
  readonly creators: Readonly<Record<string, Creator>>;
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
        'A text that identifies the request. If the same request is sent again with it within 24 hours, to any replica, it is carried out once and gets the same response (`Idempotency-Replayed: true`).',
    }),
  ),
});
const wait = Type.Object({ wait: waitSchema });
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
  const changes = createChanges(definition, { ...deps, creator });

  if (definition.create)
    routes.push({
      method: 'POST',
      path,
      operationId: `create${name}`,
      tag,
      summary: `Create a ${words(singular)}`,
      query: wait,
      headers,
      body: creator.body,
      answers: {
        201: { description: 'Created.', schema: created(item) },
        ...(definition.createUntil
          ? { 202: { description: 'The creation is in progress; `operation` shows its state.', schema: created(item) } }
          : {}),
      },
      errors,
      handle: once(async (call) => {
        const { changed, made, placement } = await changes.create(call, call.body, waitOf(call));
        return {
          status: changed.operation === undefined || changed.operation.status !== 'running' ? 201 : 202,
          headers: { location: hrefOf(deps.publicUrl, plural, changed.item ?? made), ...monitor(changed) },
          body: { ...changed, ...(placement === undefined ? {} : { placement }) },
        };
      }),
    });

  if (definition.update)
    routes.push({
      method: 'PATCH',
      path: one,
      operationId: `update${name}`,
      tag,
      summary: `Update a ${words(singular)}`,
      description: 'Changes only the fields in the body.',
      parameters: objectPath,
      query: located,
      headers,
      body: definition.update,
      answers: {
        200: { description: 'Updated.', schema: outcome(item) },
        ...going(definition.updateUntil, item),
      },
      errors,
      handle: once(async (call) => answerOf(await changes.update(call, objectOf(call), call.body, waitOf(call)))),
    });

  if (definition.remove)
    routes.push({
      method: 'DELETE',
      path: one,
      operationId: `delete${name}`,
      tag,
      summary: `Delete a ${words(singular)}`,
      parameters: objectPath,
      query: located,
      headers,
      answers: {
        204: { description: 'Deleted.' },
        ...(definition.remove.until
          ? {
              202: {
                description: 'The deletion is in progress; `operation` shows its state.',
                schema: Type.Object({ operation: operationSchema }),
              },
            }
          : {}),
      },
      errors,
      handle: once(async (call) => {
        const { operation } = await changes.remove(call, objectOf(call), waitOf(call));
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
      parameters: objectPath,
      query: safe && body ? Type.Object({ ...Type.Omit(located, ['wait']).properties, ...body.properties }) : located,
      ...(safe ? {} : { headers }),
      ...(body && !safe ? { body } : {}),
      answers: {
        200: {
          description: 'Done.',
          schema: safe
            ? Type.Object({ result: result ?? Type.Unknown() })
            : outcome(item, result ? { result: Type.Optional(result) } : {}),
        },
        ...(safe ? {} : going(until, item)),
      },
      errors,
      handle: once(async (call) => {
        const object = objectOf(call);
        if (safe) return { status: 200, body: { result: await changes.ask(call, object, action, call.query) } };
        return answerOf(await changes.act(call, object, action, call.body ?? {}, waitOf(call)));
      }),
    });
  return routes;
}

const created = (item: TSchema): TObject => outcome(item, { placement: Type.Optional(placementSchema) });
const going = (until: unknown, item: TSchema) =>
  until === undefined
    ? {}
    : { 202: { description: 'The operation is in progress; `operation` shows its state.', schema: outcome(item) } };

/** Milliseconds that the client wants to wait for the end of the change. */
const waitOf = ({ query }: RouteCall): number => ((query as { wait?: number }).wait ?? 0) * 1000;

const monitor = ({ operation }: Changed): Record<string, string> =>
  operation === undefined ? {} : { 'operation-location': operation.href };

const answerOf = (done: Changed): ScsAnswer => ({
  status: done.operation?.status === 'running' ? 202 : 200,
  headers: monitor(done),
  body: done,
});

/** Wraps a handler so that a repeated Idempotency-Key is answered, not done again. */
const onceOnly =
  (idempotent: Idempotent) =>
  (handle: (call: RouteCall) => Promise<ScsAnswer>) =>
  async (call: RouteCall): Promise<ScsAnswer> => {
    const { request, caller, body } = call;
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return handle(call);
    const { principal, scope } = caller.caller;
    const path = request.url.split('?', 1)[0] ?? '';
    // How long the client waits is another matter each time.
    const { wait: _, ...place } = call.query;
    const { answer, replayed } = await idempotent(
      { user: principal.id, scope, method: request.method, path, key, body: [place, body ?? null] },
      () => handle(call),
    );
    return replayed ? { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } } : answer;
  };

/** An action begins with its verb, and the object comes next: `add-interface` → `addRouterInterface`; one that reads is a
 * noun: `console-log` → `getServerConsoleLog`. */
function actionId(action: string, name: string, safe: boolean): string {
  const [verb = '', ...rest] = safe ? ['get', ...action.split('-')] : action.split('-');
  return `${verb}${name}${rest.map(pascal).join('')}`;
}
