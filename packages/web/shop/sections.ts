// The parts of the shop, as they stand in its navigation. One line adds one: its words are `{id}.section` and on.
import type { ComponentType } from 'react'
import type { Right } from '../staff/rights.ts'
import { TruthMark } from '../staff/truth/truth-mark.tsx'
import {
  BagIcon,
  CoinIcon,
  GiftIcon,
  type Icon,
  OrdersIcon,
  ShieldIcon,
  StarIcon,
  TicketIcon,
  TruckIcon,
} from '../ui/icons.tsx'
import { Coins } from './coins/coins.tsx'
import { Coupons } from './coupons/coupons.tsx'
import { Delivery } from './delivery/delivery.tsx'
import { GiftsPage } from './gifts/gifts-page.tsx'
import { Levels } from './levels/levels.tsx'
import { Orders } from './orders/orders.tsx'
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
  { id: 'orders', icon: OrdersIcon, right: 'orders.write', Page: Orders },
  { id: 'coupons', icon: TicketIcon, right: 'room.operate', Page: Coupons },
  { id: 'delivery', icon: TruckIcon, right: 'numbers.read', Page: Delivery },
  { id: 'gifts', icon: GiftIcon, right: 'numbers.read', Page: GiftsPage },
  { id: 'coins', icon: CoinIcon, right: 'money.write', Page: Coins },
  { id: 'levels', icon: StarIcon, right: 'numbers.read', Page: Levels },
  { id: 'truth', icon: ShieldIcon, right: 'numbers.read', Mark: TruthMark, Page: Truth },
]
