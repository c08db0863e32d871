/** Pages in headless Chromium, and everything that went wrong in them. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { chromiumPath } from '../house/projects.ts';

/** A page, and what it did besides what it was told. */
export interface Watched {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, and what the content security policy refused. */
  readonly complaints: readonly string[];
  /** The addresses that it asked for. */
  readonly requests: readonly string[];
}

let launched: Promise<Browser> | undefined;

/** One browser for the tests of a file. */
export async function launchBrowser(): Promise<() => Promise<void>> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('there is no Chromium: apt-get install chromium');
  // Its sandbox needs rights that the root of a container lacks; the pages are ours.
  launched = chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const browser = await launched;
  return () => browser.close();
}

/** What the page itself has. */
interface Window {
  complain(text: string): void;
  addEventListener(name: string, listen: (event: Readonly<Record<string, unknown>>) => void): void;
}

/** Opens an empty page without a past, and watches it until the test ends. */
export async function watch(): Promise<Watched> {
  const browser = await launched;
  if (browser === undefined) throw new Error('call launchBrowser first, in beforeAll');
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (request) => requests.push(request.url()));
  await page.exposeFunction('complain', (violation: string) => complaints.push(violation));
  await page.addInitScript(() => {
    const window = globalThis as unknown as Window;
    window.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      window.complain(`${violatedDirective}: ${blockedURI}`),
    );
  });
  return { page, complaints, requests };
}
