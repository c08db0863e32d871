/** The ways in which a resource is asked, and whose code answers each. */
import type { Resource } from '../endpoint/resource.ts';
import { type Action, shapedBy } from '../endpoint/see.ts';
import type { Verb } from '../model.ts';
import type { Names } from './names.ts';

/** A verb on the collection or on an item. */
export interface Way {
  readonly verb: Verb;
  readonly action: Action;
  readonly isItem: boolean;
  /** The methods of a class that answer in its place. */
  readonly methods: readonly [
    'get' | 'post' | 'put' | 'patch' | 'delete',
    'list' | 'retrieve' | 'create' | 'update' | 'destroy',
  ];
  readonly id: (names: Names) => string;
  readonly summary: (one: string, many: string) => string;
}

export const ways: readonly Way[] = [
  {
    verb: 'GET',
    action: 'list',
    isItem: false,
    methods: ['get', 'list'],
    id: ({ many }) => `list${many}`,
    summary: (_, many) => `List ${many}`,
  },
  {
    verb: 'POST',
    action: 'create',
    isItem: false,
    methods: ['post', 'create'],
    id: ({ one }) => `create${one}`,
    summary: (one) => `Create ${one}`,
  },
  {
    verb: 'GET',
    action: 'retrieve',
    isItem: true,
    methods: ['get', 'retrieve'],
    id: ({ one }) => `get${one}`,
    summary: (one) => `Get ${one}`,
  },
  {
    verb: 'PUT',
    action: 'replace',
    isItem: true,
    methods: ['put', 'update'],
    id: ({ one }) => `replace${one}`,
    summary: (one) => `Replace ${one}`,
  },
  {
    verb: 'PATCH',
    action: 'change',
    isItem: true,
    methods: ['patch', 'update'],
    id: ({ one }) => `update${one}`,
    summary: (one) => `Change ${one}`,
  },
  {
    verb: 'DELETE',
    action: 'destroy',
    isItem: true,
    methods: ['delete', 'destroy'],
    id: ({ one }) => `delete${one}`,
    summary: (one) => `Delete ${one}`,
  },
];

export const hasBody = ({ verb }: Way): boolean => verb === 'POST' || verb === 'PUT' || verb === 'PATCH';

/** Whether the method of the verb is the class's own: then nothing is known of what it takes and gives. */
export const isFree = ({ methods: [method] }: Way, { overrides }: Resource): boolean => overrides.has(method);

/** Whether the action is the class's own: it gives what the default does, but not of necessity as that does. */
export const isOwn = ({ methods: [, action] }: Way, { overrides }: Resource): boolean => overrides.has(action);

/** Whether code of the class may refuse: its own methods and hooks do, a scope only says which rows there are. */
export const refusesItself = (way: Way, resource: Resource): boolean =>
  isFree(way, resource) ||
  isOwn(way, resource) ||
  shapedBy(resource, way.action).some((name) => name.startsWith('before') || name.startsWith('after'));

/** Whether replies are kept, and have an `ETag` of their own. */
export const isCached = ({ verb }: Way, { policies }: Resource): boolean =>
  verb === 'GET' && policies.cache !== undefined;
