// The REST contract: every endpoint by subject.
export * as audience from './audience.ts'
export * as commerce from './commerce.ts'
export { type Endpoint, JSON_BODY_MAX_BYTES, type Method } from './endpoint.ts'
export * as gifts from './gifts.ts'
export * as live from './live.ts'
export * as rooms from './rooms.ts'
export * as session from './session.ts'
export * as staff from './staff.ts'
