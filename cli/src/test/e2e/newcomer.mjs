// The newcomer's story, as the first page of the documentation tells it: start a server, share a terminal, join it
// in a browser, lose the server in the worst way, start it again, and find everything as it was.
//
// Use: node cli/src/test/e2e/newcomer.mjs [path of the sojourn command]

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../../../../web/e2e/browser.mjs';
import { Terminals } from './tmux.mjs';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const sojourn = resolve(process.argv[2] ?? join(root, 'sojourn'));
const folder = mkdtempSync(join(tmpdir(), 'sojourn-story-'));
const began = Date.now();
const say = (line) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${line}`);

const port = await new Promise((found, failed) => {
  const probe = createServer().once('error', failed);
  probe.listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => found(free));
  });
});
const address = `http://127.0.0.1:${port}`;
const cli = (...words) => execFileSync(sojourn, words, { cwd: folder, encoding: 'utf8' });
const sessions = (...words) => JSON.parse(cli('sessions', ...words, '--server', address, '--output', 'json'));

/** What must be the same before and after, of every session. */
const kept = () =>
  sessions('list', '--all')
    .sessions.map(({ id, user_id, state, created_at, capabilities, attributes }) => ({
      id,
      user_id,
      state,
      created_at,
      capabilities,
      attributes,
    }))
    .sort((one, other) => one.id.localeCompare(other.id));

const terminals = new Terminals(folder);
const browser = await startBrowser();

async function openPage(path) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(address + path);
  return page;
}

async function joinByTyping(code) {
  const page = await openPage('/join');
  await page.getByLabel('Code').pressSequentially(code.toLowerCase());
  await page.keyboard.press('Enter');
  await page.getByText(/^Connected to /).waitFor();
  return page;
}

const onScreen = (page, text) => page.locator('.xterm-rows').getByText(text).first().waitFor();

try {
  const serving = terminals.open('serve', folder);
  const serve = `'${sojourn}' serve --port ${port}; echo "serve ended: $?"`;
  serving.enter(serve);
  await serving.see(new RegExp(`Sojourn is ready at ${address}/`));
  const [, link] = await serving.see(new RegExp(`(${address}/#key=sk_\\S+)`));
  const key = readFileSync(join(folder, 'sojourn-data/admin.key'), 'utf8').trim();
  assert.equal(link, `${address}/#key=${key}`);
  say('the server is ready, and printed a link that is signed in');

  const overview = await openPage(link.slice(address.length));
  await overview.waitForFunction(() => !location.hash);
  say('the link opens the page and is gone from the address bar');

  const sharing = terminals.open('share', folder);
  sharing.enter(`SOJOURN_SERVER=${address} '${sojourn}' share --name story -- bash --norc; echo "share ended: $?"`);
  const [, code] = await sharing.see(/Share code: ([A-Z2-9]+) — join at/);
  say(`a terminal is shared, by the code ${code}`);

  const active = sessions('create', '--user', 'ada', '--activate', '--attribute', 'cart={"items":[1,2,3]}');
  const suspended = sessions('create', '--user', 'bob', '--activate', '--attribute', 'theme=dark');
  cli('sessions', 'suspend', suspended.id, '--server', address);
  const ended = sessions('create', '--user', 'eve');
  cli('sessions', 'end', ended.id, '--server', address);
  sessions('create', '--user', 'carol', '--capability', 'device=phone');
  await overview.getByText('ada').first().waitFor();
  say('sessions of every state are there, and the page shows them');

  const page = await joinByTyping(code);
  await page.keyboard.type('kept=alive; echo joined-$((6*7))');
  await page.keyboard.press('Enter');
  await onScreen(page, 'joined-42');
  await sharing.see(/^joined-42/m);
  say('the browser joined by the code; what is typed there runs, and both sides see it');

  const joining = terminals.open('join', folder);
  joining.enter(`SOJOURN_SERVER=${address} '${sojourn}' join ${code.toLowerCase()}; echo "join ended: $?"`);
  await joining.see(/Joined story/);
  await joining.see(/^joined-42/m);
  joining.enter('echo third-$((11*11))');
  await onScreen(page, 'third-121');
  joining.press('C-]');
  joining.press('q');
  await joining.see(/join ended: 0/);
  say('a third terminal joined too, saw what was there, typed, and left');

  const before = kept();
  assert.equal(before.find(({ id }) => id === active.id).state, 'Active');
  assert.deepEqual(before.find(({ id }) => id === active.id).attributes.cart, { items: [1, 2, 3] });
  assert.equal(before.find(({ id }) => id === suspended.id).state, 'Suspended');
  assert.equal(before.find(({ id }) => id === ended.id).state, 'Invalidated');

  process.kill(serving.child(), 'SIGKILL');
  await serving.see(/serve ended: 137/);
  await page.getByText('The connection was lost.').waitFor();
  sharing.enter('echo alone-$((7*7))');
  await sharing.see(/^alone-49/m);
  say(`the server was killed with ${before.length} sessions; the shared shell goes on alone`);

  serving.enter(serve.replace('serve ended', 'second serve ended'));
  await serving.see(new RegExp(`serve ended: 137[^]*Sojourn is ready at ${address}/`));
  assert.deepEqual(kept(), before);
  say('it started again and every session is as it was');

  await page.getByText(/^Connected to /).waitFor();
  await onScreen(page, 'alone-49');
  await page.keyboard.type('echo $kept-again-$((40+2))');
  await page.keyboard.press('Enter');
  await onScreen(page, 'alive-again-42');
  await sharing.see(/^alive-again-42/m);
  say('the page came back by itself, with the screen, to the very same shell');

  const other = await joinByTyping(code);
  await onScreen(other, 'alive-again-42');
  say('the code that was printed first still joins');

  sharing.enter('exit 7');
  await sharing.see(/share ended: 7/);
  await page.getByText('The session has ended.').waitFor();
  serving.press('C-c');
  await serving.see(/second serve ended: 0/);
  say('the shell ended with its own status, the page says so, and Ctrl-C stops the server cleanly');
} finally {
  await browser.close();
  terminals.close();
  rmSync(folder, { recursive: true, force: true });
}
