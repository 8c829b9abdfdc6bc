import type { ClientMessage } from './messages.ts';

/** Past this a frame takes no more; the server takes 4 MiB, and what is in it is at most a third of that. */
const BYTES_WANTED = 256 << 10;
/** The server takes four times as many. */
const MESSAGES_MAX = 1_024;
const AROUND_BYTES = 160;

/** About how long a message is in JSON: its payload in base64, and what is around it. */
const lengthOf = (message: ClientMessage): number =>
  AROUND_BYTES + ('payload' in message ? Math.ceil(message.payload.length / 3) * 4 : 0);

/** Messages in their order, in frames that the server takes. */
export function framesOf(messages: readonly ClientMessage[]): ClientMessage[][] {
  const frames: ClientMessage[][] = [];
  let frame: ClientMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    frame.push(message);
    bytes += lengthOf(message);
    if (bytes >= BYTES_WANTED || frame.length === MESSAGES_MAX) {
      frames.push(frame);
      frame = [];
      bytes = 0;
    }
  }
  return frame.length === 0 ? frames : [...frames, frame];
}
