/** The API page in a browser: it opens, asks no other host, breaks no policy, and requests can be tried on it. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LightApi } from 'lightapi';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../src/server/node.ts';
import {
  AuthorEndpoint,
  apiKey,
  BookEndpoint,
  backend,
  CountryEndpoint,
  NoteEndpoint,
  OrderItemEndpoint,
  routes,
} from '../openapi/shop.ts';
import { keepLog, type Routes } from '../serve.ts';
import { launchBrowser, type Watched, watch } from './browser.ts';

/** Where people find what the page looked like. */
const pictures = join(tmpdir(), 'lightapi-pictures');
mkdirSync(pictures, { recursive: true });

interface Opened extends Watched {
  readonly url: string;
}

/** An app with its page, served below `prefix` by a proxy that strips it; of one route, the page is there sooner. */
async function open(some: Routes = routes, prefix = ''): Promise<Opened> {
  const openapi = { title: 'Bookshop', description: 'Books, and who wrote them.' };
  const app = new LightApi({ database: 'sqlite:///:memory:', logger: keepLog(), openapi }).register(some);
  const stripped = ({ url }: Request): string => url.replace(`${prefix}/`, '/');
  const { url, stop } = await listen(
    (request) => app.fetch(prefix === '' ? request : new Request(stripped(request), request)),
    { host: '127.0.0.1', port: 0 },
  );
  onTestFinished(async () => {
    await stop(0);
    await app.close();
  });
  return { ...(await watch()), url: url + prefix };
}

/** Opens an operation for trying it. */
async function tryOut(page: Page, address: string, summary: string): Promise<Locator> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.getByRole('region', { name: summary }).getByRole('button', { name: 'Test Request' }).click();
  return page.getByRole('dialog');
}

/** Sends what was tried out, and gives the reply as the page got it. */
async function send(page: Page, dialog: Locator, path: string): Promise<{ status: number; text: string }> {
  const reply = page.waitForResponse((response) => new URL(response.url()).pathname === path);
  await dialog.getByRole('button', { name: /^Send (?:get|post) / }).click();
  const response = await reply;
  const status = String(response.status());
  // What is answered is shown.
  await dialog
    .getByText(new RegExp(`^${status}`))
    .first()
    .waitFor();
  return { status: response.status(), text: await response.text() };
}

const elsewhere = ({ requests, url }: Opened): readonly string[] =>
  requests.filter((request) => !request.startsWith(`${url}/`) && !/^(?:data|about|blob):/.test(request));

describe('the API page', { timeout: 60_000 }, () => {
  beforeAll(launchBrowser, 30_000);

  it('opens under its policy, and asks its own host alone', async () => {
    const opened = await open();
    const { page, url, complaints } = opened;
    await page.goto(`${url}/docs`);
    await page.getByRole('heading', { name: 'Bookshop' }).waitFor();
    await page.screenshot({ path: join(pictures, 'page.png') });
    await page.goto(`${url}/docs#tag/books/POST/books`);
    await page.getByRole('heading', { name: 'Create a book' }).waitFor();
    await page.screenshot({ path: join(pictures, 'operation.png') });
    expect(complaints).toEqual([]);
    expect(elsewhere(opened)).toEqual([]);
    expect(opened.requests).toContain(`${url}/openapi.json`);
  });

  it('sends a token, and shows what is answered', async () => {
    const opened = await open({ '/notes': NoteEndpoint });
    const { page, url, complaints } = opened;
    const dialog = await tryOut(page, `${url}/docs#tag/notes/POST/notes`, 'Create a note');
    await dialog.getByRole('textbox', { name: 'Bearer Token' }).fill(await backend.sign({ sub: 'ann' }));
    const { status, text } = await send(page, dialog, '/notes');
    await page.screenshot({ path: join(pictures, 'answer.png') });
    expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 201, text: 'Text', owner: 'ann', version: 1 });
    expect(complaints).toEqual([]);
    expect(elsewhere(opened)).toEqual([]);
  });

  it('sends a user name and a password', async () => {
    const { page, url, complaints } = await open({ '/order-items': OrderItemEndpoint });
    const dialog = await tryOut(page, `${url}/docs#tag/order-items/GET/order-items`, 'List order items');
    await dialog.getByRole('region', { name: 'Authentication' }).getByRole('combobox').fill('ann');
    await dialog.getByRole('textbox', { name: 'Password' }).fill('secret');
    expect(await send(page, dialog, '/order-items')).toEqual({ status: 200, text: '{"results":[]}' });
    expect(complaints).toEqual([]);
  });

  it('sends an API key', async () => {
    const { page, url, complaints } = await open({ '/authors': AuthorEndpoint });
    const dialog = await tryOut(page, `${url}/docs#tag/authors/POST/authors`, 'Create an author');
    await dialog.getByRole('textbox', { name: 'Value' }).first().fill(apiKey);
    expect(await send(page, dialog, '/authors')).toMatchObject({ status: 201 });
    expect(complaints).toEqual([]);
  });

  it('asks for nothing of a list that nobody filled in', async () => {
    const { page, url, requests } = await open({ '/authors': AuthorEndpoint, '/books': BookEndpoint });
    const dialog = await tryOut(page, `${url}/docs#tag/books/GET/books`, 'List books');
    expect(await dialog.getByText('Input is invalid').count()).toBe(0);
    expect(await send(page, dialog, '/books')).toMatchObject({ status: 200 });
    expect(requests).toContain(`${url}/books`);
  });

  it.each(['/docs', '/docs/'])('works behind a proxy that strips a path, at %s', async (path) => {
    const opened = await open({ '/countries': CountryEndpoint }, '/shop');
    const { page, url, complaints } = opened;
    const dialog = await tryOut(page, `${url}${path}#tag/countries/POST/countries`, 'Create a country');
    expect(await send(page, dialog, '/shop/countries')).toMatchObject({ status: 201 });
    expect(elsewhere(opened)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
