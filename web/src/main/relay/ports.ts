import type { Terminal } from './message.ts';
import type { Status } from './viewer.ts';

/** What lets a viewer in: the code that was typed, then the token that the relay gave for it. */
export interface Pass {
  readonly code: string | undefined;
  readonly token: string | undefined;
}

/** One connection to the relay. */
export interface Line {
  send(message: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** Who hears a line; after `closed` it hears nothing more. */
export interface Caller {
  opened(): void;
  text(message: string): void;
  binary(message: Uint8Array): void;
  closed(code: number, reason: string): void;
}

/** Where terminals are drawn. Calls are drawn in the order in which they are made. */
export interface Screens {
  show(terminals: readonly Terminal[]): void;
  clear(terminal: string): void;
  write(terminal: string, bytes: Uint8Array): void;
  resize(terminal: string, cols: number, rows: number): void;
}

/** The world around a viewer. */
export interface Ports {
  readonly screens: Screens;
  dial(caller: Caller): Line;
  status(status: Status): void;
  /** Keeps the pass over a reload of the page; undefined forgets it. */
  remember(pass: Pass | undefined): void;
  /** Runs an action later; the answer cancels it. */
  after(millis: number, act: () => void): () => void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** At least 0 and below 1. */
  random(): number;
}
