// What is open on the sheet, and what was typed there: it stays while the sheet does.
import { useState } from 'react'
import type { Draft } from './address-draft.ts'

export type View = 'sum' | 'book' | 'form' | 'delivery' | 'coupon'

export interface OpenAddress {
  /** Undefined: a new one. */
  readonly id: string | undefined
  readonly draft: Draft
}

export const useTermsDraft = () => {
  const [view, show] = useState<View>('sum')
  const [address, setAddress] = useState<OpenAddress | null>(null)
  return { view, show, address, setAddress }
}

export type TermsDraft = ReturnType<typeof useTermsDraft>
