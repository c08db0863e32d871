/** Times and UUIDs as the Python original and other programs write them, and as the API shows them. */

/** A text that is RFC 3339 in UTC already needs nothing: `2026-11-22T05:15:20.291Z`. */
export function instantToJson(stored: unknown): unknown {
  if (typeof stored !== 'string' || (stored.charCodeAt(10) === 84 && stored.endsWith('Z'))) return stored;
  return legacyInstant(stored);
}

/** `2026-11-22 05:15:20.291879`, as the Python original and `datetime('now')` write it, is UTC without saying so. */
function legacyInstant(stored: string): string {
  const zoned = /(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(stored) ? stored : `${stored}Z`;
  const date = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(date.getTime()) ? stored : date.toISOString();
}

const hexUuid = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i;

/** 32 digits without dashes, as the original writes them, with dashes. */
export const uuidToJson = (stored: unknown): string => String(stored).replace(hexUuid, '$1-$2-$3-$4-$5').toLowerCase();
