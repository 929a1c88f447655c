// SPDX-License-Identifier: Apache-2.0
// Where in a JSON text users' own words stand: whatever is below a key that services keep for them. Read part by part, in the
// order of the text, as every JSON parser reads it: strings and brackets decide, so that no member can make the gateway
// take for metadata what a client takes for a link.
import { BACKSLASH, CLOSE, CLOSE_LIST, COMMA, OPEN, OPEN_LIST, QUOTE } from '../../model/json-characters.ts';

/** Nova, Cinder, Manila, Heat, Magnum, Ironic, Mistral, Zaqar. No client looks below them for a link. */
const KEYS: ReadonlySet<string> = new Set([
  'body',
  'extra',
  'extra_specs',
  'input',
  'labels',
  'metadata',
  'output',
  'parameters',
  'properties',
  'template',
  'volume_image_metadata',
]);
const LONGEST = 24;

export interface UserData {
  /** Goes on where the last part ended. */
  read(text: string, from: number, to: number): void;
  /** Whether what comes next is a user's. */
  readonly inside: boolean;
}

export function createUserData(): UserData {
  let depth = 0;
  /** The depth of the object or list that is a user's; 0 outside of any. */
  let users = 0;
  let inString = false;
  let escaped = false;
  /** The last string, as far as it matters: before an opening bracket only a key can stand. */
  let word = '';

  /** Up to the end of the string, or of the part. */
  function readString(text: string, from: number, to: number): number {
    let at = from;
    for (; at < to; at++) {
      const code = text.charCodeAt(at);
      if (escaped) escaped = false;
      else if (code === BACKSLASH) escaped = true;
      else if (code === QUOTE) {
        inString = false;
        break;
      }
    }
    if (word.length <= LONGEST) word += text.slice(from, Math.min(at, from + LONGEST + 1));
    return at;
  }

  return {
    get inside() {
      return users > 0;
    },
    read(text, from, to) {
      for (let at = from; at < to; at++) {
        if (inString) {
          at = readString(text, at, to);
          continue;
        }
        switch (text.charCodeAt(at)) {
          case QUOTE:
            inString = true;
            word = '';
            break;
          case COMMA:
            word = '';
            break;
          case OPEN:
          case OPEN_LIST:
            depth++;
            if (users === 0 && KEYS.has(word)) users = depth;
            word = '';
            break;
          case CLOSE:
          case CLOSE_LIST:
            if (depth === users) users = 0;
            depth--;
            word = '';
            break;
        }
      }
    },
  };
}
