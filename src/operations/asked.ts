/** What an app is asked to tell of itself: the options of metrics and telemetry, which `true` stands for as they are. */
import {
  having,
  nothing,
  type OptionTable,
  optionsOf,
  orYesOrNo,
  parseNumber,
  plainPath,
  text,
  wholeNumber,
  withDefaultsOf,
} from '../option.ts';

/** Where and to whom metrics are shown. */
export interface MetricsOptions {
  /** Default `'/metrics'`. */
  path?: string;
  /** Who asks must send it as `Authorization: Bearer …`. Default: `LIGHTAPI_METRICS_TOKEN`, otherwise all may ask. */
  token?: string;
  /**
   * A port of their own, on which nothing else is; 0 takes any free one. Default: `LIGHTAPI_METRICS_PORT`, otherwise that
   * of the app.
   */
  port?: number;
  /** The address of that port. Default: that of the app. */
  host?: string;
}

/** OpenTelemetry's providers, where they are not those that it is registered with. */
export interface TelemetryOptions {
  /** A `TracerProvider`. Default: the registered one. */
  tracerProvider?: { getTracer(name: string): object };
  /** A `MeterProvider`. Default: the registered one. */
  meterProvider?: { getMeter(name: string): object };
}

type Absent<T, Names extends keyof T> = Readonly<{ [Name in Names]: T[Name] | undefined }>;

/** The options of metrics with their defaults. */
export interface MetricsSettings extends Absent<MetricsOptions, 'token' | 'port' | 'host'> {
  readonly path: string;
}

type TelemetrySettings = Absent<TelemetryOptions, 'tracerProvider' | 'meterProvider'>;

const metricsTable: OptionTable<MetricsSettings> = {
  path: { check: plainPath, otherwise: () => '/metrics' },
  token: { check: text('Give a long random text.'), variable: 'LIGHTAPI_METRICS_TOKEN', otherwise: nothing },
  port: {
    check: wholeNumber({ from: 0, to: 65_535, remedy: 'Give a number from 0 to 65535.' }),
    variable: 'LIGHTAPI_METRICS_PORT',
    parse: parseNumber,
    otherwise: nothing,
  },
  host: { check: text('Give a name or an address.'), otherwise: nothing },
};

const telemetryTable: OptionTable<TelemetrySettings> = {
  tracerProvider: { check: having(['getTracer'], 'Give a TracerProvider.'), otherwise: nothing },
  meterProvider: { check: having(['getMeter'], 'Give a MeterProvider.'), otherwise: nothing },
};

export const checkMetrics = orYesOrNo(optionsOf('metrics', metricsTable));
export const checkTelemetry = orYesOrNo(optionsOf('telemetry', telemetryTable));

const read =
  <T extends object>(table: OptionTable<T>) =>
  (option: boolean | object): T | undefined =>
    option === false ? undefined : withDefaultsOf(table, option === true ? {} : option);

/** What is asked for, with its defaults; `undefined` where nothing is. */
export const readMetrics = read(metricsTable);
export const readTelemetry = read(telemetryTable);
