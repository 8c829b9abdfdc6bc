import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { assertAccessible, onPage, startBrowser } from './browser.mjs';
import { Fixture } from './fixture.mjs';

describe('the join page', () => {
  let browser;
  let server;
  let relay;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    server = await Fixture.start();
    relay = server.relay;
  });
  afterEach(() => server.stop());

  const at = (path, story, settings) => onPage(browser, server.address + path, story, settings);
  const joined = (story, settings) =>
    at(
      '/join#ABC234',
      async (page) => {
        await page.getByRole('button', { name: 'Join' }).click();
        await page.getByText('Connected to ada’s laptop').waitFor();
        await story(page);
      },
      settings,
    );
  const screen = (page, text) => page.locator('.xterm-rows').getByText(text);
  const eventually = async (what, isTrue) => {
    const deadline = Date.now() + 10_000;
    while (!isTrue()) {
      assert.ok(Date.now() < deadline, `never: ${what}; typed so far: ${JSON.stringify(relay.typed)}`);
      await new Promise((turn) => setImmediate(turn));
    }
  };

  it('refuses look-alikes next to the field and takes a pasted code in any case', () =>
    at('/join', async (page) => {
      await assertAccessible(page);
      const field = page.getByLabel('Code');
      await field.pressSequentially('abc23');
      await page.keyboard.press('Enter');
      await page.getByText('A code has at least 6 characters.').waitFor();
      for (const alike of ['0', 'o', '1', 'i', 'l']) {
        await field.fill(`abc23${alike}`);
        await page.getByText(`Codes never contain ${alike.toUpperCase()}.`).waitFor();
        await page.keyboard.press('Enter');
      }
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      assert.deepEqual(relay.joins, []);
      await field.fill(' abc-234 ');
      assert.equal(await field.inputValue(), 'ABC234');
      await page.keyboard.press('Enter');
      await page.getByText('Connected to ada’s laptop').waitFor();
      assert.deepEqual(relay.joins, [{ type: 'auth', session_code: 'ABC234', protocol: 1 }]);
    }));

  it('tells why a code was refused, and how long to wait', () =>
    at('/join#XYZ789', async (page) => {
      await page.getByRole('button', { name: 'Join' }).click();
      await page.getByText('Invalid session code. Codes expire').waitFor();
      assert.equal(await page.getByLabel('Code').inputValue(), 'XYZ789');
      relay.lock = { retry_after_seconds: 45 };
      await page.getByRole('button', { name: 'Join' }).click();
      await page.getByText('Try again in 45 s.').waitFor();
      await assertAccessible(page);
    }));

  it('shows output in full colour and sends what is typed', async () => {
    relay.print('t1', '\x1b[38;2;200;80;10mhello\x1b[0m \x1b[48;2;1;2;3mworld\x1b[0m\r\n$ ');
    await joined(async (page) => {
      const hello = screen(page, 'hello');
      await hello.waitFor();
      assert.match(await hello.getAttribute('style'), /color: rgb\(/);
      await page.keyboard.type('echo ü');
      await page.keyboard.press('Enter');
      await eventually('the typed line arrives', () => relay.typed === 'echo ü\r');
      assert.equal(page.url(), `${server.address}/join`);
      await assertAccessible(page);
    });
  });

  it('comes back by itself after a cut, with each line once', async () => {
    relay.print('t1', 'first line\r\n');
    await joined(async (page) => {
      await screen(page, 'first line').waitFor();
      relay.drop();
      await page.getByText('The connection was lost.').waitFor();
      relay.print('t1', 'second line\r\n');
      await screen(page, 'second line').waitFor();
      assert.equal(await screen(page, 'first line').count(), 1);
      assert.equal(await screen(page, 'second line').count(), 1);
      assert.deepEqual(relay.joins[1], { type: 'auth', resume_token: 'st_1', protocol: 1 });
      await page.keyboard.type('x');
      await eventually('typing works again', () => relay.typed === 'x');
    });
  });

  it('survives a reload of the page without the code', async () => {
    relay.print('t1', 'still here');
    await joined(async (page) => {
      await screen(page, 'still here').waitFor();
      await page.reload();
      await screen(page, 'still here').waitFor();
      assert.deepEqual(relay.joins[1], { type: 'auth', resume_token: 'st_1', protocol: 1 });
      await page.getByRole('button', { name: 'Leave' }).click();
      await page.getByLabel('Code').waitFor();
      await page.reload();
      await page.getByLabel('Code').waitFor();
      assert.equal(relay.joins.length, 2);
    });
  });

  it('says that the host is away, holds typing back, and that it is back', () =>
    joined(async (page) => {
      relay.tell({ type: 'host_away', grace_seconds: 300 });
      await page.getByText('has 5 min to come back').waitFor();
      await page.keyboard.type('lost');
      await assertAccessible(page);
      relay.tell({ type: 'host_back' });
      await page.getByText('Connected to ada’s laptop').waitFor();
      await page.keyboard.type('kept');
      await eventually('only later typing arrives', () => relay.typed === 'kept');
    }));

  it('draws the latest in place of what was there when output was left out', async () => {
    relay.print('t1', 'old line\r\n\x1b[?1049h\x1b[31mold screen\x1b]0;cut sh');
    await joined(async (page) => {
      await screen(page, 'old screen').waitFor();
      relay.skip('t1', 'new line\r\n');
      await screen(page, 'new line').waitFor();
      relay.print('t1', 'live line\r\n');
      await screen(page, 'live line').waitFor();
      assert.equal(await screen(page, 'old').count(), 0);
      assert.equal(await screen(page, 'new line').count(), 1);
      assert.equal(relay.joins.length, 1);
      await page.keyboard.type('x');
      await eventually('typing goes on', () => relay.typed === 'x');
    });
  });

  it('says that a slow connection was cut, and reconnects', () =>
    joined(async (page) => {
      relay.drop(4100);
      await page.getByText('too slow for the output').waitFor();
      await page.getByRole('button', { name: 'Reconnect now' }).click();
      await page.getByText('Connected to ada’s laptop').waitFor();
    }));

  it('says that the session has ended, keeps the last output and stays away', async () => {
    relay.print('t1', 'last words');
    await joined(async (page) => {
      await screen(page, 'last words').waitFor();
      relay.tell({ type: 'error', message: 'Session disconnected' });
      relay.drop(4004);
      await page.getByText('The session has ended.').waitFor();
      await screen(page, 'last words').waitFor();
      await assertAccessible(page);
      await page.getByRole('button', { name: 'Join another' }).click();
      await page.getByLabel('Code').waitFor();
      assert.equal(relay.joins.length, 1);
    });
  });

  it('marks a read-only session and sends nothing', async () => {
    relay.readOnly = true;
    await joined(async (page) => {
      await page.getByText('Read-only').waitFor();
      await page.keyboard.type('rm');
      relay.readOnly = false;
      relay.drop();
      await page.getByText('Read-only').waitFor({ state: 'hidden' });
      await page.getByText('Connected to ada’s laptop').waitFor();
      await page.keyboard.type('ls');
      await eventually('only allowed typing arrives', () => relay.typed === 'ls');
    });
  });

  it('shows several terminals in tabs that the arrow keys walk', async () => {
    relay.terminals = [
      { id: 't1', name: 'bash' },
      { id: 't2', name: 'logs' },
    ];
    relay.print('t2', 'from the logs');
    await joined(async (page) => {
      await page.getByRole('tab', { name: 'bash', selected: true }).focus();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name: 'logs', selected: true }).waitFor();
      await screen(page, 'from the logs').waitFor();
      await assertAccessible(page);
      relay.tell({ type: 'session_disconnected', session_id: 't2' });
      await page.getByRole('tablist').waitFor({ state: 'hidden' });
    });
  });

  it('never answers what a program asks its terminal', async () => {
    relay.print('t1', '\x1b[c\x1b[>c\x1b[6n\x1b[5n\x1b[?6n\x1b[?2004$p\x1bP$qm\x1b\\\x1b]11;?\x07asked');
    await joined(async (page) => {
      await screen(page, 'asked').waitFor();
      await page.keyboard.type('me');
      await eventually('only what was typed arrives', () => relay.typed === 'me');
    });
  });

  it('has the size of the host’s terminal and fits a phone', async () => {
    relay.resize('t1', 132, 43);
    relay.print('t1', `${'x'.repeat(131)}|`);
    await joined(
      async (page) => {
        await screen(page, 'x|').waitFor();
        assert.equal(await page.locator('.xterm-rows > div').count(), 43);
        const fits = () =>
          page.evaluate(() => {
            const place = document.querySelector('.screen');
            return place !== null && place.scrollWidth <= place.clientWidth + 1;
          });
        relay.resize('t1', 60, 20);
        await page.waitForFunction(() => document.querySelectorAll('.xterm-rows > div').length === 20);
        assert.equal(await fits(), true);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
        await assertAccessible(page);
      },
      { viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true },
    );
  });

  it('has the keys that a phone lacks', async () => {
    await joined(
      async (page) => {
        await page.getByRole('button', { name: 'Esc' }).click();
        await page.getByRole('button', { name: 'Ctrl' }).click();
        await page.locator('.xterm-helper-textarea').pressSequentially('cc');
        await page.getByRole('button', { name: 'Up' }).click();
        await eventually('the keys arrive', () => relay.typed === '\x1b\x03c\x1b[A');
        relay.print('t1', '\x1b[?1happlication');
        await screen(page, 'application').waitFor();
        await page.getByRole('button', { name: 'Left' }).click();
        await eventually('arrows follow the program', () => relay.typed.endsWith('\x1bOD'));
      },
      { viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true },
    );
  });

  it('scrolls back under a finger', async () => {
    for (let line = 1; line <= 200; line++) {
      relay.print('t1', `line ${line}.\r\n`);
    }
    await joined(
      async (page) => {
        await screen(page, 'line 200.').waitFor();
        const finger = await page.context().newCDPSession(page);
        const touch = (type, y) =>
          finger.send('Input.dispatchTouchEvent', {
            type,
            touchPoints: y === undefined ? [] : [{ x: 150, y }],
          });
        await touch('touchStart', 200);
        for (let y = 220; y <= 600; y += 20) {
          await touch('touchMove', y);
        }
        await touch('touchEnd');
        await screen(page, 'line 200.').waitFor({ state: 'detached' });
        await screen(page, 'line 150.').waitFor();
        assert.equal(relay.typed, '');
      },
      { viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true },
    );
  });

  it('does not trap the keyboard, and reads out when asked to', async () => {
    relay.print('t1', 'spoken words');
    await joined(async (page) => {
      await screen(page, 'spoken words').waitFor();
      await page.locator('.xterm-helper-textarea').focus();
      await page.keyboard.press('Control+F6');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'leave');
      await page.getByRole('button', { name: 'Screen reader' }).click();
      await page.locator('.xterm-accessibility').getByText('spoken words').waitFor();
      assert.equal(relay.typed, '');
    });
  });
});
