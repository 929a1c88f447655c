// SPDX-License-Identifier: Apache-2.0
// The last words in a tunnel that has to end. The gateway joins two sockets and is no party to what they speak, but a
// `kubectl exec` over SPDY takes a connection that just ends for the good end of its command: exit code 0, the output cut.
// So what goes to the client is followed from frame to frame, and once a frame is whole the client is told.

/** How long a frame is; undefined until enough of its head is there to say. */
export type FrameSize = (head: Buffer) => number | undefined;

/** Follows frames through chunks: where the first whole one from here on ends. */
export interface Frames {
  /** The bytes sent so far end with a whole frame. */
  readonly whole: boolean;
  /** How many bytes of the chunk belong to frames that are whole by then; all of the chunk is taken as sent. */
  push(chunk: Buffer): number;
}

/** Of RFC 6455 §5.2: at most 14 bytes. */
const LONGEST_HEAD = 16;

export function followFrames(sizeOf: FrameSize): Frames {
  let head = Buffer.alloc(0);
  /** Bytes of the frame that are still to come, once its head has said so. */
  let left = 0;
  return {
    get whole() {
      return left === 0 && head.length === 0;
    },
    push(chunk) {
      let at = 0;
      let whole = 0;
      while (at < chunk.length) {
        if (left === 0) {
          const before = head.length;
          head = Buffer.concat([head, chunk.subarray(at, at + LONGEST_HEAD - before)]);
          const size = sizeOf(head);
          if (size === undefined) return whole;
          left = size - before;
          head = Buffer.alloc(0);
        }
        const taken = Math.min(left, chunk.length - at);
        at += taken;
        left -= taken;
        if (left === 0) whole = at;
      }
      return whole;
    },
  };
}

/** RFC 6455 §5.2. */
const webSocketFrame: FrameSize = (head) => {
  if (head.length < 2) return undefined;
  const short = (head[1] as number) & 0x7f;
  const mask = ((head[1] as number) & 0x80) === 0 ? 0 : 4;
  if (short < 126) return 2 + mask + short;
  if (short === 126) return head.length < 4 ? undefined : 4 + mask + head.readUInt16BE(2);
  return head.length < 10 ? undefined : 10 + mask + Number(head.readBigUInt64BE(2));
};

/** SPDY/3.1 §2.2: frames of both kinds have their length in the last three of eight bytes. */
const spdyFrame: FrameSize = (head) => (head.length < 8 ? undefined : 8 + head.readUIntBE(5, 3));

const isWebSocket = (protocol = ''): boolean => /^websocket$/i.test(protocol);
const isSpdy = (protocol = ''): boolean => /^spdy\/3\.1$/i.test(protocol);

/** Undefined where the protocol is none that this file knows. */
export function followerOf(protocol: string | undefined): FrameSize | undefined {
  if (isWebSocket(protocol)) return webSocketFrame;
  return isSpdy(protocol) ? spdyFrame : undefined;
}

export interface LastWords {
  /** For a WebSocket, which has a frame for this. */
  readonly reason: string;
  /** For SPDY: what is said on which stream, which ends with it. Absent: a connection that ends says enough. */
  readonly spdy?: { readonly stream: number; readonly text: string };
}

const VIOLATION = 1008;
/** RFC 6455 §5.5: a control frame carries at most 125 bytes, of which two are the code. */
const LONGEST_REASON = 123;

export function wordsOf(protocol: string | undefined, { reason, spdy }: LastWords): Buffer | undefined {
  if (isWebSocket(protocol)) {
    const text = Buffer.from(reason).subarray(0, LONGEST_REASON);
    return Buffer.concat([Buffer.from([0x88, text.length + 2, VIOLATION >> 8, VIOLATION & 0xff]), text]);
  }
  if (!isSpdy(protocol) || spdy === undefined) return undefined;
  const text = Buffer.from(spdy.text);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(spdy.stream, 0);
  // Data is not compressed, unlike headers. The flag is FLAG_FIN.
  head.writeUInt32BE(0x01_00_00_00 + text.length, 4);
  return Buffer.concat([head, text]);
}
