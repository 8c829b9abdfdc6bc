import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { assertAccessible, onPage, startBrowser } from './browser.mjs';
import { Fixture } from './fixture.mjs';
import { KEY, SessionsFixture } from './sessions-fixture.mjs';

describe('the sessions page', () => {
  let browser;
  let server;
  before(async () => {
    server = await Fixture.start();
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  beforeEach(() => {
    server.sessions = new SessionsFixture();
  });

  const at = (path, story, settings) => onPage(browser, server.address + path, story, settings);
  const signedIn = (story, settings) => at(`/#key=${KEY}`, story, settings);

  it('asks for a key, says where it lies, refuses a wrong one and takes the right one', () =>
    at('/', async (page) => {
      await page.getByText('sojourn-data/admin.key').waitFor();
      await assertAccessible(page);
      await page.getByLabel('API key').fill('secret');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('An API key starts with sk_').waitFor();
      await page.getByLabel('API key').fill('sk_wrong');
      await page.keyboard.press('Enter');
      await page.getByText('The server does not know this key.').waitFor();
      await page.getByLabel('API key').fill(KEY);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Sessions', exact: true }).waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'Sessions', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('API key').waitFor();
      await page.reload();
      await page.getByLabel('API key').waitFor();
    }));

  it('takes a key from the address and wipes it there', () =>
    signedIn(async (page) => {
      await page.getByRole('heading', { name: 'Sessions', exact: true }).waitFor();
      assert.equal(page.url(), `${server.address}/`);
      assert.equal(await page.evaluate(() => sessionStorage.length), 1);
    }));

  it('without sessions explains how to share a terminal', () =>
    signedIn(async (page) => {
      await page.getByText('./sojourn share -- bash').waitFor();
      await page.getByRole('link', { name: 'Join with the code' }).waitFor();
      await assertAccessible(page);
    }));

  it('lists sessions, and what changes on the server changes on the page', async () => {
    server.sessions.add({ capabilities: { role: 'host', name: 'deploy' } });
    await signedIn(async (page) => {
      await page.getByRole('row', { name: /deploy.*Active.*ada/ }).waitFor();
      await assertAccessible(page);
      server.sessions.held[0].state = 'Suspended';
      server.sessions.add({ user_id: 'bob', capabilities: { name: 'nightly' } });
      await page.getByRole('row', { name: /deploy.*Suspended/ }).waitFor();
      await page.getByRole('row', { name: /nightly.*bob/ }).waitFor();
      server.sessions.held.shift();
      await page.getByRole('row', { name: /deploy/ }).waitFor({ state: 'detached' });
    });
  });

  it('filters by owner and by state', async () => {
    server.sessions.add({ capabilities: { name: 'one' } });
    server.sessions.add({ user_id: 'bob', capabilities: { name: 'two' } });
    server.sessions.add({ user_id: 'bob', state: 'Suspended', capabilities: { name: 'three' } });
    await signedIn(async (page) => {
      await page.getByLabel('Owner').fill('bob');
      await page.getByRole('row', { name: /one/ }).waitFor({ state: 'detached' });
      await page.getByLabel('State').selectOption('Suspended');
      await page.getByRole('row', { name: /two/ }).waitFor({ state: 'detached' });
      await page.getByRole('row', { name: /three/ }).waitFor();
      await page.getByLabel('State').selectOption('Expired');
      await page.getByText('No session matches the filter').waitFor();
    });
  });

  it('leads through a long list page by page and back', async () => {
    for (let made = 1; made <= 120; made++) {
      server.sessions.add({ capabilities: { name: `number ${made}.` } });
    }
    await signedIn(async (page) => {
      await page.getByText('number 50.').waitFor();
      await page.getByRole('button', { name: 'Older' }).click();
      await page.getByText('number 51.').waitFor();
      await page.getByRole('button', { name: 'Older' }).click();
      await page.getByText('number 120.').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Older' }).isDisabled(), true);
      await page.getByRole('button', { name: 'Newer' }).click();
      await page.getByText('number 100.').waitFor();
      assert.equal(await page.locator('tbody tr').count(), 50);
    });
  });

  it('opens one session with the keyboard, tells everything about it and gives the focus back', async () => {
    server.sessions.add({
      capabilities: { name: 'deploy' },
      attributes: { region: 'north', size: { rows: 24 } },
    });
    await signedIn(async (page) => {
      await page.getByRole('button', { name: /deploy/ }).focus();
      await page.keyboard.press('Enter');
      const details = page.getByRole('complementary', { name: 'deploy' });
      await details.getByText('{"rows":24}').waitFor();
      await details.getByText('00010001000100010001000100010001').waitFor();
      await assertAccessible(page);
      await page.keyboard.press('Escape');
      await details.waitFor({ state: 'hidden' });
      assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /deploy/);
    });
  });

  it('suspends, resumes and activates', async () => {
    server.sessions.add({ state: 'Pending', capabilities: { name: 'deploy' } });
    await signedIn(async (page) => {
      await page.getByRole('button', { name: /deploy/ }).click();
      await page.getByRole('button', { name: 'Activate' }).click();
      await page.getByText('The session is active.').waitFor();
      await page.getByRole('button', { name: 'Suspend' }).click();
      await page.getByText('The session is suspended.').waitFor();
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByText('The session is active again.').waitFor();
      assert.equal(server.sessions.held[0].state, 'Active');
    });
  });

  it('ends a session only after it was confirmed', async () => {
    server.sessions.add({ capabilities: { role: 'host', name: 'deploy' } });
    await signedIn(async (page) => {
      await page.getByRole('button', { name: /deploy/ }).click();
      await page.getByRole('button', { name: 'End session' }).click();
      const dialog = page.getByRole('dialog', { name: 'End “deploy”?' });
      await dialog.waitFor();
      await assertAccessible(page);
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'hidden' });
      assert.equal(server.sessions.held[0].state, 'Active');
      await page.getByRole('button', { name: 'End session' }).click();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      assert.equal(server.sessions.held[0].state, 'Active');
      await page.getByRole('button', { name: 'End session' }).click();
      await dialog.getByRole('button', { name: 'End session' }).click();
      await page.getByText('The session has ended.').waitFor();
      await page.getByRole('row', { name: /deploy.*Invalidated/ }).waitFor();
      assert.equal(server.sessions.held[0].state, 'Invalidated');
    });
  });

  it('tells a refusal in the words of the server', async () => {
    server.sessions.add({ capabilities: { name: 'deploy', stubborn: 'yes' } });
    await signedIn(async (page) => {
      await page.getByRole('button', { name: /deploy/ }).click();
      await page.getByRole('button', { name: 'Suspend' }).click();
      await page.getByText('Illegal transition: The session is Active.').waitFor();
    });
  });

  it('says that the server is away and goes on when it is back', async () => {
    server.sessions.add({ capabilities: { name: 'deploy' } });
    await signedIn(async (page) => {
      await page.getByRole('row', { name: /deploy/ }).waitFor();
      server.sessions.isDown = true;
      await page.getByText('The server does not answer').waitFor();
      await page.getByRole('row', { name: /deploy/ }).waitFor();
      server.sessions.isDown = false;
      await page.getByRole('button', { name: 'Try now' }).click();
      await page.getByText('The server does not answer').waitFor({ state: 'detached' });
    });
  });

  it('rests while nobody looks', async () => {
    server.sessions.add({ capabilities: { name: 'deploy' } });
    await signedIn(async (page) => {
      await page.clock.install();
      await page.reload();
      await page.getByRole('row', { name: /deploy/ }).waitFor();
      const look = (isHidden) =>
        page.evaluate((hidden) => {
          Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }, isHidden);
      await look(true);
      await page.getByText('Paused').waitFor();
      const asked = server.sessions.asked;
      await page.clock.runFor(60_000);
      // A question that was asked after all would be ahead of this request.
      await page.evaluate(() => fetch('/index.html').then((answer) => answer.text()));
      assert.equal(server.sessions.asked, asked);
      server.sessions.add({ capabilities: { name: 'made meanwhile' } });
      await look(false);
      await page.getByRole('row', { name: /made meanwhile/ }).waitFor();
    });
  });

  it('shows what a stranger named as text, whatever it looks like', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    server.sessions.add({ user_id: evil, capabilities: { name: evil }, attributes: { [evil]: evil } });
    await signedIn(async (page) => {
      await page.getByRole('button', { name: evil }).click();
      await page.getByRole('complementary', { name: evil }).waitFor();
      assert.equal(await page.locator('main img').count(), 0);
    });
  });

  it('remembers the theme that was chosen', () =>
    at('/', async (page) => {
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await ground();
      await page.getByRole('button', { name: 'Theme: auto' }).click();
      await page.getByRole('button', { name: 'Theme: light' }).click();
      await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
      assert.notEqual(await ground(), light);
      await assertAccessible(page);
      await page.reload();
      await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
      assert.notEqual(await ground(), light);
    }));
});
