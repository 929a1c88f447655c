// SPDX-License-Identifier: Apache-2.0
export const nav = {
  clouds: 'Clouds',
  resources: 'Ressourcen',
  compare: 'Vergleich',
  me: 'Ich',
};
