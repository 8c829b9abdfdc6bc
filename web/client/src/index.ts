export { SojournClient } from './client.ts';
export type { Consistency } from './messages.ts';
export type { Options, Status, Store } from './options.ts';
export type { Outcome } from './outcome.ts';
export type { Ear, Line, Ports, SocketConstructor } from './ports.ts';
export type { Push, PushHandler } from './pushes.ts';
export { type Change, type Entry, Kv, KvError, changeOf } from './kv.ts';
