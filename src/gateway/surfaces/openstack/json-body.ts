// SPDX-License-Identifier: Apache-2.0
// A member's JSON for the client. gophercloud and openstacksdk parse a body as JSON whatever its content type says, so what
// looks like JSON is translated like it: else a member would only have to call its links something else.
import type { RouteLens } from '../../../adapters/openstack/index.ts';
import type { AnswerPlan } from '../../../members/answer-plan.ts';
import { GatewayError } from '../../../model/errors.ts';

type Translate = NonNullable<AnswerPlan['translate']>;

/** After a byte order mark, and after any number of blanks, of which there may be more than one looks at. latin1. */
const JSON_BEGINS = /^(?:\xef\xbb\xbf)?[ \t\r\n]*(?:[[{]|$)/;
/** In UTF-16 or UTF-32, which Python's requests reads and the lens does not. */
const WIDE_BEGINS =
  /^(?:\xff\xfe|\xfe\xff|\0\0\xfe\xff)?\0{0,3}(?:[ \t\r\n]\0{1,3})*(?:\0{1,3}[[{]|[[{]\0|(?<=\0)[ \t\r\n]?$)/;
/** What could still become either of them: marks, blanks, and the bracket whose second byte has not come. */
const UNDECIDED = /^[\xef\xbb\xbf\xfe\xff\0 \t\r\n]*[[{]?$/;
/** Bytes. */
const DECIDES = 4096;
const NOTHING = Buffer.alloc(0);
/** Where a letter is its byte in ASCII and nothing else; a body that is declared as one of these is what the lens takes it for. */
const PLAIN_CHARSET = /^(?:utf-?8|(?:us-)?ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d)$/;

/** Whether clients that obey the content type's `charset` (Python's requests) read other letters than those of the lens. */
export const isForeignCharset = (contentType: string): boolean =>
  contentType.includes(';') &&
  contentType.split(';').some((parameter) => {
    const [name = '', value] = parameter
      .toLowerCase()
      .replace(/["'\s]/g, '')
      .split(/=(.*)/, 2);
    return name === 'charset' && value !== undefined && !PLAIN_CHARSET.test(value);
  });

export interface JsonBodyOptions {
  /** The content type says that it is JSON. */
  readonly declared: boolean;
  readonly cloud: string;
  /** What becomes of a body that is none. */
  readonly otherwise: 'unchanged' | 'text';
}

export function jsonBody(answer: RouteLens['answer'], { declared, cloud, otherwise }: JsonBodyOptions): Translate {
  const isJson = (begin: string): boolean => {
    if (WIDE_BEGINS.test(begin)) throw new GatewayError('memberGarbage', { cloud, detail: 'JSON in UTF-16 or UTF-32' });
    return declared || JSON_BEGINS.test(begin);
  };
  const none = otherwise === 'text' ? answer.errorText : (body: string): string => body;
  return {
    whole: (body) => (isJson(body) ? answer.text(body) : none(body)),
    stream() {
      let lens: { push(chunk: Buffer): Buffer; end(): Buffer } | undefined;
      let begin = Buffer.alloc(0);
      const noneStream = () => (otherwise === 'text' ? answer.stream('text') : UNCHANGED);
      const decide = (): Buffer => {
        lens = isJson(begin.toString('latin1', 0, DECIDES)) ? answer.stream('json') : noneStream();
        return lens.push(begin);
      };
      return {
        push(chunk) {
          if (lens !== undefined) return lens.push(chunk);
          // Where the head has gone out at once, a chunk may be a single byte, cut wherever the member likes.
          begin = begin.length === 0 ? chunk : Buffer.concat([begin, chunk]);
          if (begin.length < DECIDES && UNDECIDED.test(begin.toString('latin1'))) return NOTHING;
          return decide();
        },
        end() {
          const first = lens === undefined && begin.length > 0 ? decide() : NOTHING;
          const last = lens?.end() ?? NOTHING;
          return first.length === 0 ? last : Buffer.concat([first, last]);
        },
      };
    },
  };
}

const UNCHANGED = { push: (chunk: Buffer): Buffer => chunk, end: (): Buffer => Buffer.alloc(0) };
