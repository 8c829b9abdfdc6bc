/** What a closed socket means for a viewer: come back, or stop and say why. */
export type Closing =
  { readonly kind: 'again'; readonly why: Why } | { readonly kind: 'stop'; readonly message: string };

/** Why the connection is being made again. */
export type Why = 'lost' | 'slow' | 'restarting' | 'crowded';

/** 40xx says stop, 41xx says come back; of the codes of RFC 6455 only a peer's protocol errors stop. */
export function closing(code: number, reason: string): Closing {
  const known = STOPS.get(code);
  if (known !== undefined) {
    return { kind: 'stop', message: known };
  }
  if (code >= 4000 && code < 4100) {
    return { kind: 'stop', message: reason === '' ? 'The server ended the connection.' : reason };
  }
  switch (code) {
    case 4100:
      return { kind: 'again', why: 'slow' };
    case 4102:
      return { kind: 'again', why: 'crowded' };
    case 1001:
    case 1012:
    case 1013:
      return { kind: 'again', why: 'restarting' };
    default:
      return { kind: 'again', why: 'lost' };
  }
}

const STOPS: ReadonlyMap<number, string> = new Map([
  [1000, 'The session has ended.'],
  [1002, 'The server and this page do not understand each other. Reload the page.'],
  [1003, 'The server and this page do not understand each other. Reload the page.'],
  [1007, 'The server and this page do not understand each other. Reload the page.'],
  [1008, 'The server refused this connection.'],
  [1009, 'A message was larger than the server accepts.'],
  [4000, 'The server and this page do not understand each other. Reload the page.'],
  [4001, 'The server did not hear from this page in time.'],
  [4003, 'The server refused this connection.'],
  [4004, 'The session has ended.'],
  [4005, 'This session was opened in another tab or window, which has taken over.'],
  [4006, 'The server’s limit for this session was reached.'],
]);
