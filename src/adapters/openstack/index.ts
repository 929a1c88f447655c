// SPDX-License-Identifier: Apache-2.0
// The exports of the OpenStack adapter. Everything here is pure.

export { auditTarget, madeId } from './audit-target.ts';
export { type LeftOut, type Published, publishCatalog, type Route, type UnknownRegions } from './catalog.ts';
export { catalogOfRegion, fromTemplate, toTemplate, unionCatalogs } from './catalog-union.ts';
export { challenges } from './challenges.ts';
export { errorBody } from './dialects.ts';
export { identityRoot } from './endpoint-url.ts';
export { belowIdentity, givesTokens, type IdentityRefusal, identityRefusal } from './identity-refusals.ts';
export { createLens, createLensFactory, type Lens, type LensOptions, type RouteLens } from './lens.ts';
export { createForeignIds, createIdLayer, type ForeignIds, type IdLayer, swapIds } from './lens-ids.ts';
export { makesNew } from './makes-new.ts';

export {
  holdsOthers,
  isListing,
  isRecord,
  isVersionDocument,
  mayBeJson,
  pathRule,
  requestTreatment,
  takesAnyName,
  treatment,
} from './paths.ts';
export { referenceTouched } from './reference-touched.ts';
export { regionFault, regionSlug } from './regions.ts';
export { officialType, typeOfSegment } from './service-types.ts';
export { decoded, objectPath, resignForm, resignQuery } from './signed-urls.ts';
export { boundaryOf, readForm } from './upload-form.ts';
