// Chance from the machine's cryptographic source.
import type { Chance } from '#kernel/chance'

export const systemChance: Chance = {
  next: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 4294967296,
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
}
