// SPDX-License-Identifier: Apache-2.0
// What is known against packages (`npm audit --json`), less what has been judged.

interface Advisory {
  readonly url?: string;
  readonly title?: string;
  readonly severity?: string;
}

export interface Audit {
  readonly vulnerabilities: Readonly<
    Record<string, { readonly name: string; readonly via: readonly (string | Advisory)[] }>
  >;
}

export interface Judged {
  readonly id: string;
  readonly package: string;
  readonly reason: string;
  /** Then it has to be judged anew. YAML makes a date of it. */
  readonly until: string | Date;
}

const LONGEST = 180 * 24 * 3_600_000;

export function advisoryFaults({ vulnerabilities }: Audit, judged: readonly Judged[], now: Date): string[] {
  const faults: string[] = [];
  const unused = new Set(judged);
  for (const { id, reason, until } of judged) {
    const end = new Date(until).getTime() - now.getTime();
    if (!reason) faults.push(`${id}: is let be without a reason`);
    if (Number.isNaN(end) || end < 0 || end > LONGEST)
      faults.push(`${id}: has to be judged anew, or for half a year at most`);
  }
  for (const { name, via } of Object.values(vulnerabilities))
    for (const one of via) {
      // A name: the fault is told of where it is.
      if (typeof one === 'string') continue;
      const id = one.url?.split('/').at(-1) ?? 'an advisory without an address';
      const known = judged.find((exception) => exception.id === id && exception.package === name);
      if (known === undefined) faults.push(`${name}: ${id} (${one.severity ?? 'unknown'}): ${one.title ?? ''}`);
      else unused.delete(known);
    }
  for (const { id } of unused) faults.push(`${id}: is let be, and is nowhere any more`);
  return faults;
}
