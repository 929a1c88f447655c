// SPDX-License-Identifier: Apache-2.0
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { check } from '../../../../../src/gateway/surfaces/scs/validate.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';

const schemas = {
  parameters: Type.Object({ id: Type.String({ maxLength: 5 }) }),
  query: Type.Object({
    names: Type.Optional(Type.Array(Type.String())),
    sizes: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }))),
    colour: Type.Optional(Type.Enum(['red', 'blue'])),
    deep: Type.Optional(Type.Boolean()),
    wait: Type.Number({ default: 5 }),
    level: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  }),
  body: Type.Object({
    name: Type.String(),
    tags: Type.Optional(Type.Array(Type.Object({ key: Type.String() }))),
    any: Type.Optional(Type.Record(Type.String(), Type.String())),
    size: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  }),
};
const given = (query: object, body: unknown = { name: 'x' }) => ({ parameters: { id: 'a' }, query, headers: {}, body });

function faults(query: object, body?: unknown): [string, string][] {
  try {
    check(schemas, { ...given({ wait: '1', ...query }), ...(body === undefined ? {} : { body }) });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    return ((error as GatewayError).faults ?? []).map(({ where = '', reason }) => [where, reason]);
  }
}

describe('a query', () => {
  it('becomes what the schema says', () => {
    const query = { names: 'a,b', sizes: ['1', '2,3'], deep: 'true', wait: '2.5', level: '7' };
    expect(check(schemas, given(query)).query).toEqual({
      names: ['a', 'b'],
      sizes: [1, 2, 3],
      deep: true,
      wait: 2.5,
      level: 7,
    });
  });

  it.each(['2.5e0', '25E-1', '0.25e+1'])('%s is a number as JSON has it', (wait) => {
    const query = Type.Object({ wait: Type.Number() });
    expect(check({ query }, { ...given({ wait }), body: undefined }).query).toEqual({ wait: 2.5 });
  });

  it('of a closed set of numbers becomes numbers', () => {
    const query = Type.Object({ version: Type.Array(Type.Enum([4, 6])) });
    expect(check({ query }, { ...given({ version: '4,6' }), body: undefined }).query).toEqual({ version: [4, 6] });
    expect(() => check({ query }, { ...given({ version: '5' }), body: undefined })).toThrow('must be one of 4, 6');
  });

  it.each([
    [
      { sizes: '0,x' },
      [
        ['sizes', 'value 1 must be >= 1'],
        ['sizes', 'value 2 must be integer'],
      ],
    ],
    [{ colour: 'green' }, [['colour', 'must be one of red, blue']]],
    [{ deep: 'yes' }, [['deep', 'must be boolean']]],
    [{ deep: ['true', 'true'] }, [['deep', 'may be given only once']]],
    [{ wait: '1e' }, [['wait', 'must be number']]],
    [{ wait: '' }, [['wait', 'must be number']]],
    [{ hue: '1' }, [['hue', 'is not a known query parameter; known are names, sizes, colour, deep, wait, level']]],
    [{ constructor: '1' }, [['constructor', expect.stringMatching(/^is not a known query parameter/)]]],
  ])('%j is told what is wrong', (query, expected) => {
    expect(faults(query)).toEqual(expected);
  });
});

describe('a body', () => {
  it.each([
    [{}, [['#/name', 'is required']]],
    [
      { name: 1, more: 2 },
      [
        ['#/more', 'is not a known field; known are name, tags, any, size'],
        ['#/name', 'must be string'],
      ],
    ],
    [
      { name: 'x', tags: [{ key: 'a' }, { key: 'b', 'c/d': 1 }] },
      [['#/tags/1/c~1d', 'is not a known field; known are key']],
    ],
    [{ name: 'x', any: { free: 'text' } }, []],
    [{ name: 'x', any: { free: 1 } }, [['#/any/free', 'must be string']]],
    [{ name: 'x', size: null }, []],
    [{ name: 'x', size: 'y' }, [['#/size', 'must be integer or must be null']]],
    [[1], [['#', expect.any(String)]]],
    ['text', [['#', 'must be object']]],
  ])('%j is told what is wrong', (body, expected) => {
    expect(faults({}, body)).toEqual(expected);
  });

  it('where none is expected is refused, but for an empty one', () => {
    const none = { query: Type.Object({}) };
    expect(check(none, { parameters: {}, query: {}, headers: {}, body: {} }).body).toBeUndefined();
    expect(() => check(none, { parameters: {}, query: {}, headers: {}, body: { a: 1 } })).toThrow(
      /no body is expected/,
    );
  });

  it('where nothing in it is required may be left out', () => {
    const free = { body: Type.Object({ a: Type.Optional(Type.String()) }) };
    expect(check(free, { parameters: {}, query: {}, headers: {}, body: undefined }).body).toEqual({});
  });
});

describe('everything that is wrong', () => {
  it('is told at once, path, query and body', () => {
    const all = { parameters: { id: 'too long' }, query: { hue: '1' }, headers: {}, body: {} };
    try {
      check(schemas, all);
      expect.unreachable();
    } catch (error) {
      expect((error as GatewayError).faults?.map(({ where }) => where)).toEqual(['id', 'hue', 'wait', '#/name']);
    }
  });
});
