/** What validators from npm say of a document. */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { OpenApiDocument } from 'lightapi';

/** What two of them complain of. An API need not say its licence. */
export async function complaintsOf(document: OpenApiDocument): Promise<readonly string[]> {
  const config = await createConfig({ extends: ['recommended'], rules: { 'info-license': 'off' } });
  const source = JSON.stringify(document);
  const linted = await lintFromString({ source, config });
  const { valid, errors } = await new Validator().validate(JSON.parse(source));
  return [...linted.map(({ ruleId, message }) => `${ruleId}: ${message}`), ...(valid ? [] : [JSON.stringify(errors)])];
}
