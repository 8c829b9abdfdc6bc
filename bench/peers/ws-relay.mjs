// The relay that one writes on the package ws in an hour: a host registers, viewers join by its code,
// every frame of the host goes to all of its viewers. It stops reading the host while a viewer is behind.
import { WebSocketServer } from 'ws';

const BEHIND_BYTES = 1 << 20;
const hubs = new Map();
const wss = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), perMessageDeflate: false });

function host(socket, code) {
  const viewers = new Set();
  hubs.set(code, viewers);
  socket.on('message', (data, binary) => {
    for (const viewer of viewers) {
      viewer.send(data, { binary }, () => socket.isPaused && caughtUp(viewers) && socket.resume());
    }
    if (!caughtUp(viewers)) socket.pause();
  });
  socket.on('close', () => hubs.delete(code));
  socket.send(JSON.stringify({ type: 'registered', code }));
}

const caughtUp = (viewers) => [...viewers].every((viewer) => viewer.bufferedAmount < BEHIND_BYTES);

wss.on('connection', (socket) => {
  socket.once('message', (data) => {
    const first = JSON.parse(data);
    if (first.type === 'register') return host(socket, `HOST${hubs.size}`);
    const viewers = hubs.get(first.session_code);
    viewers.add(socket);
    socket.on('close', () => viewers.delete(socket));
    socket.send(JSON.stringify({ type: 'auth_success' }));
  });
});
