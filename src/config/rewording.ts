/** Messages about classes in the words of YAML. */
import type { ConfigurationProblem } from '../errors.ts';
import { grammar } from './grammar.ts';
import { nearest } from './nearest.ts';

/** The names of options as YAML writes them: `minLength` is `min_length` there. */
const yamlNames: ReadonlyMap<string, string> = new Map(
  Object.values(grammar.shapes)
    .flatMap((shape) => (shape.kind === 'map' ? Object.keys(shape.keys) : []))
    .filter((name) => name.includes('_'))
    .map((name) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), name]),
);

/** What is said in another way of a class, whole or in part. */
const others: readonly (readonly [RegExp, string])[] = [
  [
    /^Add one: title = field\.string\(\)\.$/,
    'Add one, as in fields: { title: string }, or reflect a table: reflect: true.',
  ],
  [/^Pass new LightApi\(.*\), or set/, 'Name one, as in database: { url: "sqlite:///books.db" }, or set'],
  [/^the class declares no field\.$/, 'it declares no field.'],
  [/field\.enum\(\['draft', 'live'\]\)/, 'values: [draft, live]'],
  [/(\w+) = field\.\w+\((\{.*?\})\)/, '$1: $2'],
];

/** Values shorter than this are no secrets, and stand in many words. */
const shortest = 4;

const conceal = (text: string, value: string, name: string): string =>
  value.length < shortest ? text : text.replaceAll(value, `\${${name}}`);

/** The names that a remedy lists. */
const listed = (remedy: string): readonly string[] => {
  const [, list] = /(?:Columns|Options|Tables|Keys|Verbs|It knows):? ([\w, ]+)\.?/.exec(remedy) ?? [];
  return list?.split(/, | and /) ?? [];
};

/**
 * A message in the words of YAML, with what is near to a misspelt name. `used` are the values of variables in the file,
 * with their names: no message tells them.
 */
export function reword(problem: ConfigurationProblem, used: ReadonlyMap<string, string>): ConfigurationProblem {
  const say = (text: string): string => {
    const other = others.reduce((said, [pattern, words]) => said.replace(pattern, words), text);
    const worded = other.replace(/\b[a-z]+[A-Z]\w*/g, (word) => yamlNames.get(word) ?? word);
    return [...used].reduce((said, [value, name]) => conceal(said, value, name), worded);
  };
  const names = listed(problem.remedy);
  const [, name = ''] = /"([^"]+)"/.exec(problem.problem) ?? [];
  const meant = names.includes(name) ? undefined : nearest(name.split('.')[0] ?? '', names);
  return {
    ...problem,
    problem: say(problem.problem),
    remedy: (meant === undefined ? '' : `Did you mean "${meant}"? `) + say(problem.remedy),
  };
}
