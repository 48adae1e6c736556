import { noticesContract } from './notices.contract.ts'
import { createMemoryNotices } from './notices-memory.ts'

noticesContract('memory', async (onFault) => ({
  notices: createMemoryNotices(onFault),
  settle: () => Promise.resolve(),
  close: () => {},
}))
