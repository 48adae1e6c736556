// The viewer's cart, kept by the server: how many lines it has shows in the room, its sheet asks again.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useLiveRoom } from '../../ui/live-room.ts'
import { withCheckout } from '../checkout/sdk.ts'
import { usePerson } from '../room/person.tsx'
import { useSoon } from '../room/use-soon.ts'
import type { Cart, CartLine } from './lines.ts'

export interface CartOfMine {
  /** Null: not read yet. */
  readonly lines: readonly CartLine[] | null
  /** Why it could not be read. */
  readonly problem: Refusal | null
  load(): Promise<void>
  put(line: { skuId: string; roomId: string; quantity: number }): Promise<Refusal | null>
  remove(skuIds: readonly string[]): Promise<Refusal | null>
}

const CartContext = createContext<CartOfMine | null>(null)

export const CartProvider = ({ children }: { children: ReactNode }) => {
  const { hawker } = useLiveRoom()
  const { you } = usePerson()
  const [lines, setLines] = useState<readonly CartLine[] | null>(null)
  const [problem, setProblem] = useState<Refusal | null>(null)

  const take = useCallback((answer: Cart | Refusal): Refusal | null => {
    if (isRefusal(answer)) return answer
    setLines(answer.lines)
    setProblem(null)
    return null
  }, [])
  const load = useCallback(async () => {
    const refusal = take(await withCheckout(hawker, ({ cart }) => cart.read()))
    // Nobody has nothing in his cart.
    if (refusal?.refused === 'not-signed-in') setLines([])
    else setProblem(refusal)
  }, [hawker, take])
  const put = useCallback<CartOfMine['put']>(
    async ({ skuId, ...line }) => take(await withCheckout(hawker, ({ cart }) => cart.put(skuId, line as never))),
    [hawker, take],
  )
  const remove = useCallback<CartOfMine['remove']>(
    async (skuIds) => {
      let refusal: Refusal | null = null
      for (const skuId of skuIds)
        refusal = take(await withCheckout(hawker, ({ cart }) => cart.remove(skuId))) ?? refusal
      return refusal
    },
    [hawker, take],
  )

  useSoon(load, you?.id ?? null)

  const cart = useMemo(() => ({ lines, problem, load, put, remove }), [lines, problem, load, put, remove])
  return <CartContext value={cart}>{children}</CartContext>
}

export const useCart = (): CartOfMine => {
  const cart = useContext(CartContext)
  if (cart === null) throw new Error('outside of a room')
  return cart
}

/** Things in the cart, as far as it is known. */
export const useCartCount = (): number => useContext(CartContext)?.lines?.length ?? 0
