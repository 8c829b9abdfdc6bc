import type { Caller, Line } from '../relay/ports.ts';

/** A line to the relay of the server that served this page. */
export function dial(caller: Caller): Line {
  const address = new URL('/ws', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => caller.opened();
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') {
      caller.text(data);
    } else {
      caller.binary(new Uint8Array(data));
    }
  };
  socket.onclose = ({ code, reason }) => caller.closed(code, reason);
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(message);
      }
    },
    close() {
      socket.close();
    },
  };
}
