/** What the pages say: their code blocks, code spans, tables, links and headings. */
import { files, read } from './repository.ts';

export interface Block {
  readonly language: string;
  readonly code: string;
  /** The line of the fence, from 1. */
  readonly line: number;
}

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Page {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** What stands in single backticks. */
  readonly spans: ReadonlySet<string>;
  readonly tables: readonly Table[];
  readonly links: readonly string[];
  /** The headings as the names that links say after `#`. */
  readonly anchors: ReadonlySet<string>;
}

const fence = /^( *)```(\S*)[^\n]*\n([\s\S]*?)^\1```[^\S\n]*$/gm;
const span = /`([^`\n]+)`/g;

export const spansIn = (text: string): readonly string[] => [...text.matchAll(span)].map(([, code = '']) => code);

const cells = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function tablesOf(prose: string): readonly Table[] {
  const found = prose.matchAll(/^\|.*\|[^\S\n]*\n\|[\s:|-]+\|[^\S\n]*\n(?:\|.*(?:\n|$))*/gm);
  return [...found].map(([text]) => {
    const [header = '', , ...rows] = text.trimEnd().split('\n');
    return { header: cells(header), rows: rows.map(cells) };
  });
}

/** The name that a heading gets on the code hosts: `## What's new?` is `#whats-new`. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/[`*]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

function readPage(path: string): Page {
  const text = read(path);
  const prose = text.replace(fence, (block) => block.replace(/[^\n]/g, ''));
  const plain = prose.replace(span, '');
  return {
    path,
    text,
    blocks: [...text.matchAll(fence)].map(({ 1: indent = '', 2: language = '', 3: code = '', index }) => ({
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, index).split('\n').length,
    })),
    spans: new Set(spansIn(prose)),
    tables: tablesOf(prose),
    links: [...plain.matchAll(/\]\(([^()\s]+)[^()]*\)|^\[[^\]]+\]:\s*(\S+)/gm)].map(
      ([, at, listed]) => at ?? listed ?? '',
    ),
    anchors: new Set([...prose.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, heading = '']) => anchorOf(heading))),
  };
}

/** Every page of the repository. */
export const pages: readonly Page[] = files.filter((file) => file.endsWith('.md')).map(readPage);

/** The pages of the documentation. */
export const docs: readonly Page[] = pages.filter(({ path }) => path.startsWith('docs/'));

/** A page that there must be. */
export function page(path: string): Page {
  const found = pages.find((each) => each.path === path);
  if (found === undefined) throw new Error(`${path} is missing.`);
  return found;
}

/** The rows of every table that is headed by this word. */
export const rowsOf = (from: readonly Page[], header: string): readonly (readonly string[])[] =>
  from
    .flatMap(({ tables }) => tables)
    .filter(({ header: [first = ''] }) => first.toLowerCase() === header)
    .flatMap(({ rows }) => rows);

/** What stands in backticks in the first cells of every table that is headed by this word. */
export const firstCells = (from: readonly Page[], header: string): readonly string[] =>
  rowsOf(from, header).flatMap(([first = '']) => spansIn(first));
