// The parts of the shop, as they stand in its navigation. One line adds one: its words are `{id}.section` and on.
import type { ComponentType } from 'react'
import type { Right } from '../staff/rights.ts'
import { BagIcon, type Icon } from '../ui/icons.tsx'
import { Products } from './products/products.tsx'

export interface Section {
  /** Its path: `/shop/{id}`. */
  readonly id: string
  readonly icon: Icon
  /** Who sees it. What one may change there is asked by the section itself. */
  readonly right: Right
  /** `item`: what follows in the path, null for the section itself. */
  readonly Page: ComponentType<{ item: string | null }>
}

export const SECTIONS: readonly Section[] = [{ id: 'products', icon: BagIcon, right: 'numbers.read', Page: Products }]
