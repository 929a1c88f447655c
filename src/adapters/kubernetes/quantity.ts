// SPDX-License-Identifier: Apache-2.0
// Parses Kubernetes' resource quantities ("16384Ki", "3920m", "4", "2e3"): k8s.io/apimachinery pkg/api/resource.

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** Null if the value is not a quantity. */
export function quantity(value: unknown): number | null {
  const [, figure, exponent, suffix = ''] = QUANTITY.exec(String(value ?? '')) ?? [];
  if (figure === undefined) return null;
  const factor = exponent === undefined ? FACTORS[suffix] : 10 ** Number(exponent);
  return factor === undefined ? null : Number(figure) * factor;
}

const whole = (value: number | null, round: (value: number) => number): number | null =>
  value === null ? null : round(value);

export const cpuMillis = (value: unknown): number | null => whole(quantity(value), (cpus) => Math.round(cpus * 1000));
export const memoryMiB = (value: unknown): number | null =>
  whole(quantity(value), (bytes) => Math.floor(bytes / 2 ** 20));
export const integer = (value: unknown): number | null => whole(quantity(value), Math.floor);
