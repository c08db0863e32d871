/** What `lightapi` exports. */
export { LightApi } from './app.ts';
export type { EndpointClass } from './endpoint/endpoint.ts';
export { RestEndpoint } from './endpoint/endpoint.ts';
export type { Meta } from './endpoint/meta.ts';
export type { Resource } from './endpoint/resource.ts';
export type { ConfigurationCode, ConfigurationProblem, Problem, RequestErrorCode } from './errors.ts';
export { ConfigurationError, RequestError } from './errors.ts';
export type { Field, JsonValue } from './field/field.ts';
export { field } from './field/field.ts';
export type { CreateInput, FieldNames, Json, Row, UpdateInput } from './field/infer.ts';
export type { Logger } from './middleware/errors.ts';
export type { Column, Model, Verb } from './model.ts';
export type { LightApiOptions, RunOptions } from './settings.ts';
