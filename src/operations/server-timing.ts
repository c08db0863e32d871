/** Tells clients where the time of a reply went: browsers show `Server-Timing` beside the request. */
import { openReply } from '../http/reply-headers.ts';
import type { Observer } from './observe.ts';

const metric = (name: string, milliseconds: number): string => `${name};dur=${milliseconds.toFixed(1)}`;

/** `db`: waited for the database; `total`: from the request's arrival to its reply. What a handler said itself stands. */
export const serverTiming: Observer = {
  answered: ({ c, waited }, took) => {
    openReply(c).headers.append('server-timing', `${metric('db', waited)}, ${metric('total', took)}`);
  },
};
