import products from '../products/words-zh-cn.ts'
import truth from '../truth/words-zh-cn.ts'

export default {
  shop: { name: '店铺', sections: '店铺栏目' },
  products,
  truth,
}
