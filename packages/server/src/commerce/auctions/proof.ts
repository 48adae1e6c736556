// The chain of hashes over an auction's bids: what was taken cannot be changed, left out or put elsewhere afterwards.
import { createHash } from 'node:crypto'
import { proofTextOf } from '@hawker/protocol/bidding'
import type { ProofAfter } from './core/bidding.ts'

export const proofAfter: ProofAfter = (before, bid) =>
  createHash('sha256').update(proofTextOf(before, bid)).digest('hex')
