import { presenceContract } from './presence.contract.ts'
import { createMemoryPresence } from './presence-memory.ts'

presenceContract('memory', async () => ({ presence: createMemoryPresence(), close: async () => {} }))
