// SPDX-License-Identifier: Apache-2.0
// The path prefix of each surface on the public listener. All code that builds or parses such a path takes it from
// here.

/** Followed by a region, a service, and the path of the member's own API. */
export const CLOUDS = '/clouds/';
/** Followed by the cluster's name and the path at its apiserver. */
export const K8S = '/k8s/';
/** Followed by a sealed part and the path at the member's console proxy. */
export const CONSOLES = '/consoles/';
