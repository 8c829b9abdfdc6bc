import { describe, expect, it } from 'vitest';
import { INPUT_BYTES_MAX, decodeFrame, encodeFrame, inputFrames } from '../main/relay/frame.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (held: Uint8Array | undefined) => new TextDecoder().decode(held);

describe('a binary frame', () => {
  it('is the length of the id, the id, then the payload', () => {
    expect([...encodeFrame('t1', bytes('ls'))]).toEqual([2, 0x74, 0x31, 0x6c, 0x73]);
  });

  it('counts the bytes of an id, not its characters', () => {
    expect([...encodeFrame('é', bytes('x'))]).toEqual([2, 0xc3, 0xa9, 0x78]);
  });

  it('comes back as it went', () => {
    const frame = decodeFrame(encodeFrame('tür-🐚', Uint8Array.of(0, 255, 27)));
    expect(frame?.terminal).toBe('tür-🐚');
    expect([...(frame?.bytes ?? [])]).toEqual([0, 255, 27]);
  });

  it('may carry nothing', () => {
    expect(decodeFrame(encodeFrame('t', new Uint8Array()))?.bytes).toHaveLength(0);
  });

  it('takes an id of 255 bytes and refuses one of 256 or of none', () => {
    expect(decodeFrame(encodeFrame('a'.repeat(255), bytes('x')))?.terminal).toHaveLength(255);
    expect(() => encodeFrame('a'.repeat(256), bytes('x'))).toThrow(RangeError);
    expect(() => encodeFrame('', bytes('x'))).toThrow(RangeError);
  });

  it.each([
    ['empty', []],
    ['without an id', [0, 1, 2]],
    ['cut inside the id', [3, 0x74]],
    ['with an id that is not UTF-8', [1, 0xff, 0x78]],
  ])('is refused when it is %s', (_what, frame) => {
    expect(decodeFrame(Uint8Array.from(frame))).toBeUndefined();
  });
});

describe('typed text', () => {
  it('is cut into frames that together carry every byte in order', () => {
    const pasted = 'ä'.repeat(INPUT_BYTES_MAX);
    const frames = inputFrames('t', pasted).map(decodeFrame);
    expect(frames).toHaveLength(2);
    expect(frames.every((frame) => frame?.terminal === 't' && frame.bytes.length <= INPUT_BYTES_MAX)).toBe(
      true,
    );
    expect(text(Uint8Array.from(frames.flatMap((frame) => [...(frame?.bytes ?? [])])))).toBe(pasted);
  });

  it('of no characters makes no frame', () => {
    expect(inputFrames('t', '')).toEqual([]);
  });
});
