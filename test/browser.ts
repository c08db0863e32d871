/** A headless Chromium, where this machine has one: pages that are closed when the test ends. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** The browser of the system: `LIGHTAPI_TEST_CHROMIUM`, or where Debian puts it. */
const executablePath = process.env.LIGHTAPI_TEST_CHROMIUM ?? '/usr/bin/chromium';

/** Tests of pages are left out without it, but in a run that must leave nothing out. */
export const hasBrowser = process.env.CI !== undefined || existsSync(executablePath);

/** Opens an empty page in a browser of its own. */
export async function openPage(): Promise<Page> {
  // Tests may run as root in a container, where Chromium's sandbox can't be had; it loads our own pages alone.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  const browser: Browser = await chromium.launch({ executablePath, args });
  onTestFinished(() => browser.close());
  return browser.newPage();
}
