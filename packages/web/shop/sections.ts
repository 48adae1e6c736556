// The parts of the shop, as they stand in its navigation. One line adds one: its words are `{id}.section` and on.
import type { ComponentType } from 'react'
import type { Right } from '../staff/rights.ts'
import { TruthMark } from '../staff/truth/truth-mark.tsx'
import { BagIcon, type Icon, ShieldIcon } from '../ui/icons.tsx'
import { Products } from './products/products.tsx'
import { Truth } from './truth/truth.tsx'

export interface Section {
  /** Its path: `/shop/{id}`. */
  readonly id: string
  readonly icon: Icon
  /** Who sees it. What one may change there is asked by the section itself. */
  readonly right: Right
  /** Stands behind its name: what is to be done there. */
  readonly Mark?: ComponentType
  /** `item`: what follows in the path, null for the section itself. */
  readonly Page: ComponentType<{ item: string | null }>
}

export const SECTIONS: readonly Section[] = [
  { id: 'products', icon: BagIcon, right: 'numbers.read', Page: Products },
  { id: 'truth', icon: ShieldIcon, right: 'numbers.read', Mark: TruthMark, Page: Truth },
]
