import { WebSocketServer } from 'ws';

/** One shared session with its host in the hands of the test, and the relay in front of it. */

export const CODE = 'ABC234';

export class RelayFixture {
  terminals = [{ id: 't1', name: 'bash' }];
  history = new Map();
  typed = '';
  joins = [];
  readOnly = false;
  isHostOnline = true;
  lock;
  #sockets;
  #tokens = new Set();

  constructor(server) {
    this.#sockets = new WebSocketServer({ server, path: '/ws' });
    this.#sockets.on('connection', (socket) => this.#connected(socket));
  }

  /** The host prints: kept for replays and shown to everybody. */
  print(terminal, text) {
    this.#everybody(terminal, Buffer.from(text));
  }

  resize(terminal, cols, rows) {
    this.#everybody(terminal, { type: 'session_resize', session_id: terminal, cols, rows });
  }

  tell(message) {
    for (const socket of this.#viewers()) {
      socket.send(JSON.stringify(message));
    }
  }

  /** Goes on with what these bytes leave, as after output was left out for a slow line. */
  skip(terminal, text) {
    this.history.set(terminal, []);
    this.tell({ type: 'replay_begin', session_id: terminal });
    this.print(terminal, text);
    this.tell({ type: 'replay_end', session_id: terminal });
  }

  /** Cuts every viewer off; without a code as a cable is cut. */
  drop(code) {
    for (const socket of this.#viewers()) {
      if (code === undefined) {
        socket.terminate();
      } else {
        socket.close(code);
      }
    }
  }

  stop() {
    this.drop();
    this.#sockets.close();
  }

  #viewers() {
    return [...this.#sockets.clients];
  }

  #everybody(terminal, event) {
    this.history.set(terminal, [...(this.history.get(terminal) ?? []), event]);
    for (const socket of this.#viewers()) {
      this.#send(socket, terminal, event);
    }
  }

  #send(socket, terminal, event) {
    if (Buffer.isBuffer(event)) {
      const id = Buffer.from(terminal);
      socket.send(Buffer.concat([Buffer.of(id.length), id, event]));
    } else {
      socket.send(JSON.stringify(event));
    }
  }

  #connected(socket) {
    socket.once('message', (first) => {
      const auth = JSON.parse(first.toString());
      this.joins.push(auth);
      const isKnown = auth.session_code === CODE || this.#tokens.has(auth.resume_token);
      if (!isKnown || this.lock !== undefined) {
        socket.send(JSON.stringify({ type: 'auth_failed', reason: 'Invalid session code', ...this.lock }));
        socket.close(4003);
        return;
      }
      this.#welcome(socket);
      socket.on('message', (data, isBinary) => {
        if (isBinary) {
          this.typed += data.subarray(1 + data[0]).toString();
        }
      });
    });
  }

  #welcome(socket) {
    const token = `st_${this.joins.length}`;
    this.#tokens.add(token);
    const send = (message) => socket.send(JSON.stringify(message));
    send({
      type: 'auth_success',
      resume_token: token,
      viewer_id: 'v1',
      session_id: 's1',
      host_name: 'ada’s laptop',
      host_online: this.isHostOnline,
      read_only: this.readOnly,
      recovered: false,
    });
    send({ type: 'session_list', sessions: this.terminals });
    for (const { id } of this.terminals) {
      send({ type: 'replay_begin', session_id: id });
      for (const event of this.history.get(id) ?? []) {
        this.#send(socket, id, event);
      }
      send({ type: 'replay_end', session_id: id });
    }
  }
}
