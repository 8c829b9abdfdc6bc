import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { RelayFixture } from './relay-fixture.mjs';
import { SessionsFixture } from './sessions-fixture.mjs';

/*
 * A server for the tests of the pages: it serves the built files under the policy that they are
 * packed with, and speaks just enough of the session calls and of the relay's protocol for a story.
 */

const PAGES = new URL('../target/classes/io/sojourn/web/', import.meta.url);
const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  txt: 'text/plain',
};

export class Fixture {
  #server;
  #files = new Map();
  sessions = new SessionsFixture();
  relay;

  static async start() {
    const fixture = new Fixture();
    await fixture.#load();
    fixture.#server = createServer((request, response) => fixture.#answer(request, response));
    fixture.relay = new RelayFixture(fixture.#server);
    await new Promise((started) => fixture.#server.listen(0, '127.0.0.1', started));
    return fixture;
  }

  get address() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async stop() {
    this.relay.stop();
    this.#server.closeAllConnections();
    await new Promise((stopped) => this.#server.close(stopped));
  }

  async #load() {
    const names = (await readFile(new URL('files.txt', PAGES), 'utf8')).trim().split('\n');
    for (const name of names) {
      this.#files.set(`/${name}`, await readFile(new URL(name, PAGES)));
    }
    this.#files.set('/', this.#files.get('/index.html'));
    this.#files.set('/join', this.#files.get('/join.html'));
    this.policy = (await readFile(new URL('csp.txt', PAGES), 'utf8')).trim();
  }

  #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, 'http://fixture');
    if (pathname.startsWith('/v1/')) {
      this.sessions.answer(request, response, pathname, searchParams);
      return;
    }
    const file = this.#files.get(pathname);
    const type = TYPES[pathname.split('.')[1] ?? 'html'];
    response.writeHead(file ? 200 : 404, {
      'content-type': type ?? 'text/plain',
      'content-security-policy': this.policy,
      'x-content-type-options': 'nosniff',
    });
    response.end(file ?? 'not here');
  }
}
