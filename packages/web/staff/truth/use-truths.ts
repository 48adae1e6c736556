// What must always be true of money and goods, as the server counted it last. Asked again and again.
import type { Answer } from '@hawker/sdk'
import { useQuery } from '@tanstack/react-query'
import { answered } from '../hawker.ts'
import { useMay } from '../session/you.ts'
import { useShop } from '../use-shop.ts'

const EVERY_MS = 5_000

export type Truths = Answer<'invariants.readInvariants'>
export type Check = Truths['checks'][number]

export const useTruths = () => {
  const shop = useShop()
  return useQuery({
    queryKey: ['truths'],
    queryFn: () => answered(shop.invariants()),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: false,
    enabled: useMay('numbers.read'),
  })
}

/** Names of those that do not hold; empty while nothing is known. */
export const useBroken = (): readonly Check['name'][] =>
  useTruths().data?.checks.flatMap(({ name, holds }) => (holds ? [] : [name])) ?? []
