// SPDX-License-Identifier: Apache-2.0
// A body read whole, up to a limit.

/** Fails with `tooLarge()` at the first byte above `limit`; with the stream's own error where it breaks. */
export async function readBounded(
  body: AsyncIterable<Buffer>,
  limit: number,
  tooLarge: () => Error,
  /** Of each part, before it is kept. */
  take?: (bytes: number) => Promise<void> | undefined,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    await take?.(chunk.length);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
