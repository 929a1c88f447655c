// SPDX-License-Identifier: Apache-2.0
// Which cloud gets a new server: decided from what each one offers, in words that the answer repeats. Pure.

export type PlacementStrategy = 'first' | 'spread' | 'cheapest-fit';

/** What was found for the request at one place. */
interface Chosen {
  readonly id: string;
  readonly name: string;
}

interface ChosenFlavor extends Chosen {
  readonly vcpus: number;
  readonly ramMiB: number;
  readonly diskGiB: number | null;
}

/** One region of a cloud, in one project, and what speaks against it. */
export interface Candidate {
  readonly cloud: string;
  readonly region: string;
  readonly project: string | null;
  readonly flavor?: ChosenFlavor;
  readonly image?: Chosen;
  /** The caller's servers there; undefined where nobody asked or the cloud did not say. */
  readonly servers?: number;
  /** Of the caller or others of the project, being made there at this moment. */
  readonly making?: number;
  /** Empty: it fits. */
  readonly against: readonly string[];
}

export interface Ranked {
  readonly strategy: PlacementStrategy;
  /** Those that fit, best first. */
  readonly order: readonly Candidate[];
  readonly because: (candidate: Candidate) => string;
}

export function rank(strategy: PlacementStrategy, candidates: readonly Candidate[]): Ranked {
  const fitting = candidates.filter(({ against }) => against.length === 0);
  const place = new Map(candidates.map((candidate, index) => [candidate, index]));
  const inOrder = (a: Candidate, b: Candidate): number => (place.get(a) ?? 0) - (place.get(b) ?? 0);
  switch (strategy) {
    case 'first':
      return { strategy, order: fitting, because: () => 'the first that fits, in the order of the clouds' };
    case 'spread':
      return {
        strategy,
        order: fitting.toSorted((a, b) => count(a) - count(b) || inOrder(a, b)),
        because: ({ servers, making = 0 }) =>
          servers === undefined
            ? 'the number of servers that you have there is unknown'
            : `you have ${servers} ${servers === 1 ? 'server' : 'servers'} there${making > 0 ? ` and ${making} in the making` : ''}, and nowhere that fits fewer`,
      };
    case 'cheapest-fit':
      return {
        strategy,
        order: fitting.toSorted((a, b) => bySize(a.flavor, b.flavor) || inOrder(a, b)),
        because: ({ flavor }) =>
          `its flavor ${flavor?.name ?? ''} is the smallest that fits (no cloud publishes prices)`,
      };
  }
}

/** Not knowing sorts last: a cloud that did not answer must not attract all new servers. */
const count = ({ servers, making = 0 }: Candidate): number =>
  servers === undefined ? Number.MAX_SAFE_INTEGER : servers + making;

const bySize = (a: ChosenFlavor | undefined, b: ChosenFlavor | undefined): number =>
  (a?.vcpus ?? 0) - (b?.vcpus ?? 0) || (a?.ramMiB ?? 0) - (b?.ramMiB ?? 0) || (a?.diskGiB ?? 0) - (b?.diskGiB ?? 0);
