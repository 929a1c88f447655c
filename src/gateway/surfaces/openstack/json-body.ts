// SPDX-License-Identifier: Apache-2.0
// A member's JSON for the client. gophercloud and openstacksdk parse a body as JSON whatever its content type says, so what
// looks like JSON is translated like it: else a member would only have to call its links something else.
import type { RouteLens } from '../../../adapters/openstack/index.ts';
import type { AnswerPlan } from '../../../members/answer-plan.ts';
import { GatewayError } from '../../../model/errors.ts';

type Translate = NonNullable<AnswerPlan['translate']>;

/** After a byte order mark. latin1. */
const JSON_BEGINS = /^(?:\xef\xbb\xbf)?[ \t\r\n]*[[{]/;
/** In UTF-16 or UTF-32, which Python's requests reads and the lens does not. */
const WIDE_BEGINS = /^(?:\xff\xfe|\xfe\xff|\0\0\xfe\xff)?\0{0,3}(?:[ \t\r\n]\0{1,3})*(?:\0{1,3}[[{]|[[{]\0)/;

/** `declared`: the content type says that it is JSON. */
export function jsonBody({ text, stream }: RouteLens['answer'], declared: boolean, cloud: string): Translate {
  const isJson = (begin: string): boolean => {
    if (WIDE_BEGINS.test(begin)) throw new GatewayError('memberGarbage', { cloud, detail: 'JSON in UTF-16 or UTF-32' });
    return declared || JSON_BEGINS.test(begin);
  };
  return {
    whole: (body) => (isJson(body) ? text(body) : body),
    stream() {
      let lens: { push(chunk: Buffer): Buffer; end(): Buffer } | undefined;
      return {
        push(chunk) {
          // The first one is all that has been collected: far more than what decides.
          lens ??= isJson(chunk.toString('latin1', 0, 4096)) ? stream('json') : UNCHANGED;
          return lens.push(chunk);
        },
        end: () => lens?.end() ?? Buffer.alloc(0),
      };
    },
  };
}

const UNCHANGED = { push: (chunk: Buffer): Buffer => chunk, end: (): Buffer => Buffer.alloc(0) };
