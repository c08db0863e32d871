/** What a configuration says of one endpoint, as it was read, in one form for all ways to write it. */
import type { Notes } from './notes.ts';
import type { Reference } from './read.ts';
import type { Find } from './things.ts';

export type SaidValues = Readonly<Record<string, unknown>>;

/** A permission, by its name or made of others. */
export type SaidPermission =
  | Reference
  | {
      readonly and?: readonly SaidPermission[];
      readonly or?: readonly SaidPermission[];
      readonly not?: SaidPermission;
    };

export type SaidPermissionMap = Readonly<Record<string, SaidPermission>>;

export interface SaidAuthentication extends SaidValues {
  /** A name, or the backend itself. */
  readonly backend?: unknown;
  readonly permission?: SaidPermission | SaidPermissionMap;
  readonly jwt_algorithm?: string;
  readonly api_keys?: readonly { readonly key?: string; readonly hash?: string; readonly user: unknown }[];
  readonly api_key_header?: string;
}

export type SaidMethods = Readonly<Record<string, { readonly authentication?: SaidAuthentication }>>;

export interface SaidFiltering {
  readonly backends?: readonly Reference[];
  readonly fields?: readonly string[];
  readonly search?: readonly string[];
  readonly ordering?: readonly string[];
}

interface SaidSerializer {
  readonly fields?: readonly string[];
  readonly read?: readonly string[];
  readonly write?: readonly string[];
}

export interface SaidMeta extends SaidValues {
  readonly table?: string;
  readonly reflect?: boolean | 'full' | 'partial';
  readonly methods?: readonly string[] | SaidMethods;
  readonly authentication?: SaidAuthentication;
  readonly filtering?: SaidFiltering;
  readonly serializer?: Reference | SaidSerializer;
  readonly cache?: object;
  readonly scope?: { readonly owner?: string; readonly claim?: string };
  readonly hooks?: Readonly<Record<string, Reference>>;
  readonly overrides?: Readonly<Record<string, Reference>>;
}

/** What holds for every endpoint that does not say otherwise. */
export type SaidDefaults = Pick<SaidMeta, 'authentication'> & SaidValues;

export type SaidFields = Readonly<Record<string, string | SaidValues>>;

/** One endpoint. */
export interface Entry {
  /** Where it stands: `endpoints[0]`. */
  readonly path: string;
  readonly route: string;
  /** A class that is written elsewhere. */
  readonly class?: Reference;
  readonly fields: SaidFields;
  readonly meta: SaidMeta;
  /** Whether it is written as the dictionaries of the original, which name classes in another way. */
  readonly isByRoute: boolean;
}

/** What the translation of endpoints shares. */
export interface Translating {
  readonly notes: Notes;
  readonly find: Find;
}
