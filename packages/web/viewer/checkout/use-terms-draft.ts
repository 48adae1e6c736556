// What is open on the sheet, and what was typed there: it stays while the sheet does.
import { useCallback, useState } from 'react'
import type { Draft } from './address-draft.ts'

export type View = 'sum' | 'book' | 'form' | 'delivery' | 'coupon'

export interface OpenAddress {
  /** Undefined: a new one. */
  readonly id: string | undefined
  readonly draft: Draft
}

/** `last`: what was open before, so that the focus goes back to where it came from. */
export const useTermsDraft = () => {
  const [view, setView] = useState<View>('sum')
  const [last, setLast] = useState<View>('sum')
  const show = useCallback(
    (next: View) => {
      setLast(view)
      setView(next)
    },
    [view],
  )
  const [address, setAddress] = useState<OpenAddress | null>(null)
  return { view, last, show, address, setAddress }
}

export type TermsDraft = ReturnType<typeof useTermsDraft>
