import coins from '../coins/words-en.ts'
import coupons from '../coupons/words-en.ts'
import delivery from '../delivery/words-en.ts'
import gifts from '../gifts/words-en.ts'
import imports from '../imports/words-en.ts'
import levels from '../levels/words-en.ts'
import orders from '../orders/words-en.ts'
import products from '../products/words-en.ts'
import truth from '../truth/words-en.ts'

export default {
  shop: { name: 'Shop', sections: 'Sections of the shop', leave: 'Leave? What you typed is not saved yet.' },
  gifts,
  coins,
  imports,
  products,
  orders,
  coupons,
  delivery,
  levels,
  truth,
}
