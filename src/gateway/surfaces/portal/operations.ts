// SPDX-License-Identifier: Apache-2.0
// The operations of the API as the pages about it show them: found by a word, with a field for each of what they take.
import type { ScsOperation } from '../../scs-api.ts';

export interface Field {
  readonly name: string;
  readonly where: 'parameters' | 'query';
  readonly required: boolean;
  readonly description: string;
  /** What it may be; absent: any text. */
  readonly values?: readonly string[];
  readonly many: boolean;
  readonly example: string;
}

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

export function fieldsOf({ parameters, query }: Pick<ScsOperation, 'parameters' | 'query'>): readonly Field[] {
  const of = (where: Field['where'], schema: unknown): Field[] => {
    const { properties = {}, required = [] } = (schema ?? {}) as Schema;
    return Object.entries(properties).map(([name, one]) => {
      const whole = [one, ...(one.anyOf ?? [])];
      const list = whole.find(({ type }) => type === 'array');
      const values = [...whole, ...(list?.items === undefined ? [] : [list.items])].find((some) => some.enum)?.enum;
      const isFlag = whole.some(({ type }) => type === 'boolean');
      return {
        ...{ name, where, many: list !== undefined },
        required: required.includes(name),
        description: one.description ?? '',
        ...(values !== undefined ? { values: values.map(String) } : isFlag && { values: ['true', 'false'] }),
        example: [one.examples?.[0] ?? ''].flat().map(String).join(','),
      };
    });
  };
  return [...of('parameters', parameters), ...of('query', query)];
}

/** Each word must be in its name, its path, or what it is about. */
export function isFound(operation: ScsOperation, wanted: string): boolean {
  const { operationId, method, path, tag, summary } = operation;
  const text = [operationId, method, path, tag, summary].join(' ').toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export const sectionId = (tag: string): string => `tag-${tag.replace(/[^\w-]+/g, '-')}`;
