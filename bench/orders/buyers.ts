// Buyers of the bench have tokens that both sides can work out.
import { sha256 } from '../../packages/server/src/system/keyed-hash.ts'

export const tokenOf = (buyer: number): string => sha256(`bench buyer ${buyer}`)
