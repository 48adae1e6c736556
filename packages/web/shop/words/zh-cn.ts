import coins from '../coins/words-zh-cn.ts'
import coupons from '../coupons/words-zh-cn.ts'
import delivery from '../delivery/words-zh-cn.ts'
import gifts from '../gifts/words-zh-cn.ts'
import imports from '../imports/words-zh-cn.ts'
import levels from '../levels/words-zh-cn.ts'
import orders from '../orders/words-zh-cn.ts'
import products from '../products/words-zh-cn.ts'
import truth from '../truth/words-zh-cn.ts'

export default {
  shop: { name: '店铺', sections: '店铺栏目', leave: '要离开吗？已填写的内容尚未保存。' },
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
