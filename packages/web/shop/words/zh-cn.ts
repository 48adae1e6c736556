import gifts from '../gifts/words-zh-cn.ts'
import imports from '../imports/words-zh-cn.ts'
import pictures from '../pictures/words-zh-cn.ts'
import products from '../products/words-zh-cn.ts'
import truth from '../truth/words-zh-cn.ts'

export default {
  shop: { name: '店铺', sections: '店铺栏目' },
  gifts,
  imports,
  pictures,
  products,
  truth,
}
