import { fromBase64, toBase64 } from './bytes.ts';

/** How fresh the answer to a query must be. */
export type Consistency = 'linearizable' | 'session' | 'local';

/** What a client says, as docs/session-protocol.md describes it. */
export type ClientMessage =
  | {
      readonly type: 'create_session';
      readonly nonce: Uint8Array;
      readonly token: Uint8Array;
      readonly user_id: string;
      readonly life_millis: number;
      readonly idle_timeout_millis: number;
      readonly capabilities: Readonly<Record<string, string>>;
      readonly key: string;
    }
  | {
      readonly type: 'continue_session';
      readonly id: string;
      readonly token: Uint8Array;
      readonly lowest_awaited: number;
    }
  | { readonly type: 'keep_alive'; readonly timestamp: number; readonly lowest_awaited: number }
  | {
      readonly type: 'request';
      readonly sequence: number;
      readonly lowest_awaited: number;
      readonly payload: Uint8Array;
      readonly unordered: boolean;
    }
  | {
      readonly type: 'query';
      readonly correlation_id: number;
      readonly payload: Uint8Array;
      readonly consistency: Consistency;
      readonly min_index: number;
    }
  | { readonly type: 'ack'; readonly number: number }
  | { readonly type: 'reject'; readonly number: number; readonly reason: string }
  | { readonly type: 'close' }
  | { readonly type: 'read_session'; readonly id: string; readonly token: Uint8Array };

/** What a server says. */
export type ServerMessage =
  | {
      readonly type: 'session_created';
      readonly id: string;
      readonly epoch: number;
      readonly window: number;
      readonly idle_timeout_millis: number;
      readonly expires_at: number;
    }
  | {
      readonly type: 'session_continued';
      readonly epoch: number;
      readonly window: number;
      readonly idle_timeout_millis: number;
      readonly expires_at: number;
    }
  | { readonly type: 'rejected'; readonly code: string; readonly detail: string; readonly leader: string }
  | { readonly type: 'closed'; readonly code: string; readonly detail: string; readonly leader: string }
  | { readonly type: 'keep_alive_reply'; readonly timestamp: number; readonly expires_at: number }
  | {
      readonly type: 'reply';
      readonly sequence: number;
      readonly payload: Uint8Array;
      readonly replayed: boolean;
      readonly index: number;
    }
  | {
      readonly type: 'query_reply';
      readonly correlation_id: number;
      readonly payload: Uint8Array;
      readonly index: number;
    }
  | {
      readonly type: 'request_error';
      readonly sequence: number;
      readonly correlation_id: number;
      readonly code: string;
      readonly detail: string;
    }
  | {
      readonly type: 'push';
      readonly number: number;
      readonly previous: number;
      readonly payload: Uint8Array;
    }
  | { readonly type: 'window'; readonly window: number };

type Shape = Readonly<Record<string, 'text' | 'number' | 'bytes' | 'truth'>>;

/** The members of each message of the server; one that is missing has its zero. */
const SHAPES: Readonly<Record<ServerMessage['type'], Shape>> = {
  session_created: {
    id: 'text',
    epoch: 'number',
    window: 'number',
    idle_timeout_millis: 'number',
    expires_at: 'number',
  },
  session_continued: {
    epoch: 'number',
    window: 'number',
    idle_timeout_millis: 'number',
    expires_at: 'number',
  },
  rejected: { code: 'text', detail: 'text', leader: 'text' },
  closed: { code: 'text', detail: 'text', leader: 'text' },
  keep_alive_reply: { timestamp: 'number', expires_at: 'number' },
  reply: { sequence: 'number', payload: 'bytes', replayed: 'truth', index: 'number' },
  query_reply: { correlation_id: 'number', payload: 'bytes', index: 'number' },
  request_error: { sequence: 'number', correlation_id: 'number', code: 'text', detail: 'text' },
  push: { number: 'number', previous: 'number', payload: 'bytes' },
  window: { window: 'number' },
};

/** Says that what came is not of the protocol. */
export class BadFrame extends Error {}

/** Many messages in one text frame. */
export function encode(messages: readonly ClientMessage[]): string {
  const plain = messages.map((message) =>
    Object.fromEntries(
      Object.entries(message).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? toBase64(value) : value,
      ]),
    ),
  );
  return JSON.stringify(plain.length === 1 ? plain[0] : plain);
}

/** The messages of a text frame; members that are not known are left out. */
export function decode(text: string): ServerMessage[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new BadFrame('not JSON');
  }
  return (Array.isArray(parsed) ? parsed : [parsed]).map(message);
}

function message(given: unknown): ServerMessage {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new BadFrame('a message is an object');
  }
  const members = given as Record<string, unknown>;
  const type = members['type'];
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) {
    throw new BadFrame(`no message is of the type ${String(type)}`);
  }
  const read: Record<string, unknown> = { type };
  for (const [name, kind] of Object.entries(SHAPES[type as ServerMessage['type']])) {
    read[name] = member(name, kind, members[name]);
  }
  return read as ServerMessage;
}

function member(name: string, kind: Shape[string], given: unknown): unknown {
  switch (kind) {
    case 'text':
      return checked(name, given ?? '', (value) => typeof value === 'string');
    case 'number':
      return checked(name, given ?? 0, Number.isSafeInteger);
    case 'truth':
      return checked(name, given ?? false, (value) => typeof value === 'boolean');
    case 'bytes':
      try {
        return fromBase64(checked(name, given ?? '', (value) => typeof value === 'string') as string);
      } catch {
        throw new BadFrame(`${name} is not base64`);
      }
  }
}

function checked(name: string, value: unknown, right: (value: unknown) => boolean): unknown {
  if (!right(value)) {
    throw new BadFrame(`${name} is not what it should be`);
  }
  return value;
}
