/** `lightapi openapi`: the description of an app, for machines. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { LightApi } from '../app.ts';
import { Fault } from './fault.ts';
import { type AppOptions, addAppOptions, addWriteOption, appArgument, withApp } from './with-app.ts';

interface OpenApiOptions extends AppOptions {
  readonly out?: string;
}

async function describe(app: LightApi, out: string | undefined): Promise<void> {
  const text = `${JSON.stringify(await app.openapi(), null, 2)}\n`;
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new Fault(`${out}: ${(error as Error).message}`);
  }
}

const examples = `
Examples:
  $ lightapi openapi > openapi.json
  $ lightapi openapi lightapi.yaml --out openapi.json`;

/** Adds the command. */
export function addOpenApi(program: Command): void {
  addWriteOption(addAppOptions(program.command('openapi').argument(...appArgument)))
    .option('--out <file>', 'default: the standard output')
    .description('writes the OpenAPI 3.1 document of an app; nothing is made')
    .addHelpText('after', examples)
    .action((app: string | undefined, options: OpenApiOptions) =>
      withApp({ app, ...options }, (made) => describe(made, options.out)),
    );
}
