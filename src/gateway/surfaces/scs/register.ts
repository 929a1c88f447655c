// SPDX-License-Identifier: Apache-2.0
// The list of routes as routes of the server: authenticate → check against the schemas → handle → answer. Failures are
// problem details, whatever fails.
import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { breakOffSoon, hasBody, isGone } from '../../../http/client-stream.ts';
import { endAnswer } from '../../../http/end-answer.ts';
import { OWN_FENCE } from '../../../members/answer-rules.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import { MAINTENANCE_HEADER, type Maintenance, noticeField } from '../../../model/maintenance.ts';
import type { ScsCaller } from '../../../scs/caller.ts';
import { limitHeaders } from '../../limits/headers.ts';
import { classOf, type Limits } from '../../limits/index.ts';
import type { OpenStreams } from '../../open-streams.ts';
import { limitBodyTime } from '../../plugins/body-time.ts';
import { ofFailure } from '../../plugins/traces.ts';
import { type Authenticate, type AuthenticateDeps, createAuthentication } from './authenticate.ts';
import { type Compress, createCompression } from './compress.ts';
import { deprecationHeaders } from './document/deprecation.ts';
import { createLongRequests, type LongRequests } from './long-requests.ts';
import { checkAsked, perform } from './perform.ts';
import { PROBLEM, problemOf } from './problem.ts';
import type { ScsAnswer, ScsRoute } from './route.ts';
import { wantsStream } from './wants-stream.ts';
import '../../request.ts';

/** Nova takes 112 KiB. It is read whole and looked at on the one thread: what is larger would hold up everybody. */
const LARGEST_BODY = 512 * 1024;
const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export interface RegisterDeps extends AuthenticateDeps {
  readonly publicUrl: string;
  readonly limits: Limits;
  /** Milliseconds for the body of a request. */
  readonly bodyTime: () => number;
  /** For the metric: a call goes on without a cloud. */
  readonly onLeftOut?: (cloud: string, reason: string) => void;
  readonly streams: OpenStreams;
  readonly maintenance: Pick<Maintenance, 'cloud'>;
  /** Every cloud, in the configuration's order. */
  readonly clouds: () => readonly { readonly id: string }[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once somebody has been authenticated for a route of the SCS API. */
    scsCaller?: ScsCaller;
  }
}

export function registerRoutes(
  app: FastifyInstance,
  routes: readonly ScsRoute[],
  deps: RegisterDeps,
  authenticate: Authenticate = createAuthentication(deps),
  long: LongRequests = createLongRequests(),
): void {
  // A token in a text/plain body of a browser's form is none of ours.
  app.removeContentTypeParser('text/plain');
  // Many clients name the type of a body that is not there, at each request.
  const json = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : json(request, body as string, done),
  );
  app.setErrorHandler((thrown, request, reply) => answerProblem(request, reply, thrown));

  app.decorateRequest('scsCaller');
  const compress = createCompression();
  const byPath = new Map<string, ScsRoute[]>();
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);
  for (const [path, own] of byPath) {
    const url = path.replace(/\{(\w+)\}/g, ':$1');
    for (const route of own)
      app.route({
        method: route.method,
        url,
        bodyLimit: LARGEST_BODY,
        // Before the body is read: nobody unknown fills the memory.
        onRequest: async (request, reply) => {
          reply.headers(deprecationHeaders(route, deps.publicUrl));
          limitBodyTime(request, reply, deps.bodyTime());
          if (route.open) return;
          request.scsCaller = await authenticate(request);
          const { cost = classOf(request.method) } = route;
          if (cost !== 'uncounted') deps.limits.admit(request, cost);
        },
        handler: (request, reply) => handle(route, { ...deps, long, compress }, request, reply),
      });
    const allowed = own.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    const others = METHODS.filter((method) => !allowed.includes(method));
    const refuse = async (_request: FastifyRequest, reply: FastifyReply): Promise<never> => {
      reply.header('allow', allowed.join(', '));
      throw new GatewayError('methodNotAllowed', { message: `This path supports ${allowed.join(', ')}.` });
    };
    app.route({ method: others, url, onRequest: refuse, handler: refuse, exposeHeadRoute: false });
  }
}

interface HandleDeps extends RegisterDeps {
  readonly long: LongRequests;
  readonly compress: Compress;
}

async function handle(
  route: ScsRoute,
  deps: HandleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { long, compress } = deps;
  // While its token was looked at. Its `close` has been, and nothing that waits for that would ever end.
  if (isGone(reply.raw)) throw clientGone();
  const gone = new AbortController();
  const caller = request.scsCaller as ScsCaller;
  // The caller of a token of an identity provider is kept from its first request on; what was revoked in between is not
  // about this one.
  const fresh =
    caller?.cluster.idpToken === undefined ? caller?.caller : { ...caller.caller, issuedAt: deps.now() + 1 };
  const anew = wantsStream(request.headers.accept, 'text/event-stream');
  const stream = fresh && deps.streams.open({ surface: 'scs', caller: fresh, request, anew });
  const left = (): void => {
    stream?.close();
    gone.abort(clientGone());
  };
  reply.raw.once('close', left);
  const stop = (why: GatewayError): void => {
    gone.abort(why);
    breakOffSoon(reply.raw);
  };
  if (stream !== undefined) stream.carrier = { stop };
  try {
    // `/servers/` is no object without a name.
    if (Object.values(request.params as Record<string, string>).includes(''))
      throw new GatewayError('notFound', { message: 'The path has an empty segment.' });
    const checked = checkAsked(route, {
      parameters: request.params,
      query: request.query,
      headers: request.headers,
      body: request.body,
    });
    const answer = await perform(route, deps, request, checked, { caller, signal: gone.signal });
    if (answer.body instanceof Readable) {
      try {
        gone.signal.throwIfAborted();
        reply.raw.once('close', long.acquire('stream', caller.caller.principal.id));
      } catch (error) {
        answer.body.destroy();
        gone.abort(error);
        throw error;
      }
    }
    if (!route.open) announce(deps, request, reply);
    return send(
      reply,
      await compress(route, answer, request.method === 'HEAD' ? undefined : request.headers['accept-encoding']),
    );
  } catch (error) {
    // If the request was aborted, report why it was aborted, not the error that the abort caused.
    throw gone.signal.aborted ? gone.signal.reason : error;
  }
}

/** Of the cloud that it was about, or of all. */
function announce({ maintenance, clouds }: RegisterDeps, { cloud }: FastifyRequest, reply: FastifyReply): void {
  const fields = (cloud === undefined ? clouds() : [{ id: cloud }]).flatMap(({ id }) => {
    const notice = maintenance.cloud(id);
    return notice === undefined ? [] : [noticeField(id, notice)];
  });
  if (fields.length > 0) reply.header(MAINTENANCE_HEADER, fields.join(', '));
}

const clientGone = (): GatewayError => new GatewayError('clientTimeout', { detail: 'the client has gone' });

function send(reply: FastifyReply, { status, headers = {}, body }: ScsAnswer): FastifyReply {
  reply.code(status);
  const { vary, ...others } = headers;
  for (const [name, value] of Object.entries(others)) reply.header(name, value);
  // That of the origin may be there already.
  if (vary !== undefined) reply.header('vary', [reply.getHeader('vary'), vary].filter(Boolean).join(', '));
  if (!('cache-control' in headers)) reply.header('cache-control', 'no-store');
  // Names, logs and descriptions in it are anybody's: no browser shall make a page of them.
  reply.header('x-content-type-options', 'nosniff');
  if (body === undefined) return reply.send();
  const raw = Buffer.isBuffer(body) || body instanceof Readable;
  if (!('content-type' in headers)) reply.header('content-type', 'application/json');
  // As bytes: to a text the server would add a charset, which JSON does not have.
  if (typeof body === 'string') return reply.send(Buffer.from(body));
  return reply.send(raw ? body : Buffer.from(JSON.stringify(body)));
}

function answerProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown): FastifyReply {
  const error = fromFastify(thrown);
  request.failure = error.code;
  request.reason = `${error.code}${error.detail === undefined ? '' : `: ${error.detail}`}`;
  if (error.cloud !== undefined && request.cloud === undefined) request.cloud = error.cloud;
  if (error.native?.requestId !== undefined) request.upstreamRequestId = error.native.requestId;
  if (error.code === 'internal') request.log.error({ err: thrown }, 'unexpected failure');
  if (error.status === 401) reply.header('www-authenticate', 'Bearer');
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
  const body = Buffer.from(JSON.stringify(problemOf(error, request.id)));
  reply.headers({ 'content-type': PROBLEM, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  // Closing on a body that nobody has read, as the server would, takes the answer with it.
  if (hasBody(request.raw) && !request.raw.complete) {
    const { connection: _, ...headers } = reply.getHeaders() as OutgoingHttpHeaders;
    reply.hijack();
    const all = {
      ...OWN_FENCE,
      ...headers,
      ...limitHeaders(request.limit),
      ...ofFailure(request),
      'content-length': body.length,
    };
    reply.raw.writeHead(error.status, all);
    endAnswer(request.raw, reply.raw, body);
    return reply;
  }
  return reply.code(error.status).send(body);
}

/** What the server itself refuses before any handler. */
function fromFastify(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const { code, statusCode, message } = thrown as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new GatewayError('unsupportedMedia', { message: 'The body must be application/json.' });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new GatewayError('tooLarge');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new GatewayError('badRequest', {
        message: 'The body is not valid JSON.',
        faults: [{ where: '#', reason: 'is not valid JSON' }],
      });
  }
  if (statusCode === 400)
    return new GatewayError('badRequest', {
      message: 'The body is not valid JSON.',
      ...(message === undefined ? {} : { detail: message }),
    });
  return toGatewayError(thrown);
}
