export { Away } from './away.ts'
export { ADMITTED, type Budget, DEFAULT_BUDGET, DROPPED, TOLD_BEFORE } from './core/admission.ts'
export type {
  Appended,
  AppendOptions,
  Bus,
  BusHealth,
  Kept,
  LogEntry,
  Notices,
  Once,
  OnFrame,
  Presence,
  PresenceWatch,
  ReadResult,
  RoomKey,
  RoomLog,
  Seated,
  Sitting,
} from './door.ts'
export { createFailoverLog, type FailoverLog } from './log-failover.ts'
export { createMemoryLog, type MemoryLogOptions } from './log-memory.ts'
export type { SharedLog } from './log-redis.ts'
export { createMemoryNotices } from './notices-memory.ts'
export { type BusDeps, openBus } from './open.ts'
export { createMemoryPresence } from './presence-memory.ts'
