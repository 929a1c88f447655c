// SPDX-License-Identifier: Apache-2.0
// A URL as a picture in the terminal, for a phone to log in with.
import { encodeQR } from 'qr';

/** Two rows of modules in one of text. Colours are set, since a dark terminal would show the picture inverted. */
const HALVES: Readonly<Record<string, string>> = { '00': '█', '01': '▀', '10': '▄', '11': ' ' };
const WHITE_ON_BLACK = '\u001b[97;40m';
const RESET = '\u001b[0m';
/** More than that makes a picture that no screen has room for. */
const LONGEST_URL = 500;

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Undefined where it would not be readable: no terminal, one that is too small, or that has no such characters. */
export function qrCode(
  url: string,
  screen: Screen,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { isTTY, columns = 80, rows = 24 } = screen;
  const charset = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const plain = env.TERM === 'dumb' || env.NO_COLOR || (process.platform !== 'win32' && !/utf-?8/i.test(charset));
  if (!isTTY || plain || url.length > LONGEST_URL) return undefined;
  const modules = encodeQR(url, 'raw', { ecc: 'low' });
  if ((modules[0]?.length ?? 0) > columns || modules.length / 2 + 3 > rows) return undefined;
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    const [upper = [], lower = []] = [modules[y], modules[y + 1]];
    const text = upper.map((dark, x) => HALVES[`${Number(dark)}${Number(lower[x] ?? false)}`]).join('');
    lines.push(`${WHITE_ON_BLACK}${text}${RESET}`);
  }
  return lines.join('\n');
}
