// SPDX-License-Identifier: Apache-2.0
// A member's JSON for the client. gophercloud and openstacksdk parse a body as JSON whatever its content type says, so what
// looks like JSON is translated like it: else a member would only have to call its links something else.
import { isUtf8 } from 'node:buffer';
import type { RouteLens } from '../../../adapters/openstack/index.ts';
import type { AnswerPlan } from '../../../members/answer-plan.ts';
import { GatewayError } from '../../../model/errors.ts';

type LensStream = ReturnType<RouteLens['answer']['stream']>;
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

/** The values of its `charset`; more than one where a member would have two readers differ. */
const charsets = (contentType: string): string[] =>
  contentType.split(';').flatMap((parameter) => {
    const [name = '', value] = parameter
      .toLowerCase()
      .replace(/["'\s]/g, '')
      .split(/=(.*)/, 2);
    return name === 'charset' && value !== undefined ? [value] : [];
  });

/** Whether clients that obey the content type's `charset` (Python's requests) read other letters than those of the lens. */
export const isForeignCharset = (contentType: string): boolean =>
  contentType.includes(';') && charsets(contentType).some((one) => !PLAIN_CHARSET.test(one));

/**
 * Whether clients guess which letters a body has that is no UTF-8 (Python's requests, where nothing says it). In Shift JIS
 * or Big5 a letter may end with the byte of a backslash, and a string be over where the lens reads on.
 */
const isGuessed = (contentType: string): boolean =>
  !/^[^;]*(?:application\/json|text)/i.test(contentType) && charsets(contentType).length === 0;

export interface JsonBodyOptions {
  /** The content type says that it is JSON. */
  readonly declared: boolean;
  readonly contentType: string;
  readonly cloud: string;
  /** What becomes of a body that is none. */
  readonly otherwise: 'unchanged' | 'text';
}

export function jsonBody(
  answer: RouteLens['answer'],
  { declared, contentType, cloud, otherwise }: JsonBodyOptions,
): Translate {
  const isJson = (begin: string): boolean => {
    if (WIDE_BEGINS.test(begin)) throw new GatewayError('memberGarbage', { cloud, detail: 'JSON in UTF-16 or UTF-32' });
    return declared || JSON_BEGINS.test(begin);
  };
  const guessed = isGuessed(contentType);
  const refuse = (): never => {
    throw new GatewayError('memberGarbage', { cloud, detail: 'JSON that is no UTF-8, and does not say what it is' });
  };
  const json = (body: string): string => {
    if (guessed && !isUtf8(Buffer.from(body, 'latin1'))) refuse();
    return answer.text(body);
  };
  const none = otherwise === 'text' ? answer.errorText : (body: string): string => body;
  return {
    whole: (body) => (isJson(body) ? json(body) : none(body)),
    stream() {
      let lens: LensStream | undefined;
      let begin: Buffer = NOTHING;
      const noneStream = () => (otherwise === 'text' ? answer.stream('text') : UNCHANGED);
      const jsonStream = () => {
        const translated = answer.stream('json');
        return guessed ? onlyUtf8(translated, refuse) : translated;
      };
      const decide = () => {
        lens = isJson(begin.toString('latin1', 0, DECIDES)) ? jsonStream() : noneStream();
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

function onlyUtf8({ push, end }: LensStream, refuse: () => never): LensStream {
  const reader = new TextDecoder('utf-8', { fatal: true });
  const read = (chunk: Buffer, stream: boolean): void => {
    try {
      reader.decode(chunk, { stream });
    } catch {
      refuse();
    }
  };
  return {
    push(chunk) {
      read(chunk, true);
      return push(chunk);
    },
    end() {
      read(NOTHING, false);
      return end();
    },
  };
}

const UNCHANGED = { push: (chunk: Buffer): Buffer => chunk, end: (): Buffer => Buffer.alloc(0) };
