import { framesOf } from './frames.ts';
import { type ClientMessage, type ServerMessage, decode, encode } from './messages.ts';
import type { Ear, Line, Ports } from './ports.ts';

const CONNECT_MILLIS = 10_000;

/** Who speaks over a line. */
export interface Speaker {
  /** The first message on a new line; nothing if there is nothing to say. */
  greeting(): ClientMessage | undefined;
  heard(messages: ServerMessage[]): void;
  /** The line is gone, was never there, or speaks nonsense. */
  lost(): void;
}

/** The line of one who speaks: one at a time, and what comes over an earlier one counts no more. */
export class Dial {
  readonly #ports: Ports;
  readonly #speaker: Speaker;
  #line: Line | undefined;
  #cancel: () => void = () => {};

  constructor(ports: Ports, speaker: Speaker) {
    this.#ports = ports;
    this.#speaker = speaker;
  }

  /** Tries a server, until {@link held} says that it is the one. */
  dial(server: string): void {
    const mine = (act: () => void) => () => this.#line === line && act();
    const lost = mine(() => this.#speaker.lost());
    const ear: Ear = {
      opened: mine(() => this.#greet()),
      text: (text) => mine(() => this.#heard(text))(),
      lost,
    };
    const line: Line = this.#ports.dial(`${server}/v1/connect`, ear);
    this.#line = line;
    this.#cancel = this.#ports.after(CONNECT_MILLIS, lost);
  }

  /** The server has agreed: the attempt has succeeded. */
  held(): void {
    this.#cancel();
  }

  #greet(): void {
    const first = this.#speaker.greeting();
    if (first !== undefined) {
      this.send([first]);
    }
  }

  #heard(text: string): void {
    let messages: ServerMessage[];
    try {
      messages = decode(text);
    } catch {
      this.#speaker.lost();
      return;
    }
    this.#speaker.heard(messages);
  }

  send(messages: ClientMessage[]): void {
    for (const frame of framesOf(messages)) {
      this.#line?.send(encode(frame));
    }
  }

  hangUp(): void {
    this.#cancel();
    const line = this.#line;
    this.#line = undefined;
    line?.close();
  }
}
