// SPDX-License-Identifier: Apache-2.0
// A request's path as it may stand in the log and in the audit stream: without what a client has put there that opens something.
// Never with a query, which may carry a signature.

/** Removes a JWS, or a Fernet token, that a client has put where it does not belong. */
export const blank = (text: string): string =>
  text.includes('eyJ') || text.includes('gAAAA')
    ? text.replace(/eyJ[\w-]{16,}(?:\.[\w-]*){0,2}|gAAAA[\w-]{32,}={0,2}/g, '[token]')
    : text;

const CONSOLE = /^\/consoles/i;
const SHORTEST_SEAL = '/'.length + 8 + '.'.length + 64;

/**
 * The sealed part of a console's path opens the console to whoever has it: also where the path, or the host that a proxy in
 * front tells of, leads to no console.
 */
const withoutSeals = (path: string): string =>
  path.length < SHORTEST_SEAL && !CONSOLE.test(path)
    ? path
    : path
        .replace(/^(\/consoles(?:\/|%2f))[^/]+/i, '$1[sealed]')
        .replace(/(^|\/|%2f)[\w-]{8,64}\.[\w-]{64,}/gi, '$1[sealed]');

export const shownPath = (path: string, most: number): string => blank(withoutSeals(path).slice(0, most));
