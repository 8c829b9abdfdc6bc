import type { Frame } from './frame.ts';
import { type Message, TERMINALS_MAX, type Terminal } from './message.ts';
import type { Screens } from './ports.ts';

type AboutTerminals = Extract<
  Message,
  {
    type:
      | 'session_list'
      | 'session_connected'
      | 'session_disconnected'
      | 'session_resize'
      | 'replay_begin'
      | 'replay_end';
  }
>;

/** The terminals that the host shares, and which of them still show what an older connection drew. */
export class Roster {
  readonly #screens: Screens;
  readonly #terminals = new Map<string, Terminal>();
  readonly #stale = new Set<string>();

  constructor(screens: Screens) {
    this.#screens = screens;
  }

  /** A new connection: what is on screen will be sent again. */
  allStale(): void {
    for (const id of this.#terminals.keys()) {
      this.#stale.add(id);
    }
  }

  apply(message: AboutTerminals): void {
    switch (message.type) {
      case 'session_list':
        this.#replaceAll(message.terminals);
        break;
      case 'session_connected':
        this.#add(message.terminal);
        break;
      case 'session_disconnected':
        this.#remove(message.id);
        break;
      case 'session_resize':
        if (this.#known(message.id)) {
          this.#screens.resize(message.id, message.cols, message.rows);
        }
        break;
      case 'replay_begin':
        if (this.#known(message.id)) {
          this.#clear(message.id);
        }
        break;
      case 'replay_end':
        break;
    }
  }

  output(frame: Frame): void {
    if (!this.#known(frame.terminal)) {
      return;
    }
    if (this.#stale.has(frame.terminal)) {
      this.#clear(frame.terminal);
    }
    this.#screens.write(frame.terminal, frame.bytes);
  }

  #clear(id: string): void {
    this.#stale.delete(id);
    this.#screens.clear(id);
  }

  #replaceAll(terminals: readonly Terminal[]): void {
    const listed = new Set(terminals.map((terminal) => terminal.id));
    for (const id of [...this.#terminals.keys()].filter((known) => !listed.has(known))) {
      this.#terminals.delete(id);
      this.#stale.delete(id);
    }
    for (const terminal of terminals) {
      this.#terminals.set(terminal.id, terminal);
    }
    this.#show();
  }

  /** A relay of the first protocol replays output before it lists terminals: what speaks is there. */
  #known(id: string): boolean {
    if (!this.#terminals.has(id)) {
      this.#add({ id, name: id });
    }
    return this.#terminals.has(id);
  }

  #add(terminal: Terminal): void {
    if (this.#terminals.has(terminal.id) || this.#terminals.size < TERMINALS_MAX) {
      this.#terminals.set(terminal.id, terminal);
      this.#show();
    }
  }

  #remove(id: string): void {
    this.#stale.delete(id);
    if (this.#terminals.delete(id)) {
      this.#show();
    }
  }

  #show(): void {
    this.#screens.show([...this.#terminals.values()]);
  }
}
