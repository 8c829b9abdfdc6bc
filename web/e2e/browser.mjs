import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Starts the machine's Chromium. Playwright gives it an empty profile of its own and removes it later. */
export async function startBrowser() {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no browser at ${CHROMIUM}. Install it (Debian: apt-get install chromium) or set CHROMIUM.`,
    );
  }
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Opens a page, lets a story happen on it, and then asks for good manners: nothing the policy
 * forbids, no script error, no request to anywhere but the server.
 */
export async function onPage(browser, address, story, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...settings });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    // A refused call is logged as a failed load; the stories look at those themselves.
    if (
      message.type() === 'error' &&
      !/Failed to load resource|WebSocket connection/.test(message.text())
    ) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(address).origin) {
      complaints.push(`request to elsewhere: ${request.url()}`);
    }
  });
  await context.exposeFunction('reportViolation', (what) => complaints.push(`policy violation: ${what}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportViolation(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`,
      );
    });
  });
  try {
    await page.goto(address);
    await story(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Everything on the page is named, labelled and readable, as far as a program can tell. */
export async function assertAccessible(page) {
  // Injected through the debugger, which the page's policy does not bind.
  const source = await import('node:fs/promises').then((fs) => fs.readFile(axe, 'utf8'));
  await page.evaluate(source);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }),
  );
  assert.deepEqual(
    violations.map(
      (found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    ),
    [],
  );
}
