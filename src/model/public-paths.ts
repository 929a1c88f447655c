// SPDX-License-Identifier: Apache-2.0
// Where each surface begins on the public listener. Everybody who makes or reads such a path takes it from here.

/** Before a region, its service, and the path of the member's own API. */
export const CLOUDS = '/clouds/';
/** Before the cluster's name, and before whatever its apiserver serves. */
export const K8S = '/k8s/';
