import { OrderList } from './order-list.tsx'
import { OrderPage } from './order-page.tsx'

export const Orders = ({ item }: { item: string | null }) =>
  item === null ? <OrderList /> : <OrderPage key={item} id={item} />
