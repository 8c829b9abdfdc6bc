import type { Ports, SocketConstructor } from './ports.ts';
import type { PushHandler } from './pushes.ts';

/** What a client is doing. Only the server says that a session is over: until then it is suspended. */
export type Status =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly id: string }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'over'; readonly code: string; readonly detail: string };

/** Where a client keeps what it needs to go on after a restart; the Storage of a browser is one. */
export interface Store {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface Options {
  /** Servers of one cluster, such as `ws://127.0.0.1:3000`; any order. */
  readonly servers: readonly string[];
  /** The API key: needed to create a session, not to go on with one. */
  readonly key?: string;
  readonly userId?: string;
  readonly capabilities?: Readonly<Record<string, string>>;
  /** How long the session lives at most; the server's default if left out. */
  readonly lifeMillis?: number;
  /** How long the session lives without a line; the server's default if left out. */
  readonly idleTimeoutMillis?: number;
  /** Which server answers queries: the one that leads, unless told otherwise, or any, by a line of their own. */
  readonly readFrom?: 'leader' | 'any';
  readonly onPush?: PushHandler;
  readonly onStatus?: (status: Status) => void;
  /** Goes on with the session kept there, if it lives. */
  readonly store?: { readonly at: Store; readonly name: string };
  readonly socket?: SocketConstructor;
  readonly ports?: Ports;
}
