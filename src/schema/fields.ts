// SPDX-License-Identifier: Apache-2.0
// The kinds of field that the schema is made of: durations, slugs, URLs, references, paths. Each carries what it means,
// an example and the rules that one value can be judged by alone, with the reason given when it is refused.
import { isIP } from 'node:net';
import Type, { type TProperties, type TString, type TUnsafe } from 'typebox';
import { isLoopback } from '../model/loopback.ts';

export interface About<T> {
  readonly description: string;
  readonly examples: readonly T[];
  /** With a default the field may be left out of the file and is always there afterwards. */
  readonly default?: T;
}

export type Rule = readonly [holds: (value: string) => boolean, reason: string];

/**
 * A string with rules. `format` marks what the configuration collects: references and paths of files to read.
 * `editorPattern` becomes `pattern` in the editors' schema only: here it would hide the reasons that the rules give.
 */
export function text(
  about: About<string> & {
    format?: string;
    editorPattern?: string;
    errorMessage?: string;
    /** Of a duration: what it may be, for the reference page. */
    range?: string;
    decode?: (value: string) => unknown;
  },
  ...rules: Rule[]
): TString {
  let type: TString = Type.String({ minLength: 1, ...editorHint(rules), ...about });
  for (const [holds, reason] of rules)
    type = Type.Refine(
      type,
      (value) => holds(value),
      () => reason,
    );
  return type;
}

/** Editors with JSON Schema support show this sentence instead of the pattern. */
const editorHint = (rules: readonly Rule[]): { errorMessage?: string } =>
  rules[0] === undefined ? {} : { errorMessage: rules[0][1] };

/** An object whose keys are all known: any other key in the file is a fault. */
export const group = <P extends TProperties>(about: { description: string; default?: object }, properties: P) =>
  Type.Object(properties, { ...about, additionalProperties: false });

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION = /^([0-9]{1,9})(ms|s|m|h)$/;
/** Far below the 24.8 days at which Node's timers wrap round and fire at once. */
const LONGEST = 24 * 3_600_000;

/** `30s` → 30000; undefined where it is no duration. */
export function milliseconds(duration: string): number | undefined {
  const [, figure, unit] = DURATION.exec(duration) ?? [];
  const factor = unit === undefined ? undefined : UNITS[unit];
  return figure === undefined || factor === undefined ? undefined : Number(figure) * factor;
}

/** A text in the file; validation converts it to milliseconds. */
export function duration(
  about: About<string>,
  limits: { readonly least?: string; readonly most?: string } = {},
): TUnsafe<number> {
  const { least = '1ms', most = '24h' } = limits;
  const between = (value: string): boolean => {
    const ms = milliseconds(value) ?? 0;
    return ms >= (milliseconds(least) ?? 0) && ms <= (milliseconds(most) ?? LONGEST);
  };
  const written = text(
    { ...about, editorPattern: DURATION.source, range: `${least} to ${most}`, decode: milliseconds },
    [(value) => milliseconds(value) !== undefined, 'must be a duration such as 500ms, 30s, 5m or 1h'],
    [(value) => milliseconds(value) === undefined || between(value), `must be between ${least} and ${most}`],
  );
  return Type.Unsafe<number>(written);
}

const SLUG = 'must be lower case letters, digits and hyphens, starting with a letter';

/**
 * The id of a cloud or cluster: it becomes a path segment, and clients search paths for versions.
 * gophercloud cuts a URL at the first `v[0-9.]`, anywhere (openstack/utils/base_endpoint.go); keystoneauth takes a
 * numeric segment or `latest` as a version (discover.py, normalize_version_number).
 */
export const slug = (about: About<string>) =>
  text(
    { ...about, editorPattern: '^[a-z][a-z0-9-]*$', errorMessage: SLUG },
    [(value) => !/^[0-9]+$/.test(value), 'must not be a number: clients take a numeric path segment as an API version'],
    [(value) => value !== 'latest', 'must not be "latest": clients take that path segment as an API version'],
    [
      (value) => !/v[0-9.]/.test(value),
      'must not hold a "v" before a digit or dot: clients cut the URL there, taking it as an API version',
    ],
    [(value) => /^[a-z][a-z0-9-]*$/.test(value), SLUG],
    [(value) => value.length <= 63, 'must be at most 63 characters'],
  );

export const parseUrl = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);

const isHttp = (value: string): boolean => /^https?:$/.test(parseUrl(value)?.protocol ?? '');
const bare = (value: string): boolean => {
  const url = parseUrl(value);
  return url === undefined || (url.username === '' && url.password === '' && !/[?#]/.test(value));
};

export const httpUrl = (about: About<string>, ...rules: Rule[]) =>
  text(
    { ...about, editorPattern: '^https?://' },
    [isHttp, 'must be an absolute http or https URL'],
    [bare, 'must not carry a user, a query or a fragment'],
    ...rules,
  );

/** For what must not cross a network in the clear. */
export const secureUrl = (about: About<string>, ...rules: Rule[]) =>
  httpUrl(
    about,
    [
      (value) => !/^http:/i.test(value) || isLoopback(parseUrl(value)?.hostname ?? ''),
      'must be https (plain http is for loopback hosts only)',
    ],
    ...rules,
  );

const REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/;

/** A secret: where it is kept, never what it is. */
export const reference = (about: About<string>) =>
  text({ ...about, format: 'reference', editorPattern: REFERENCE.source }, [
    (value) => REFERENCE.test(value),
    'must be a reference, env:NAME or file:/path, never the value itself',
  ]);

/** A picture in a file, for browsers. */
export const picture = (about: About<string>) =>
  text({ ...about, format: 'picture', editorPattern: '^file:.+$' }, [
    (value) => /^file:.+$/.test(value),
    'must name a file, file:/path',
  ]);

/** A file read at load; relative to the folder of the configuration file. */
export const filePath = (about: About<string>) => text({ ...about, format: 'path' });

/** Ids that appear behind the version in a URL, as those of Keystone's federation API do. */
export const identifier = (about: About<string>) =>
  text({ ...about, editorPattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$' }, [
    (value) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(value),
    'must be at most 64 letters, digits, hyphens and underscores',
  ]);

export const words = (about: About<string[]> & { minItems?: number }) =>
  Type.Array(Type.String({ minLength: 1 }), { ...about, examples: [...about.examples] });

/** Keystone names are unique per domain, so a project is always named with it. */
export const projectName = (about: About<string>) =>
  text({ ...about, editorPattern: '^[^/]+/.+$' }, [
    (value) => /^[^/]+\/.+$/.test(value),
    'must be "domain/project" (the domain ends at the first slash)',
  ]);

/** Keystone allows slashes in project names, so the domain ends at the first slash. */
export function projectOf(full: string): { readonly domain: string; readonly name: string } {
  const slash = full.indexOf('/');
  return { domain: full.slice(0, slash), name: full.slice(slash + 1) };
}

export const port = (about: About<number>) => Type.Integer({ ...about, minimum: 0, maximum: 65_535 });

export const networkAddress = () =>
  text(
    { description: 'An address or a network.', examples: ['10.0.0.0/8'] },
    [
      (value) => {
        const [address = '', prefix, ...rest] = value.split('/');
        const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
        if (bits < 0 || rest.length > 0) return false;
        return prefix === undefined || (/^[0-9]{1,3}$/.test(prefix) && Number(prefix) <= bits);
      },
      'must be an IP address or a network such as 10.0.0.0/8',
    ],
    [(value) => !/\/0+$/.test(value), 'must not be everybody: anybody could forge the address of a client'],
  );

export const regularExpression = () =>
  text({ description: 'A regular expression.', examples: ['^acme-'] }, [
    (value) => {
      try {
        return new RegExp(value, 'u') instanceof RegExp;
      } catch {
        return false;
      }
    },
    'must be a regular expression',
  ]);
