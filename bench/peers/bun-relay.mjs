// The same relay on Bun's own WebSocket server, whose publish fans a frame out in native code.
// Bun offers no way to stop reading a host: a viewer that falls behind loses frames.
const hosts = new Map();

Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.argv[2]),
  fetch: (request, server) => (server.upgrade(request, { data: {} }) ? undefined : new Response('relay')),
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    message(socket, message) {
      if (socket.data.code) return void socket.publish(socket.data.code, message);
      const first = JSON.parse(message);
      if (first.type === 'register') {
        socket.data.code = `HOST${hosts.size}`;
        hosts.set(socket.data.code, socket);
        socket.send(JSON.stringify({ type: 'registered', code: socket.data.code }));
      } else {
        socket.subscribe(first.session_code);
        socket.send(JSON.stringify({ type: 'auth_success' }));
      }
    },
  },
});
