import { ProductList } from './product-list.tsx'

export const Products = (_: { item: string | null }) => <ProductList />
