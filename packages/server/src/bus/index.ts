export { ADMITTED, type Budget, DEFAULT_BUDGET, DROPPED, TOLD_BEFORE } from './core/admission.ts'
export type { Appended, LogEntry, Notices, ReadResult, RoomKey, RoomLog } from './door.ts'
export { createMemoryLog, type MemoryLogOptions } from './log-memory.ts'
export { createMemoryNotices } from './notices-memory.ts'
