/** What `lightapi` exports. */
export { LightApi } from './app.ts';
export { ApiKeyAuthentication, type ApiKeyOptions, generateApiKey, hashApiKey } from './auth/api-key.ts';
export type { Authentication, AuthenticationBackend, BackendOption, SecurityScheme } from './auth/authentication.ts';
export { BasicAuthentication, type BasicOptions } from './auth/basic.ts';
export type { CredentialValidator } from './auth/credentials.ts';
export { JWTAuthentication, type JWTOptions } from './auth/jwt.ts';
export type { JWTAlgorithm, JWTKey } from './auth/jwt-keys.ts';
export {
  AllowAny,
  and,
  BasePermission,
  IsAdminUser,
  IsAuthenticated,
  not,
  or,
  type PermissionOption,
} from './auth/permissions.ts';
export { type User, userOf } from './auth/user.ts';
export type { Cache, CacheLimits } from './cache/cache.ts';
export type { Config, ConfigOptions } from './config/config.ts';
export type { ConfigNotice, ConfigRelied } from './config/notes.ts';
export type { Condition } from './database/conditions.ts';
export type { Order } from './database/selection.ts';
export type { Session, SessionSettings } from './database/session.ts';
export type { EndpointClass, Listing, Scope } from './endpoint/endpoint.ts';
export { RestEndpoint } from './endpoint/endpoint.ts';
export type { Meta, MethodMap } from './endpoint/meta.ts';
export type { Resource } from './endpoint/resource.ts';
export type { Body } from './endpoint/runtime.ts';
export type { ConfigurationCode, ConfigurationProblem, Problem, RequestErrorCode } from './errors.ts';
export { ConfigurationError, RequestError } from './errors.ts';
export type { Field, JsonValue } from './field/field.ts';
export { field } from './field/field.ts';
export type { Changes, CreateInput, FieldNames, Json, Row, UpdateInput } from './field/infer.ts';
export { FieldFilter } from './filter/field-filter.ts';
export type { Asked, CompiledFilter, Filterable, FilterBackend } from './filter/filter.ts';
export type { Filtering } from './filter/filtering.ts';
export { OrderingFilter } from './filter/ordering-filter.ts';
export { SearchFilter } from './filter/search-filter.ts';
export type { Logger } from './middleware/errors.ts';
export type { RateLimitStore } from './middleware/limiter.ts';
export { Middleware, type MiddlewareOption } from './middleware/middleware.ts';
export type { RateLimit, RateLimitOption } from './middleware/rate-limit.ts';
export { redisStore } from './middleware/redis-store.ts';
export { requestId, requestIds } from './middleware/request-id.ts';
export type { Column, JsonSchema, Model, Query, QueryParameter, Verb } from './model.ts';
export type { OpenApiDocument } from './openapi/openapi.ts';
export type { OpenApiOptions } from './openapi/option.ts';
export type { Pagination } from './pagination/option.ts';
export type { RedisClient } from './redis.ts';
export { Serializer } from './schema/serializer.ts';
export { type SessionTables, withSession } from './session.ts';
export type { LightApiOptions, RunOptions } from './settings.ts';
