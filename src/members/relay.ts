// SPDX-License-Identifier: Apache-2.0
// The last step of the data plane: one request to the member, its answer to the client, streaming both ways with
// constant memory. undici's dispatch writes straight to the raw response: streams and promises per request would cost
// more than all the rest of the gateway's work.
import type { IncomingMessage } from 'node:http';
import type { PassThrough } from 'node:stream';
import type { Dispatcher } from 'undici';
import { breakOff, ClientGone, isGone } from '../http/client-stream.ts';
import { endAnswer } from '../http/end-answer.ts';
import { isSafe } from '../http/safe-method.ts';
import { writeHead } from '../http/write-head.ts';
import { GatewayError, toGatewayError } from '../model/errors.ts';
import type { AnswerPlan, Translation } from './answer-plan.ts';
import { isStatus } from './answer-rules.ts';
import { answerUnpacked } from './answer-unpacked.ts';
import { Declined } from './declined.ts';
import { codingOf } from './decompress.ts';
import type { Carrier } from './ending.ts';
import { type Flight, guarded, outcomeOf } from './guarded.ts';
import type { AnswerHeaders } from './headers.ts';
import { memberError } from './member-error.ts';
import { learnsPlace, whereNow } from './moved.ts';
import { createReader, type Reader } from './reader.ts';
import type { RelayRequest } from './relay-request.ts';
import { type Answer, REFUSED, Refused } from './session-loop.ts';
import { watchUpload } from './upload-watch.ts';

/** Up to here a translated answer is collected and sent with its length; above it goes chunk by chunk. */
const COLLECT = 256 * 1024;
/** Nobody needs more than `100 Continue` and `103 Early Hints`; Go's client bears as many. */
const MOST_INFORMATIONAL = 5;
/** Milliseconds that the rest of an event may take, and then the client's reading of it. */
const LAST_WORDS = 500;
const NEWLINE = 10;

/** What the client got, or a refusal where `plan` declined. Rejects with a `GatewayError` while nothing has been sent. */
export function relay(asked: RelayRequest): Promise<Answer<'answered'>> {
  const request = asked.transport.moved.size === 0 ? asked : whereNow(asked);
  const { client, method, body, longRunning = false } = request;
  return guarded(
    {
      ...request,
      slot: longRunning ? 'stream' : 'request',
      patient: true,
      repeatable: isSafe(method) && body === undefined,
      wanted: () => !client.headersSent && !isGone(client),
    },
    ({ added }, flight) =>
      new Promise((resolve, reject) => {
        if (request.ending?.ended !== undefined) {
          flight.report('abandoned');
          reject(request.ending.ended);
          return;
        }
        const handler = new Relay(request, flight, resolve, reject);
        const streaming = body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body);
        request.transport.dispatcher.dispatch(
          {
            origin: request.origin,
            path: request.path,
            method: method as Dispatcher.HttpMethod,
            headers: [...request.headers, ...added, ...request.transport.mark],
            body: streaming
              ? handler.upload(body)
              : typeof body === 'string'
                ? Buffer.from(body, 'latin1')
                : (body ?? null),
            // An upload may take hours: its own watch asks for progress instead.
            headersTimeout: streaming || longRunning ? 0 : isSafe(method) ? null : request.transport.limits.writes,
            ...(longRunning ? { bodyTimeout: 0 } : {}),
            ...(request.servername === undefined ? {} : { servername: request.servername }),
          },
          handler,
        );
      }),
  );
}

class Relay implements Dispatcher.DispatchHandler, Carrier {
  #request: RelayRequest;
  #flight: Flight;
  #resolve: (answer: Answer<'answered'> | Promise<Answer<'answered'>>) => void;
  #reject: (error: GatewayError) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #plan: AnswerPlan | undefined;
  #declined: Declined | undefined;
  /** What is declined is a redirect to where the request is sent next. */
  #moved = false;
  #collected: Buffer[] = [];
  #size = 0;
  #informational = 0;
  #coding: string | undefined;
  #rewriter: { push(chunk: Buffer): Buffer; end(): Buffer } | undefined;
  #watch: NodeJS.Timeout | undefined;
  #upload: IncomingMessage | undefined;
  #done = false;
  /** The member has said all of it, and the client gets it at its own pace. */
  #unpacking = false;
  #gone = () => {
    if (!this.#done) this.#controller?.abort(new ClientGone());
  };
  /** A watch whose events are being sent. */
  #watching = false;
  /** Each of its events is a line; in any other form, what the apiserver sends in one piece is taken for whole. */
  #inLines = false;
  /** What was sent so far ends with a whole event. */
  #atBorder = true;
  /** It has been told to end, and waits for the end of the event. */
  #leaving = false;
  #reader: Reader | undefined;

  constructor(
    request: RelayRequest,
    flight: Flight,
    resolve: (answer: Answer<'answered'> | Promise<Answer<'answered'>>) => void,
    reject: (error: GatewayError) => void,
  ) {
    this.#request = request;
    this.#flight = flight;
    this.#resolve = resolve;
    this.#reject = reject;
    request.client.on('close', this.#gone);
    if (request.ending !== undefined) request.ending.carrier = this;
  }

  stop(why: GatewayError): void {
    const { client } = this.#request;
    if (this.#unpacking && client.headersSent) breakOff(client);
    if (this.#unpacking) this.#reject(why);
    if (this.#done) return;
    if (this.#watching) {
      this.#leaving = true;
      if (this.#atBorder) this.#leave();
      // The event stays a torn one, or the client does not read: then it must not look like a whole answer.
      setTimeout(() => {
        if (!client.writableFinished) breakOff(client);
      }, LAST_WORDS * 2);
      return;
    }
    this.#flight.report('abandoned');
    this.#finish();
    if (client.headersSent) breakOff(client);
    this.#controller?.abort(why);
    this.#reject(why);
  }

  #leave(): void {
    this.#finish();
    this.#request.client.end();
    this.#controller?.abort(new ClientGone());
    this.#resolve('answered');
  }

  upload(body: IncomingMessage): PassThrough {
    const { cloud, transport, beyond } = this.#request;
    const sending = watchUpload({
      body,
      cloud,
      limits: transport.limits,
      // A program behind an apiserver may be fed as slowly as its user likes: it is in nobody's way but the user's.
      minRate: beyond ? undefined : transport.minRate,
      idle: () => this.#plan !== undefined || this.#controller === undefined,
      end: (error) => this.#controller?.abort(error),
    });
    this.#watch = sending.watch;
    this.#upload = body;
    return sending.copy;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#done || isGone(this.#request.client)) controller.abort(new ClientGone());
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    if (status >= 100 && status < 200 && this.#informational++ < MOST_INFORMATIONAL) return;
    this.#flight.answered(status);
    try {
      if (!isStatus(status))
        throw new GatewayError('memberGarbage', { cloud: this.#request.cloud, detail: `the status ${status}` });
      if (status > 300 && status < 309 && learnsPlace(this.#request, status, headers)) {
        this.#moved = true;
        this.#declined = new Declined(status, headers, () => this.#giveUp(controller));
        return;
      }
      this.#plan = this.#request.plan(status, headers, controller.rawHeaders);
    } catch (error) {
      controller.abort(toGatewayError(error));
      return;
    }
    const plan = this.#plan;
    if (plan === undefined) {
      this.#declined = new Declined(status, headers, () => this.#giveUp(controller));
      return;
    }
    // A long stream that breaks later must not count as a failure, or one restart would open the breaker hundreds of times.
    if (this.#request.longRunning) this.#flight.report('succeeded');
    const bodiless = this.#request.method === 'HEAD' || status === 204 || status === 304;
    if (plan.translate === undefined) {
      const length = headers['content-length'];
      // None at a 204 (RFC 9110 §8.6): HTTP/2 breaks off, HTTP/1.1 would wait.
      if (typeof length === 'string' && status !== 204) plan.headers.push('content-length', length);
      else if (this.#request.watch === true && status === 200) {
        this.#watching = true;
        this.#inLines = String(headers['content-type']).startsWith('application/json');
      }
      this.#head(plan);
      // The client learns the head at once, as with the member itself.
      if (!bodiless && length === undefined) this.#request.client.flushHeaders();
    } else if (!bodiless) {
      this.#coding = codingOf(headers['content-encoding']);
      if (plan.translate.early && (this.#coding ?? headers['content-length']) === undefined) {
        // Of events, each counts when it is sent.
        this.#rewriter = plan.translate.stream();
        this.#head(plan);
        this.#request.client.flushHeaders();
      }
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const plan = this.#plan;
    if (plan === undefined) {
      if (!this.#declined?.push(chunk)) this.#giveUp(controller);
      return;
    }
    if (this.#watching) {
      this.#sendEvents(controller, chunk);
      return;
    }
    if (plan.translate === undefined || this.#rewriter) {
      this.#send(controller, this.#rewriter?.push(chunk) ?? chunk);
      return;
    }
    this.#collected.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= COLLECT) return;
    if (this.#coding !== undefined) {
      const detail = `large answer in ${this.#coding}, though identity was asked for`;
      controller.abort(new GatewayError('memberGarbage', { cloud: this.#request.cloud, detail }));
      return;
    }
    const rewriter = plan.translate.stream();
    const sofar = Buffer.concat(this.#collected.splice(0));
    try {
      // What cannot be translated at all fails here, before the head.
      const first = rewriter.push(sofar);
      this.#head(plan);
      this.#rewriter = rewriter;
      this.#send(controller, first);
    } catch (error) {
      controller.abort(memberError(error, this.#request.cloud));
    }
  }

  #sendEvents(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const end = this.#leaving ? chunk.indexOf(NEWLINE) : -1;
    this.#send(controller, end === -1 ? chunk : chunk.subarray(0, end + 1));
    this.#atBorder = !this.#inLines || chunk.at(-1) === NEWLINE;
    if (end !== -1) this.#leave();
  }

  #send(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (chunk.length === 0 || this.#request.client.write(chunk)) return;
    controller.pause();
    this.#reader ??= createReader(this.#request.client, this.#request.transport, {
      resume: () => this.#done || this.#controller?.resume(),
      end: () => this.#controller?.abort(new ClientGone()),
    });
    this.#reader.wait();
  }

  onResponseEnd(): void {
    this.#finish();
    const plan = this.#plan;
    const declined = this.#declined;
    if (plan === undefined) {
      if (this.#moved) this.#resolve(this.#flight.again(() => relay(this.#request)));
      else this.#resolve(declined === undefined ? REFUSED : new Refused(() => this.#show(declined)));
      return;
    }
    try {
      const body = this.#collected.length === 1 ? (this.#collected[0] as Buffer) : Buffer.concat(this.#collected);
      if (plan.translate === undefined) this.#end();
      else if (this.#rewriter) this.#end(this.#rewriter.end());
      else if (this.#request.method === 'HEAD' || plan.status === 204 || plan.status === 304) {
        // The length of what would have been sent is not known without translating it.
        this.#head(plan);
        this.#end();
      } else if (this.#coding === undefined) this.#whole(plan, body.toString('latin1'));
      else {
        this.#unpacking = true;
        this.#unpack(plan, this.#coding, body).then(() => this.#resolve('answered'), this.#reject);
        return;
      }
    } catch (cause) {
      this.#reject(memberError(cause, this.#request.cloud));
      return;
    }
    this.#resolve('answered');
  }

  #giveUp(controller: Dispatcher.DispatchController): void {
    if (this.#moved) this.#finish();
    this.#resolve(this.#moved ? this.#flight.again(() => relay(this.#request)) : REFUSED);
    const detail = this.#moved ? 'an endless redirect' : 'an endless 401';
    controller.abort(new GatewayError('memberGarbage', { cloud: this.#request.cloud, detail }));
  }

  /** What was declined comes once more, from memory: the credential is good. */
  #show({ status, headers, chunks }: Declined): Promise<Answer<'answered'>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#declined = undefined;
      this.#done = false;
      const abort = (cause: Error): void => this.onResponseError(undefined, cause);
      const kept = { abort, pause() {}, resume() {} } as unknown as Dispatcher.DispatchController;
      this.onRequestStart(kept);
      if (!this.#done) this.onResponseStart(kept, status, headers);
      for (const chunk of chunks) if (!this.#done) this.onResponseData(kept, chunk);
      if (!this.#done) this.onResponseEnd();
    });
  }

  /** Throws where it cannot be said in the client's protocol; the client has seen nothing of it then. */
  #head({ status, headers }: AnswerPlan): void {
    try {
      writeHead(this.#request.client, status, headers);
    } catch (cause) {
      throw new GatewayError('memberGarbage', { cloud: this.#request.cloud, cause, detail: `its head: ${cause}` });
    }
  }

  #whole(plan: AnswerPlan, text: string): void {
    let body: string;
    try {
      body = this.#flight.translate(text, (plan.translate as Translation).whole);
    } catch (cause) {
      if (cause instanceof GatewayError) throw cause;
      throw new GatewayError('memberGarbage', { cloud: this.#request.cloud, cause });
    }
    plan.headers.push('content-length', String(body.length));
    this.#head(plan);
    this.#end(body);
  }

  /** Members were asked for identity; one that compresses all the same is read, and answered uncompressed. */
  #unpack(plan: AnswerPlan, coding: string, body: Buffer): Promise<void> {
    const { client, cloud, transport } = this.#request;
    const at = plan.headers.findIndex((name, index) => index % 2 === 0 && name === 'content-encoding');
    if (at !== -1) plan.headers.splice(at, 2);
    return answerUnpacked({
      client,
      cloud,
      coding,
      body,
      small: COLLECT,
      patience: transport.limits.idle,
      whole: (text) => this.#whole(plan, text),
      begin: () => this.#head(plan),
      rewriter: () => (plan.translate as Translation).stream(),
      end: (last) => this.#end(last),
    });
  }

  onResponseError(_controller: unknown, cause: Error): void {
    // It was told to end, and has.
    if (this.#done) return;
    this.#finish();
    const { client, cloud } = this.#request;
    const gone = cause instanceof ClientGone;
    const error = gone ? undefined : memberError(cause, cloud);
    if (error !== undefined && !client.headersSent) {
      this.#reject(error);
      return;
    }
    this.#flight.report(error === undefined ? 'abandoned' : outcomeOf(error));
    // What was promised cannot be kept: the client must see a broken stream, never a short but whole-looking answer.
    breakOff(client);
    this.#reject(new GatewayError('memberReset', { cloud, cause, detail: String(cause.message) }));
  }

  #finish(): void {
    // The listeners at the client's response stay, and have nothing to do any more: taking them off costs more.
    this.#done = true;
    if (this.#watch !== undefined) clearInterval(this.#watch);
    this.#reader?.close();
    this.#declined?.close();
    this.#upload?.unpipe();
  }

  /** A latin1 string goes out in one piece with the head. */
  #end(last?: Buffer | string): void {
    const { client } = this.#request;
    // A member may answer before the upload has ended.
    if (this.#upload) endAnswer(this.#upload, client, typeof last === 'string' ? Buffer.from(last, 'latin1') : last);
    else client.end(last, 'latin1');
  }
}
