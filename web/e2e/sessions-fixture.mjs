/** Sessions in memory, behind the calls that the sessions page makes. */

export const KEY = 'sk_0123456789012345678901234567890123456789012';

const NEXT = { activate: 'Active', suspend: 'Suspended', resume: 'Active' };

export class SessionsFixture {
  held = [];
  isDown = false;
  asked = 0;
  #made = 0;

  add(fields = {}) {
    this.#made += 1;
    const now = Date.now();
    const session = {
      id: this.#made.toString(16).padStart(4, '0').repeat(8),
      user_id: 'ada',
      state: 'Active',
      created_at: new Date(now - this.#made * 197_000).toISOString(),
      expires_at: new Date(now + 86_400_000).toISOString(),
      idle_seconds: 300,
      last_seen_at: new Date(now - 12_000).toISOString(),
      lease_expires_at: new Date(now + 288_000).toISOString(),
      version: 1,
      epoch: 1,
      capabilities: {},
      attributes: {},
      ...fields,
    };
    this.held.push(session);
    return session;
  }

  answer(request, response, pathname, query) {
    this.asked += 1;
    if (this.isDown) {
      request.socket.destroy();
      return;
    }
    if (request.headers.authorization !== `Bearer ${KEY}`) {
      this.#problem(response, 401, 'Not signed in', 'The key is not known.');
      return;
    }
    const [, , , id, verb] = pathname.split('/');
    if (id === undefined) {
      this.#list(response, query);
      return;
    }
    const session = this.held.find((held) => held.id === id);
    if (session === undefined) {
      this.#problem(response, 404, 'No such session', '');
    } else if (request.method === 'GET') {
      this.#json(response, session);
    } else {
      this.#change(response, session, request.method === 'DELETE' ? 'Invalidated' : NEXT[verb]);
    }
  }

  #list(response, query) {
    const start = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit'));
    const found = this.held.filter(
      (session) =>
        (query.get('user_id') ?? session.user_id) === session.user_id &&
        (query.get('state') ?? session.state) === session.state,
    );
    const next = start + limit < found.length ? { next_cursor: String(start + limit) } : {};
    this.#json(response, { sessions: found.slice(start, start + limit), ...next });
  }

  #change(response, session, state) {
    if (session.capabilities.stubborn !== undefined) {
      this.#problem(response, 409, 'Illegal transition', `The session is ${session.state}.`);
      return;
    }
    session.state = state;
    session.version += 1;
    this.#json(response, session);
  }

  #json(response, body) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  #problem(response, status, title, detail) {
    response.writeHead(status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ type: 'urn:sojourn:problem:test', title, status, detail }));
  }
}
