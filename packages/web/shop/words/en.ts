import products from '../products/words-en.ts'
import truth from '../truth/words-en.ts'

export default {
  shop: { name: 'Shop', sections: 'Sections of the shop' },
  products,
  truth,
}
