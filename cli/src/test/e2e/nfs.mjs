// The page of NFS in a real browser, on a server that a client of NFS has a session with.
//
// Use: node cli/src/test/e2e/nfs.mjs ADDRESS KEY SESSION OWNER; run by NfsPageIT, which makes the session.

import assert from 'node:assert/strict';
import { onPage, startBrowser } from '../../../../web/e2e/browser.mjs';

const [address, key, session, owner] = process.argv.slice(2);
const browser = await startBrowser();

try {
  await onPage(browser, address, async (page) => {
    page.setDefaultTimeout(60_000);
    await page.goto(`${address}/`);
    await page.getByRole('link', { name: 'NFS' }).click();
    await page.getByLabel('API key').fill('sk_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The server does not know this key.').waitFor();
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: session }) });
    const client = page.getByRole('rowheader', { name: new RegExp(`^${owner}`) });
    await row.waitFor();
    assert.match(await row.innerText(), /Persistent.*0 of [0-9]+.*[1-9][0-9]* bytes.*127\.0\.0\.1:/s);
    assert.match(await row.innerText(), new RegExp(owner));
    await client.waitFor();
    await page.setViewportSize({ width: 360, height: 640 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    console.log('the page shows the session and its client, on a phone too');

    await page.getByRole('button', { name: `End session ${session}` }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await row.waitFor();
    await page.getByRole('button', { name: `End session ${session}` }).click();
    await page.getByRole('button', { name: 'End session', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByText('No sessions yet').waitFor();
    console.log('the session is ended, and only after a yes');

    await page.getByRole('button', { name: `End client ${owner}` }).click();
    await page.getByRole('button', { name: 'End client', exact: true }).click();
    await client.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('No sessions yet').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    console.log('so is its client; the page comes back after a reload');
  });
} finally {
  await browser.close();
}
