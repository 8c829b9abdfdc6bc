/**
 * A binary frame of the relay: one byte with the length of the terminal's id, the id in UTF-8,
 * then the terminal's bytes, which are never interpreted here.
 */
export interface Frame {
  readonly terminal: string;
  readonly bytes: Uint8Array;
}

/** The length of an id must fit in the one byte in front of it. */
const ID_BYTES_MAX = 255;

/** A typed or pasted text is cut into frames of this many bytes, far below the relay's own limit. */
export const INPUT_BYTES_MAX = 16 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeFrame(terminal: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const id = encoder.encode(terminal);
  if (id.length === 0 || id.length > ID_BYTES_MAX) {
    throw new RangeError(`a terminal id has 1 to ${ID_BYTES_MAX} bytes, not ${id.length}`);
  }
  const frame = new Uint8Array(1 + id.length + bytes.length);
  frame[0] = id.length;
  frame.set(id, 1);
  frame.set(bytes, 1 + id.length);
  return frame;
}

/** Nothing when the frame is cut short, names no terminal, or its id is not UTF-8. */
export function decodeFrame(frame: Uint8Array): Frame | undefined {
  const idLength = frame[0];
  if (idLength === undefined || idLength === 0 || frame.length < 1 + idLength) {
    return undefined;
  }
  try {
    return {
      terminal: decoder.decode(frame.subarray(1, 1 + idLength)),
      bytes: frame.subarray(1 + idLength),
    };
  } catch {
    return undefined;
  }
}

/** The frames that carry a typed text, in order. */
export function inputFrames(terminal: string, text: string): Uint8Array<ArrayBuffer>[] {
  const bytes = encoder.encode(text);
  const frames: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += INPUT_BYTES_MAX) {
    frames.push(encodeFrame(terminal, bytes.subarray(at, at + INPUT_BYTES_MAX)));
  }
  return frames;
}
