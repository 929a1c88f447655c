// SPDX-License-Identifier: Apache-2.0
// A part of a page that fills while clouds answer, without a script: each state is sent when it is reached, and the style shows
// the last one that has come whole, so that no table grows while it is looked at. With the script the part asks anew from time to
// time, and shows the last state alone.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Html, html } from '../html.ts';

/** Milliseconds: what is there by then needs no state before it; and the shortest time between two states. */
const AT_ONCE = 120;
const BETWEEN = 250;
/** Beside the last; what comes thick and fast is shown together. */
const MOST = 8;

export interface Filling {
  /** Of the element, unique on the page. */
  readonly id: string;
  /** Seconds after which it asks anew. Absent: never. */
  readonly every?: number;
}

/** With a sign behind it, for the style, that all of it is there. */
const one = (state: Html): Html => html`<div class="state">${state}</div><i class="whole" hidden></i>`;

/** `states`: told each time that there is more, and shown as it then is. Ends with `whole`. */
export async function* fill(
  { id, every }: Filling,
  whole: Promise<unknown>,
  onMore: (more: () => void) => void,
  state: () => Html | Promise<Html>,
): AsyncGenerator<Html> {
  yield html`<div class="fill" id="${id}"${every === undefined ? '' : html` data-refresh="${every}"`}>`;
  let ended = false;
  // Its failure is thrown at the end, by whoever awaits it there.
  const end = whole.then(
    () => undefined,
    () => undefined,
  );
  void end.then(() => {
    ended = true;
  });
  let wake = (): void => undefined;
  let news = false;
  onMore(() => {
    news = true;
    wake();
  });
  await Promise.race([end, sleep(AT_ONCE)]);
  for (let shown = 0; !ended; shown += 1) {
    news = false;
    yield one(await state());
    if (shown >= MOST) await end;
    else {
      await Promise.race([end, sleep(BETWEEN)]);
      if (!ended && !news)
        await Promise.race([
          end,
          new Promise<void>((done) => {
            wake = done;
          }),
        ]);
    }
  }
  await whole;
  yield html`${one(await state())}</div>`;
}

/** Of every key what came of it so far; `fill` shows it as it grows. */
export function settling<K, T>(keys: readonly K[], ask: (key: K) => Promise<T>) {
  const settled = new Map<K, { readonly value: T } | { readonly error: unknown }>();
  let more = (): void => undefined;
  const whole = Promise.all(
    keys.map(async (key) => {
      settled.set(
        key,
        await ask(key).then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        ),
      );
      more();
    }),
  );
  return {
    settled: settled as ReadonlyMap<K, { readonly value: T } | { readonly error: unknown }>,
    whole,
    onMore(told: () => void) {
      more = told;
    },
  };
}
