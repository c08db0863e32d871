/** A Model at a route: what handlers, tables and the printed list of routes are made from. */
import type { Model } from '../model.ts';

export interface Resource {
  /** The path of the collection: `/books`. */
  readonly route: string;
  readonly model: Model;
}
