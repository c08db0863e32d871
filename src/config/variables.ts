/** Variables of the environment inside of values: `${VAR}`, `${VAR:-default}`, and `$${` for the text itself. */
import type { Said } from './said.ts';

/** The environment, or a part of it. */
type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with a variable, and what to do about it. */
interface VariableFault {
  readonly code: 'unset_variable' | 'bad_value';
  readonly problem: string;
  readonly remedy: string;
}

interface Filled {
  readonly text: string;
  readonly faults: readonly VariableFault[];
}

/** An escape, a variable with its default, or the beginning of one that is none. */
const pattern = /\$\$\{|\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\})?/g;

/** A text with the values of its variables; `used` is told each value that stands in it now. */
function fillIn(template: string, env: Environment, used: (name: string, value: string) => void): Filled {
  const faults: VariableFault[] = [];
  const text = template.replace(pattern, (found: string, name?: string, otherwise?: string) => {
    if (found === '$${') return '${';
    if (name === undefined) {
      faults.push({
        code: 'bad_value',
        problem: '"${" begins no variable.',
        remedy: `Write \${VAR} or \${VAR:-default}; $\${ is the text itself.`,
      });
      return '';
    }
    const value = env[name];
    if (value === undefined || value === '') {
      if (otherwise !== undefined) return otherwise;
      faults.push(unset(name, value === ''));
      return '';
    }
    used(name, value);
    return value;
  });
  return { text, faults };
}

const unset = (name: string, isEmpty: boolean): VariableFault => ({
  code: 'unset_variable',
  problem: `the environment variable ${name} is ${isEmpty ? 'empty' : 'not set'}.`,
  remedy: `Set it, or give a default: \${${name}:-…}.`,
});

interface Filling {
  readonly env: Environment;
  /** Told a mistake, and the value in which it is. */
  readonly fault: (said: Said, fault: VariableFault) => void;
  readonly used: (name: string, value: string) => void;
}

/** A tree with the values of all variables in it; what has a mistake is left out. */
export function fillTree(said: Said, filling: Filling): Said | undefined {
  if (said.kind === 'list') {
    return { ...said, items: said.items.flatMap((item) => fillTree(item, filling) ?? []) };
  }
  if (said.kind === 'map') {
    const entries = [...said.entries].map(([name, each]) => [name, fillTree(each, filling)] as const);
    return { ...said, entries: new Map(entries.filter((entry): entry is [string, Said] => entry[1] !== undefined)) };
  }
  if (typeof said.value !== 'string' || !said.value.includes('${')) return said;
  const { text, faults } = fillIn(said.value, filling.env, filling.used);
  for (const fault of faults) filling.fault(said, fault);
  return faults.length > 0 ? undefined : { ...said, value: text, template: said.value };
}
