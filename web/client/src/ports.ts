/** What a client needs of the world; a test gives it one of its own. */
export interface Ports {
  /** Opens a line to the session protocol of a server. */
  readonly dial: (url: string, ear: Ear) => Line;
  /** Calls back once after so many milliseconds; what it returns takes that back. */
  readonly after: (millis: number, act: () => void) => () => void;
  /** Milliseconds since any moment, never going back. */
  readonly now: () => number;
  /** A number from 0 to below 1. */
  readonly random: () => number;
}

/** A connection, or an attempt at one. */
export interface Line {
  send(text: string): void;
  /** Ends it; nothing is heard of it afterwards. */
  close(): void;
}

/** Who listens to a line. */
export interface Ear {
  opened(): void;
  text(text: string): void;
  /** The line is lost, or never came to be. */
  lost(): void;
}

type Socket = Pick<WebSocket, 'send' | 'close' | 'binaryType'> & {
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
};

/** The constructor of WebSockets: the browser's, Node's from 22 on, or that of the package ws. */
export type SocketConstructor = new (url: string, protocol: string) => Socket;

const SUBPROTOCOL = 'sojourn.v1.json';

/** The ports of a browser or of Node. */
export function realPorts(socketConstructor?: SocketConstructor): Ports {
  const Constructor = socketConstructor ?? (globalThis.WebSocket as SocketConstructor | undefined);
  if (Constructor === undefined) {
    throw new TypeError('this runtime has no WebSocket: pass one, such as that of the package ws');
  }
  return {
    dial: (url, ear) => {
      const socket = new Constructor(url, SUBPROTOCOL);
      let open = true;
      const lost = () => {
        if (open) {
          open = false;
          ear.lost();
        }
      };
      socket.addEventListener('open', () => open && ear.opened());
      socket.addEventListener('message', (event) => open && ear.text(String(event.data)));
      socket.addEventListener('close', lost);
      socket.addEventListener('error', lost);
      return {
        send: (text) => socket.send(text),
        close: () => {
          open = false;
          socket.close();
        },
      };
    },
    after: (millis, act) => {
      const timer = setTimeout(act, millis);
      return () => clearTimeout(timer);
    },
    now: () => performance.now(),
    random: Math.random,
  };
}
