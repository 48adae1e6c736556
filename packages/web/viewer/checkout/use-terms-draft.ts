// What is open on the sheet, and what was typed there: it stays while the page does.
import { useCallback, useState } from 'react'
import type { Draft } from './address-draft.ts'

export type View = 'sum' | 'book' | 'form' | 'delivery' | 'coupon'

export interface OpenAddress {
  /** Undefined: a new one. */
  readonly id: string | undefined
  readonly draft: Draft
}

/** A sheet that was left and is opened again finds what was typed. */
let kept: OpenAddress | null = null

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
  const [address, setOpen] = useState(kept)
  const setAddress = useCallback((open: OpenAddress | null) => {
    kept = open
    setOpen(open)
  }, [])
  return { view, last, show, address, setAddress }
}

export type TermsDraft = ReturnType<typeof useTermsDraft>
