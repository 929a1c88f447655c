// SPDX-License-Identifier: Apache-2.0
export const nav = {
  clouds: 'Clouds',
  resources: 'Ressourcen',
  clusters: 'Cluster',
  compare: 'Vergleich',
  api: 'API',
  operator: 'Betrieb',
  me: 'Ich',
};
