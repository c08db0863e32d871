/** The headers that keep browsers from guessing, framing and leaking, on every reply. */
import type { MiddlewareHandler } from 'hono';
import { completed, replaceReply } from './reply-headers.ts';

/**
 * Constant, so that they join the headers of JSON replies at start and cost a request nothing but their bytes.
 * `cross-origin-resource-policy` is about embedding (`<script>`, `<img>`) and leaves CORS alone; whether a host may only
 * be spoken to by HTTPS (`strict-transport-security`) is for what terminates TLS to say.
 */
export const secureHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const entries = Object.entries(secureHeaders);

/** Adds the headers to a reply that a user built; what it says itself stands. */
export const secured = (response: Response): Response => completed(response, entries);

/** The same for every reply of an app that has middleware anyway: theirs have the headers then, too. */
export const secureReplies: MiddlewareHandler = async (c, next) => {
  await next();
  replaceReply(c, secured(c.res));
};
