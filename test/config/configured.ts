/** Apps that are made of YAML, and the mistakes in it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, LightApi } from 'lightapi';
import { expect, onTestFinished } from 'vitest';
import { type Config, type ConfigOptions, readConfig } from '../../src/config/config.ts';
import { type Api, keepLog, type Log, speak, temporaryFolder } from '../serve.ts';

/** A file in a folder of its own, with others beside it. */
export function fileOf(yaml: string, beside: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(beside)) writeFileSync(join(folder, name), text);
  const file = join(folder, 'api.yaml');
  writeFileSync(file, yaml);
  return file;
}

const memory = { database: 'sqlite:///:memory:' };

/** What a text says, on a database in memory. */
export const configOf = (yaml: string, options: ConfigOptions = {}): Promise<Config> =>
  readConfig(fileOf(yaml), { ...memory, ...options });

/** An app that is closed when the test ends, and its log. */
export async function serveYaml(yaml: string, options: ConfigOptions = {}): Promise<Api & { readonly log: Log }> {
  return serveFile(fileOf(yaml), options);
}

export async function serveFile(file: string, options: ConfigOptions = {}): Promise<Api & { readonly log: Log }> {
  const log = keepLog();
  return opened(await LightApi.fromConfig(file, { ...memory, logger: log, ...options }), log);
}

export async function serveDict(config: object, options: ConfigOptions = {}): Promise<Api & { readonly log: Log }> {
  const log = keepLog();
  return opened(await LightApi.fromDict(config, { ...memory, logger: log, ...options }), log);
}

async function opened(app: LightApi, log: Log): Promise<Api & { readonly log: Log }> {
  onTestFinished(() => app.close());
  await app.build();
  return { ...speak(app), log };
}

/** The mistakes of what is rejected, a line each. */
export async function refused(work: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).problems.map(({ where, problem, remedy }) => `${where}: ${problem} ${remedy}`);
}

/** The mistakes of a text. */
export const mistakes = (yaml: string, options: ConfigOptions = {}): Promise<readonly string[]> =>
  refused(configOf(yaml, options));

/** Mistakes without the name of the file, and with the first of a long list of names. */
export const shortened = (told: readonly string[]): readonly string[] =>
  told.map((line) => line.replace(/^api\.yaml:(?=\d)/, '').replace(/(\w+), (?:\w+, ){6}[\w, {}#./…:()-]*/g, '$1, …'));
