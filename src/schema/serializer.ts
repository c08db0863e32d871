/** Which columns replies show: the same to all, or others to reads than to writes. */
import { type Complain, columnsOf, readOption } from '../complain.ts';
import type { Column } from '../model.ts';

/**
 * Which fields responses show: `fields` to all verbs, or `read` to GET and `write` to POST, PUT and PATCH. `read` alone
 * is both, `write` alone leaves GET as it is. Extend it to share one between endpoints, and pass the class.
 *
 * @example
 * ```ts
 * import { field, type Meta, RestEndpoint, Serializer } from 'lightapi';
 *
 * class PublicSerializer extends Serializer {
 *   override read = ['id', 'name', 'version'];
 *   override write = ['id', 'version'];
 * }
 * class MemberEndpoint extends RestEndpoint {
 *   name = field.string();
 *   notes = field.string({ optional: true });
 *   static override meta: Meta<MemberEndpoint> = { serializer: PublicSerializer };
 * }
 * console.assert(MemberEndpoint.meta.serializer === PublicSerializer);
 * ```
 */
export class Serializer {
  fields?: readonly string[];
  read?: readonly string[];
  write?: readonly string[];
}

/** The value of `meta.serializer`. */
export type SerializerOption<Name> =
  | (new () => Serializer)
  | { readonly fields: readonly Name[] }
  | { readonly read?: readonly Name[]; readonly write?: readonly Name[] };

interface Shown {
  readonly read: readonly Column[];
  readonly write: readonly Column[];
}

/** The columns that replies show, in the order of the model; a `writeOnly` one never is. */
export function readSerializer(option: unknown, columns: readonly Column[], complain: Complain): Shown {
  const visible = columns.filter(({ writeOnly }) => !writeOnly);
  if (option === undefined) return { read: visible, write: visible };
  const made: unknown = typeof option === 'function' ? new (option as new () => Serializer)() : option;
  const { fields, read, write } = readOption<Serializer>(made, ['fields', 'read', 'write'], complain);
  if (fields !== undefined && (read !== undefined || write !== undefined)) {
    complain('unknown_meta', 'serializer says fields beside read or write.', 'Say one or the other.');
  }
  const pick = (names: readonly string[] | undefined): readonly Column[] => {
    if (names === undefined) return visible;
    const chosen = new Set(columnsOf(names, visible, complain));
    return visible.filter((column) => chosen.has(column));
  };
  // What reads don't show, a write must not: `read` alone is both.
  return { read: pick(read ?? fields), write: pick(write ?? read ?? fields) };
}
