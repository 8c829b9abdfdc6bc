// The key-value store as a browser and a program in JavaScript use it: the page of keys and the packed client,
// on one real server that is killed in the middle and started again.
//
// Use: node cli/src/test/e2e/keys.mjs [path of the sojourn command]

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onPage, startBrowser } from '../../../../web/e2e/browser.mjs';
import { Kv, SojournClient, changeOf } from '../../../../web/target/client/index.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const { WebSocket } = createRequire(join(root, 'web/package.json'))('ws');
const sojourn = resolve(process.argv[2] ?? join(root, 'sojourn'));
const folder = mkdtempSync(join(tmpdir(), 'sojourn-keys-'));
const INCREMENTS = 200;

const port = await new Promise((found, failed) => {
  const probe = createServer().once('error', failed);
  probe.listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => found(free));
  });
});
const address = `http://127.0.0.1:${port}`;

/** Starts the server and waits until it says that it is ready. */
async function serve() {
  const server = spawn(sojourn, ['serve', '--port', String(port)], { cwd: folder });
  let told = '';
  server.stderr.on('data', (text) => (told += text));
  await new Promise((ready, failed) => {
    server.stdout.on('data', (text) => String(text).includes('Sojourn is ready') && ready());
    server.on('exit', (status) => failed(new Error(`the server ended with ${status}: ${told}`)));
  });
  return server;
}

const stopped = (server) => new Promise((over) => server.once('exit', over));

let server = await serve();
const key = readFileSync(join(folder, 'sojourn-data/admin.key'), 'utf8').trim();
const browser = await startBrowser();
const pushed = [];
const statuses = new Set();
const client = new SojournClient({
  servers: [address.replace('http', 'ws')],
  key,
  userId: 'script',
  socket: WebSocket,
  onPush: (push) => pushed.push(changeOf(push.payload)),
  onStatus: (status) => statuses.add(status.kind),
});
const kv = new Kv(client);

try {
  await kv.put('colour/sky', 'blue');
  assert.equal(new TextDecoder().decode((await kv.get('colour/sky')).value), 'blue');
  assert.equal(await kv.get('colour/none'), undefined);
  await assert.rejects(kv.putIf('colour/sky', 0, 'grey'), { code: 'mismatch' });
  await kv.watchPrefix('colour/');
  console.log('the packed client puts, gets, compares and watches');

  await onPage(browser, address, async (page) => {
    page.setDefaultTimeout(60_000);
    await page.goto(`${address}/keys`);
    await page.getByLabel('API key').fill('sk_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server does not know this key.').waitFor();
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('rowheader', { name: 'colour/sky' }).waitFor();

    await page.getByLabel('Key', { exact: true }).fill('colour/sea');
    await page.getByLabel('Value').fill('green');
    await page.getByRole('button', { name: 'Put' }).click();
    await page.getByRole('rowheader', { name: 'colour/sea' }).waitFor();
    await kv.put('colour/sea', 'grey');
    await page.getByRole('cell', { name: 'grey' }).waitFor();
    console.log('the page shows the keys live, and changes them');

    const counted = Promise.all(Array.from({ length: INCREMENTS }, () => kv.increment('colour/count')));
    server.kill('SIGKILL');
    await stopped(server);
    await page.getByText('Not up to date: trying to reach the server').waitFor();
    server = await serve();
    const values = await counted;
    assert.deepEqual(values, Array.from({ length: INCREMENTS }, (_, i) => i + 1));
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('cell', { name: String(INCREMENTS), exact: true }).first().waitFor();
    console.log(`${INCREMENTS} increments over a server that was killed: each once; the page came back by itself`);

    await page.getByRole('button', { name: 'Delete colour/sky' }).click();
    await page.getByRole('button', { name: 'Delete key' }).click();
    await page.getByRole('rowheader', { name: 'colour/sky' }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('rowheader', { name: 'colour/sea' }).waitFor();
    await page.getByLabel('Keys that begin with').fill('colour/c');
    await page.getByRole('rowheader', { name: 'colour/sea' }).waitFor({ state: 'detached' });
    await page.getByRole('rowheader', { name: 'colour/count' }).waitFor();
    console.log('a key is deleted; the page goes on with its session after a reload, and filters');
  });

  assert.equal(await kv.get('colour/sky'), undefined);
  const kinds = pushed.map((change) => `${change.kind} ${change.kind === 'removed' ? change.key : change.entry.key}`);
  assert.deepEqual(
    [...new Set(kinds)],
    ['changed colour/sea', 'changed colour/count', 'removed colour/sky'],
  );
  assert.equal(kinds.filter((kind) => kind === 'changed colour/count').length, INCREMENTS);
  assert.deepEqual([...statuses], ['connected', 'suspended']);
  console.log('every change was pushed once and in order');
} finally {
  client.close();
  await browser.close();
  server.kill('SIGTERM');
  await stopped(server);
  rmSync(folder, { recursive: true, force: true });
}
