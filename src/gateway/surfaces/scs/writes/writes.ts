// SPDX-License-Identifier: Apache-2.0
// The routes that change something, made from a resource's definition: create, update, delete, actions.
import Type, { type TObject, type TSchema } from 'typebox';
import type { Clock } from '../../../../model/clock.ts';
import type { ErrorCode } from '../../../../model/errors.ts';
import type { Item, ResourceDefinition } from '../../../../model/scs/resource.ts';
import { itemTag } from '../../../../scs/lists/item-tag.ts';
import { changeTimeoutQuery } from '../../../../scs/lists/list-schemas.ts';
import { pascal, words } from '../../../../scs/names.ts';
import { type Changed, type ChangesDeps, createChanges, type How } from '../../../../scs/operations/changes.ts';
import type { Idempotent } from '../../../../scs/operations/idempotency.ts';
import { createLooks } from '../../../../scs/operations/looks.ts';
import { operationSchema, waitSchema } from '../../../../scs/operations/operation-schemas.ts';
import { type Creator, placeFields } from '../../../../scs/placement/creator.ts';
import { placementSchema } from '../../../../scs/placement/placement-schema.ts';
import { plainCreator } from '../../../../scs/placement/plain-creator.ts';
import { milliseconds } from '../../../../scs/within.ts';
import type { HeaderName } from '../headers.ts';
import { hrefOf, objectOf, objectPath } from '../object-path.ts';
import type { RouteCall, ScsAnswer, ScsRoute } from '../route.ts';
import { onceOnly } from './once-only.ts';

export interface WriteDeps extends Omit<ChangesDeps, 'creator'> {
  readonly idempotent: Idempotent;
  readonly publicUrl: string;
  readonly now: Clock;
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
  'unfinished',
];

const headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        'A text that identifies the request. If the same request is sent again with it within 24 hours, to any replica, it is carried out once and gets the same response (`Idempotency-Replayed: true`), as long as the object exists. What was surely not done is done then; what may have been done is looked for.',
    }),
  ),
});
const conditional = Type.Object({
  ...headers.properties,
  'if-match': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1_000,
      description:
        'The `ETag` of the object as you have read it. If it has changed since, nothing is done and the answer is 412.',
    }),
  ),
});
const wait = Type.Object({ wait: waitSchema, timeout: changeTimeoutQuery });
const where = Type.Object({
  ...placeFields,
  cloud: Type.Optional(placeFields.cloud),
  wait: waitSchema,
  timeout: changeTimeoutQuery,
});
const located = Type.Omit(where, ['cloud']);

const OF_CHANGES: readonly HeaderName[] = ['ETag', 'Operation-Location', 'Idempotency-Replayed'];
const OF_MADE: readonly HeaderName[] = ['Location', ...OF_CHANGES];

interface Made {
  readonly changed: Changed;
  readonly made: Item;
  readonly placement?: unknown;
}

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
  const errors: ErrorCode[] = [
    'notFound',
    'notOffered',
    'nativeNotFound',
    'conflict',
    'unprocessable',
    'outcomeUnknown',
    ...FROM_MEMBER,
  ];
  const onOne: ErrorCode[] = [...errors, 'preconditionFailed'];
  const looks = createLooks(definition, deps);
  const once = onceOnly(deps.idempotent, looks.exists);
  const creator = deps.creators[plural] ?? plainCreator(definition, deps.sources, deps.now);
  const changes = createChanges(definition, { ...deps, creator });

  const answerMade = ({ changed, made, placement }: Made): ScsAnswer => ({
    status: changed.operation === undefined || changed.operation.status !== 'running' ? 201 : 202,
    headers: {
      location: hrefOf(deps.publicUrl, plural, changed.item ?? made),
      ...tagged({ item: made, ...changed }),
      ...monitor(changed),
    },
    body: { ...changed, ...(placement === undefined ? {} : { placement }) },
  });

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
        201: { description: 'Created.', schema: created(item), headers: OF_MADE },
        ...(definition.createUntil
          ? {
              202: {
                description: 'The creation is in progress; `operation` shows its state.',
                schema: created(item),
                headers: OF_MADE,
              },
            }
          : {}),
      },
      errors,
      handle: once({
        run: async (call) => answerMade(await changes.create(call, call.body, waitOf(call))),
        async look(call, trace) {
          const made = await looks.created(call, call.body, trace);
          return typeof made === 'string' ? made : { answer: answerMade(made) };
        },
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
      headers: conditional,
      body: definition.update,
      answers: {
        200: { description: 'Updated.', schema: outcome(item), headers: OF_CHANGES },
        ...going(definition.updateUntil, item),
      },
      errors: onOne,
      handle: once({
        run: async (call) => answerOf(await changes.update(call, objectOf(call), call.body, howOf(call))),
        async look(call) {
          const done = await looks.updated(call, objectOf(call), call.body);
          return done === 'again' ? done : { answer: answerOf(done) };
        },
      }),
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
      headers: conditional,
      answers: {
        204: { description: 'Deleted.', headers: ['Idempotency-Replayed'] },
        ...(definition.remove.until
          ? {
              202: {
                description: 'The deletion is in progress; `operation` shows its state.',
                schema: Type.Object({ operation: operationSchema }),
                headers: ['Operation-Location', 'Idempotency-Replayed'],
              },
            }
          : {}),
      },
      errors: onOne,
      handle: once({
        async run(call) {
          const { operation } = await changes.remove(call, objectOf(call), howOf(call));
          if (operation === undefined || operation.status === 'succeeded') return { status: 204 };
          return { status: 202, headers: monitor({ operation }), body: { operation } };
        },
        look: async (call) => ((await looks.removed(call, objectOf(call))) === 'again' ? 'again' : { answer: GONE }),
      }),
    });

  for (const [action, { summary, description, body, result, safe, repeatable, until }] of Object.entries(
    definition.actions ?? {},
  ))
    routes.push({
      method: safe ? 'GET' : 'POST',
      path: `${one}/actions/${action}`,
      operationId: actionId(action, name, safe === true),
      tag,
      summary,
      ...(description === undefined ? {} : { description }),
      parameters: objectPath,
      query: safe && body ? Type.Object({ ...Type.Omit(located, ['wait']).properties, ...body.properties }) : located,
      ...(safe ? {} : { headers: conditional }),
      ...(body && !safe ? { body } : {}),
      answers: {
        200: {
          description: 'Done.',
          schema: safe
            ? Type.Object({ result: result ?? Type.Unknown() })
            : outcome(item, result ? { result: Type.Optional(result) } : {}),
          headers: safe ? [] : OF_CHANGES,
        },
        ...(safe ? {} : going(until, item)),
      },
      errors: onOne,
      handle: once({
        async run(call) {
          const object = objectOf(call);
          if (safe) return { status: 200, body: { result: await changes.ask(call, object, action, call.query) } };
          return answerOf(await changes.act(call, object, action, call.body ?? {}, howOf(call)));
        },
        look: async () => (repeatable ? 'again' : 'unknown'),
      }),
    });
  // A private key, a console's output: and words of whoever asks beside them.
  return routes.map((route) => ({ ...route, secret: true }));
}

const created = (item: TSchema): TObject => outcome(item, { placement: Type.Optional(placementSchema) });
const going = (until: unknown, item: TSchema) =>
  until === undefined
    ? {}
    : {
        202: {
          description: 'The operation is in progress; `operation` shows its state.',
          schema: outcome(item),
          headers: OF_CHANGES,
        },
      };

/** Milliseconds that the client wants to wait for the end of the change. */
const waitOf = ({ query }: RouteCall): number => milliseconds((query as { wait?: number }).wait ?? 0);

const monitor = ({ operation }: Changed): Record<string, string> =>
  operation === undefined ? {} : { 'operation-location': operation.href };

const answerOf = (done: Changed): ScsAnswer => ({
  status: done.operation?.status === 'running' ? 202 : 200,
  headers: { ...tagged(done), ...monitor(done) },
  body: done,
});

/** What the next change may be made conditional by. */
const tagged = ({ item }: Changed): Record<string, string> => (item === undefined ? {} : { etag: itemTag(item) });

const GONE: ScsAnswer = { status: 204 };

const howOf = (call: RouteCall): How => {
  const ifMatch = call.request.headers['if-match'];
  return { wait: waitOf(call), ...(typeof ifMatch === 'string' ? { ifMatch } : {}) };
};

/** An action begins with its verb, and the object comes next: `add-interface` → `addRouterInterface`; one that reads is a
 * noun: `console-log` → `getServerConsoleLog`. */
function actionId(action: string, name: string, safe: boolean): string {
  const [verb = '', ...rest] = safe ? ['get', ...action.split('-')] : action.split('-');
  return `${verb}${name}${rest.map(pascal).join('')}`;
}
