/** What a parsed document says, through its aliases and merges, as a tree with places. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type Scalar,
  visit,
} from 'yaml';
import { createCounter, memberPath, type Position, type Said } from './said.ts';

/** Mistakes of syntax that are told; one often brings others with it. */
export const toldLimit = 5;

/** A mistake that the parser does not see. */
interface Fault {
  readonly offset: number;
  readonly problem: string;
  readonly remedy: string;
}

type YamlNode = ParsedNode | null | undefined;
type YamlPair = Pair<ParsedNode, ParsedNode | null>;

/** Whole numbers are numbers as far as these are exact. */
const exact = (value: unknown): unknown =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : (value ?? null);

/** Walks a document, through its aliases. */
export class Tree {
  readonly #root: YamlNode;
  readonly #at: (offset: number) => Position;
  readonly #targets = new Map<Alias, ParsedNode>();
  readonly #count = createCounter();
  readonly faults: Fault[] = [];

  constructor(document: Document.Parsed, at: (offset: number) => Position) {
    this.#root = document.contents;
    this.#at = at;
    const anchors = new Map<string, ParsedNode>();
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node)) {
          const target = anchors.get(node.source);
          if (target !== undefined) this.#targets.set(node, target);
        } else if (node.anchor !== undefined) anchors.set(node.anchor, node as ParsedNode);
      },
    });
  }

  said(): Said {
    return this.#say(this.#root, { path: '', depth: 0 });
  }

  #say(node: YamlNode, { path, depth, keyAt }: { path: string; depth: number; keyAt?: Position }): Said {
    this.#count(depth);
    const target = this.#target(node);
    const stood = { path, at: node ? this.#at(node.range[0]) : keyAt, keyAt };
    if (isMap<ParsedNode, ParsedNode | null>(target)) {
      const members = this.#members(target.items, depth);
      const entries = [...members].map(([name, pair]) => {
        const at = this.#at(pair.key.range[0]);
        return [name, this.#say(pair.value, { path: memberPath(path, name), depth: depth + 1, keyAt: at })] as const;
      });
      return { ...stood, kind: 'map', entries: new Map(entries) };
    }
    if (isSeq<ParsedNode>(target)) {
      const items = target.items.map((item, index) => this.#say(item, { path: `${path}[${index}]`, depth: depth + 1 }));
      return { ...stood, kind: 'list', items };
    }
    return { ...stood, kind: 'value', value: exact((target as Scalar | null | undefined)?.value) };
  }

  #target(node: YamlNode): YamlNode {
    if (!isAlias(node)) return node;
    const target = this.#targets.get(node);
    if (target === undefined) {
      const problem = `there is no anchor "&${node.source}" before this.`;
      this.#fault({ offset: node.range[0], problem, remedy: 'Define it, or correct the name.' });
    }
    return target;
  }

  /** Notes a mistake once: an alias leads to it again. */
  #fault(fault: Fault): void {
    const isTold = this.faults.some(({ offset }) => offset === fault.offset);
    if (!isTold && this.faults.length < toldLimit) this.faults.push(fault);
  }

  /** The pairs of a map, with those that `<<` merges in behind them. */
  #members(pairs: readonly YamlPair[], depth: number): ReadonlyMap<string, YamlPair> {
    this.#count(depth);
    const members = new Map<string, YamlPair>();
    const merged: YamlPair[] = [];
    for (const pair of pairs) {
      if (isMergeKey(pair.key)) merged.push(pair);
      else {
        const name = String((pair.key as unknown as Scalar).value);
        const offset = pair.key.range[0];
        if (members.has(name))
          this.#fault({ offset, problem: 'the key stands here twice.', remedy: 'Keep one of them.' });
        members.set(name, pair);
      }
    }
    for (const { value, key } of merged) {
      for (const each of this.#merges(value, key)) {
        for (const [name, pair] of this.#members(each, depth + 1)) if (!members.has(name)) members.set(name, pair);
      }
    }
    return members;
  }

  #merges(value: YamlNode, key: ParsedNode): readonly (readonly YamlPair[])[] {
    const target = this.#target(value);
    const all = isSeq<ParsedNode>(target) ? target.items.map((item) => this.#target(item)) : [target];
    return all.map((each) => {
      if (isMap<ParsedNode, ParsedNode | null>(each)) return each.items;
      const problem = '"<<" merges what is no map.';
      this.#fault({ offset: key.range[0], problem, remedy: 'Give it an alias of a map: <<: *defaults.' });
      return [];
    });
  }
}

const isMergeKey = (key: ParsedNode): boolean => isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
