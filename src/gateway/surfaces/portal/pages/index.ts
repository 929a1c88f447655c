// SPDX-License-Identifier: Apache-2.0
// Every page of the portal; those with a word of the navigation stand there in this order. To add one: a file and a line.
import type { Page } from '../page.ts';
import { api, apiOperation } from './api.ts';
import { clouds } from './clouds.ts';
import { cluster } from './cluster.ts';
import { clusters } from './clusters.ts';
import { compareConformance } from './compare-conformance.ts';
import { compare, compareFlavors } from './compare-flavors.ts';
import { compareImages } from './compare-images.ts';
import { comparePortability } from './compare-portability.ts';
import { compareQuotas } from './compare-quotas.ts';
import { credentialEnd, credentialFile, credentials } from './credentials.ts';
import { cloudsYaml, kubeconfig, openrc } from './downloads.ts';
import { me } from './me.ts';
import { object } from './object.ts';
import { operation } from './operation.ts';
import { operator } from './operator.ts';
import { allResources, resources } from './resources.ts';
import { search } from './search.ts';
import { serverAct } from './server-act.ts';
import { serverNew } from './server-new.ts';
import { welcome } from './welcome.ts';

export const PAGES: readonly Page[] = [
  welcome,
  clouds,
  allResources,
  resources,
  object,
  serverAct,
  serverNew,
  operation,
  clusters,
  cluster,
  compare,
  compareFlavors,
  compareImages,
  compareConformance,
  comparePortability,
  compareQuotas,
  search,
  api,
  apiOperation,
  operator,
  me,
  cloudsYaml,
  kubeconfig,
  openrc,
  credentials,
  credentialFile,
  credentialEnd,
];
