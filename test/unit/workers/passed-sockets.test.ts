// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { passedSockets } from '../../../src/workers/passed-sockets.ts';

const env = (names: string, count = names.split(':').length, pid = 7) => ({
  LISTEN_PID: String(pid),
  LISTEN_FDS: String(count),
  LISTEN_FDNAMES: names,
});

describe('passed sockets', () => {
  it('are known by their names, in whatever order they come', () => {
    expect(passedSockets(env('public'), 7)).toEqual({ public: 3 });
    expect(passedSockets(env('operations:public'), 7)).toEqual({ operations: 3, public: 4 });
  });

  it('count for nobody but the process that they are meant for', () => {
    expect(passedSockets(env('public', 1, 8), 7)).toEqual({});
    expect(passedSockets({}, 7)).toEqual({});
  });

  it.each([
    ['a name that nothing listens by', env('http')],
    ['two of one name, as two ListenStream lines give', env('public:public')],
    ['fewer names than sockets', env('public', 2)],
    ['no name', env('')],
  ])('are refused with %s, since nobody can tell what they are for', (_what, given) => {
    expect(() => passedSockets(given, 7)).toThrow(/FileDescriptorName=/);
  });

  it('with a count that is none are none', () => {
    expect(passedSockets({ ...env('public'), LISTEN_FDS: '1e9' }, 7)).toEqual({});
  });
});
