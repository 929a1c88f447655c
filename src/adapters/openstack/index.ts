// SPDX-License-Identifier: Apache-2.0
// The OpenStack adapter's face: everything here is pure, no I/O.

export { type Published, type PublishInput, publishCatalog, type Route } from './catalog.ts';
export { fromTemplate, toTemplate, unionCatalogs } from './catalog-union.ts';
export { type ErrorBody, errorBody } from './dialects.ts';
export { createLens, createLensFactory, type Lens, type LensOptions, type RouteLens } from './lens.ts';
export { swapIds } from './lens-ids.ts';
export type { LensStream } from './lens-stream.ts';
export {
  type AnswerShape,
  isVersionDocument,
  type RequestShape,
  requestTreatment,
  type Treatment,
  treatment,
} from './paths.ts';
export { type ChangingRequest, referenceTouched } from './reference-touched.ts';
export { officialType, typeOfSegment } from './service-types.ts';
