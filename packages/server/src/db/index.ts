export type { Database } from './door.ts'
export { migrate, readMigrations } from './migrate.ts'
export { type DatabaseOptions, openDatabase } from './open.ts'
export { type TestDatabase, testDatabase } from './testing.ts'
