import type { PublicPerson } from '@hawker/sdk'
import type { Moderation } from './moderate.ts'
import type { Names } from './names.ts'
import type { SanctionWish } from './sanction-dialog.tsx'

/** What every part of the column shares. */
export interface Deskmates {
  readonly moderation: Moderation
  readonly names: Names
  readonly openThread: (person: PublicPerson) => void
  readonly openSanction: (wish: SanctionWish) => void
}
