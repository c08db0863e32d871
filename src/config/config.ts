/** The same, said in YAML: a file, or the object that it would be, becomes the options and classes of an app. */
import type { EndpointClass } from '../endpoint/endpoint.ts';
import { ConfigurationError } from '../errors.ts';
import type { LightApiOptions, RunOptions } from '../settings.ts';

/** How a configuration is read; an option of the app wins over what the file says. */
export interface ConfigOptions extends LightApiOptions {
  /** Whether a key that means nothing is a mistake rather than a warning. Default `false`. */
  strict?: boolean;
  /** What names in the file stand for: endpoint classes, backends, permissions, middleware, functions. Default: none. */
  classes?: Readonly<Record<string, object>>;
}

/** Something in a file that means nothing, or not what it seems to. */
export interface ConfigNotice {
  /** `lightapi.yaml:12:5 endpoints[0].fields.title`. */
  readonly where: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Something that the Python original does with this file in an unsafe way, and that is done safely here. */
export interface ConfigRelied {
  /** A stable word: `reflect_drops_authentication`. */
  readonly rule: string;
  readonly where: string;
  /** What the original does. */
  readonly original: string;
  /** What happens here. */
  readonly now: string;
}

/** What a configuration says. */
export interface Config {
  readonly options: LightApiOptions;
  /** For `run()`. */
  readonly server: RunOptions;
  readonly routes: Readonly<Record<`/${string}`, EndpointClass>>;
  readonly warnings: readonly ConfigNotice[];
  readonly relied: readonly ConfigRelied[];
  /** The same mistakes, with the places in the file where they are. */
  readonly place: (error: ConfigurationError) => ConfigurationError;
}

/** Reads a file. Throws `ConfigurationError` with all mistakes in it. */
export async function readConfig(file: string, _options: ConfigOptions = {}): Promise<Config> {
  throw new ConfigurationError([{ code: 'bad_option', where: file, problem: 'not read yet.', remedy: 'Wait.' }]);
}

/** Reads the object that a file would be. Throws `ConfigurationError` with all mistakes in it. */
export async function readDict(_config: object, _options: ConfigOptions = {}): Promise<Config> {
  throw new ConfigurationError([{ code: 'bad_option', where: 'config', problem: 'not read yet.', remedy: 'Wait.' }]);
}
