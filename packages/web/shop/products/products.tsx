import { useMay } from '../../staff/session/you.ts'
import { ImportPage } from '../imports/import-page.tsx'
import { usePlace } from '../use-place.ts'
import { NewProduct } from './new-product.tsx'
import { ProductList } from './product-list.tsx'
import { ProductPage } from './product-page.tsx'

/** Views beside the list stand in the query: a product may be called "new". */
export const Products = ({ item }: { item: string | null }) => {
  const view = usePlace().query.get('view')
  const mayWrite = useMay('catalogue.write')
  if (item !== null) return <ProductPage key={item} id={item} />
  if (mayWrite && view === 'new') return <NewProduct />
  if (mayWrite && view === 'import') return <ImportPage />
  return <ProductList />
}
