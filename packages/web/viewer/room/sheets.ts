// Which sheets are open, the top one last. The back button closes them before it leaves the room.
import type { CouponDrop, NoticeTold, Order, PublicPerson } from '@hawker/sdk'
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import type { Said } from '../chat/lines.ts'
import type { Wanted } from '../checkout/purchase.ts'

export type SheetName =
  | { readonly kind: 'bag' }
  | { readonly kind: 'product'; readonly productId: string }
  | { readonly kind: 'prices'; readonly productId: string }
  | { readonly kind: 'cart' }
  /** What was chosen a moment ago. */
  | { readonly kind: 'checkout'; readonly lines: readonly Wanted[]; readonly from: 'product' | 'cart' }
  /** Going on with what is held. */
  | { readonly kind: 'pay'; readonly orders: readonly Order[] }
  | { readonly kind: 'orders' }
  /** `giftId`: chosen to begin with. */
  | { readonly kind: 'gifts'; readonly giftId?: string }
  | { readonly kind: 'wallet' }
  | { readonly kind: 'leaders' }
  | { readonly kind: 'level' }
  | { readonly kind: 'person'; readonly person: PublicPerson }
  | { readonly kind: 'coupons' }
  | { readonly kind: 'drop'; readonly drop: CouponDrop }
  /** The most one would pay at the auction. */
  | { readonly kind: 'bid' }
  | { readonly kind: 'bids'; readonly auctionId: string }
  /** Auctions that are over. */
  | { readonly kind: 'auctions' }
  /** Why a guest does not bid. */
  | { readonly kind: 'customers' }
  | { readonly kind: 'more' }
  | { readonly kind: 'name' }
  | { readonly kind: 'about' }
  | { readonly kind: 'members' }
  | { readonly kind: 'line'; readonly line: Said }
  | { readonly kind: 'notice'; readonly notice: NoticeTold }
  | { readonly kind: 'speak' }
  /** `about`: what the question is about, put before it. */
  | { readonly kind: 'ask'; readonly about: string | null }

export interface Sheets {
  readonly stack: readonly SheetName[]
  open(sheet: SheetName): void
  /** Puts another sheet in the place of the top one. */
  swap(sheet: SheetName): void
  /** Closes the top one; the one below shows again. Resolves when it is gone. */
  close(): Promise<void>
  closeAll(): void
}

const depthOf = (state: unknown): number => {
  const depth = (state as { sheets?: unknown } | null)?.sheets
  return typeof depth === 'number' ? depth : 0
}

export const useSheetStack = (): Sheets => {
  const [stack, setStack] = useState<readonly SheetName[]>([])

  useEffect(() => {
    // A reload in the middle of a sheet finds a history that speaks of sheets which are no more.
    if (depthOf(history.state) > 0) history.replaceState(null, '')
    const back = (event: PopStateEvent) => setStack((open) => open.slice(0, depthOf(event.state)))
    window.addEventListener('popstate', back)
    return () => window.removeEventListener('popstate', back)
  }, [])

  const open = useCallback((sheet: SheetName) => {
    // Another one is opened while the top one is on its way out: it takes that place, or the old one would come back.
    if (document.querySelector('[role="dialog"][data-closing]'))
      return setStack((stack) => [...stack.slice(0, -1), sheet])
    setStack((stack) => {
      history.pushState({ sheets: stack.length + 1 }, '')
      return [...stack, sheet]
    })
  }, [])
  const swap = useCallback((sheet: SheetName) => setStack((stack) => [...stack.slice(0, -1), sheet]), [])
  const close = useCallback(
    () =>
      new Promise<void>((resolve) => {
        if (depthOf(history.state) === 0) return resolve()
        window.addEventListener('popstate', () => resolve(), { once: true })
        history.back()
      }),
    [],
  )
  const closeAll = useCallback(() => {
    const depth = depthOf(history.state)
    if (depth > 0) history.go(-depth)
  }, [])

  return useMemo(() => ({ stack, open, swap, close, closeAll }), [stack, open, swap, close, closeAll])
}

export const SheetsContext = createContext<Sheets | null>(null)

export const useSheets = (): Sheets => {
  const sheets = useContext(SheetsContext)
  if (sheets === null) throw new Error('outside of a room')
  return sheets
}
