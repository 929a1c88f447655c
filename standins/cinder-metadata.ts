// SPDX-License-Identifier: Apache-2.0
// Metadata of the stand-in's volumes and snapshots, with Cinder's checks (api/schemas/volume_metadata.py: keys of 1 to 255
// characters, values of up to 255).
import { type Answer, answer, type Call, dig, object, Refusal } from './http.ts';

type Labelled = Record<string, unknown>;

const refuse = (kind: string, code: number, message: string): never => {
  throw new Refusal(code, { [kind]: { code, message } });
};

export function checkMetadata(metadata: unknown): void {
  for (const [key, value] of Object.entries(object(metadata)))
    if (key === '' || key.length > 255 || typeof value !== 'string' || value.length > 255)
      refuse('badRequest', 400, `Invalid input for field/attribute metadata. Value: ${key}. '${value}' is too long`);
}

export async function addMetadata(call: Call, found: Labelled): Promise<Answer> {
  const more = object(dig(await call.json(), 'metadata'));
  checkMetadata(more);
  found.metadata = { ...object(found.metadata), ...more };
  return answer(200, { metadata: found.metadata });
}

export function removeMetadata(found: Labelled, key: string): Answer {
  const { [key]: gone, ...left } = object(found.metadata);
  if (gone === undefined) refuse('itemNotFound', 404, `Metadata item with key ${key} not found.`);
  found.metadata = left;
  return answer(200);
}
