// SPDX-License-Identifier: Apache-2.0
// A secret that a reference (`env:`, `file:`) led to. It shows itself only to `reveal()`, so that a log line, an error
// or a dump of the configuration that happens to hold one prints `[secret]`.

/** Node's `util.inspect.custom`, by its registered name: the model imports nothing of Node. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const SHOWN = '[secret]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [INSPECT](): string {
    return SHOWN;
  }
}
