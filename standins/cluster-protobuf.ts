// SPDX-License-Identifier: Apache-2.0
// kubectl writes its reviews (`auth whoami`, `auth can-i`) in protobuf: enough of it to read those. Kubernetes wraps a
// message in `k8s\0` and runtime.Unknown (k8s.io/apimachinery pkg/runtime/generated.proto).
import type { Json } from './cluster-kinds.ts';

/** Length-delimited fields by number; the rest of what protobuf can say is not in these messages. */
function fields(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const length = varint();
    if ((tag & 7) === 2) {
      found.set(tag >> 3, bytes.subarray(at, at + length));
      at += length;
    }
  }
  return found;
}

const ATTRIBUTES = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'];

/** A review as JSON would have it. */
export function readReview(body: Buffer): Json {
  const unknown = fields(body.subarray(4));
  const type = fields(unknown.get(1) ?? Buffer.alloc(0));
  const spec = fields(fields(unknown.get(2) ?? Buffer.alloc(0)).get(2) ?? Buffer.alloc(0));
  const attributes = fields(spec.get(1) ?? Buffer.alloc(0));
  return {
    apiVersion: type.get(1)?.toString(),
    kind: type.get(2)?.toString(),
    spec: {
      resourceAttributes: Object.fromEntries(
        ATTRIBUTES.map((name, i) => [name, attributes.get(i + 1)?.toString() ?? '']),
      ),
    },
  };
}
