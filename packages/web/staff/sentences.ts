// What the server says of files and tables, in Chinese. It says so in English, a sentence for each thing that can be
// wrong; one that is not known here is shown as it came. Pure.
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  // Pictures.
  [/^This is no PNG, JPEG or WebP picture\.$/, '这不是 PNG、JPEG 或 WebP 图片。'],
  [/^This picture is not whole\.$/, '图片不完整。'],
  [/^Pictures that move are not taken\.$/, '不接受动态图片。'],
  [/^Something else stands behind the end of this picture\.$/, '图片末尾之后还有其他内容。'],
  [/^GIF is not taken: .*$/, '不接受 GIF，请使用 PNG、JPEG 或 WebP。'],
  [/^This picture cannot be read\.$/, '无法读取这张图片。'],
  [
    /^A picture has at most (\d+) px a side, and (\d+) million in all\.$/,
    '图片每边最多 $1 像素，总计不超过 $2 百万像素。',
  ],
  // Files that are no table.
  [/^This file is in UTF-16\. .*$/, '文件是 UTF-16 编码，请另存为“CSV UTF-8”后重试。'],
  [/^This file is a workbook, not CSV\. .*$/, '这是工作簿而不是 CSV，请另存为“CSV UTF-8”后重试。'],
  [/^This file is in UTF-16 or no text at all\. .*$/, '文件是 UTF-16 编码或不是文本，请另存为“CSV UTF-8”后重试。'],
  [/^This file is not in UTF-8 .*$/, '文件不是 UTF-8 编码（可能是 GBK），请另存为“CSV UTF-8”后重试。'],
  [/^This file is empty\.$/, '文件是空的。'],
  [/^More than (\d+) lines: .*$/, '超过 $1 行，请分几次导入。'],
  // Lines of a table.
  [/^there is no column of this name; .*$/, '没有这一列'],
  [/^this column stands there twice$/, '这一列出现了两次'],
  [/^this column is missing$/, '缺少这一列'],
  [/^this line cannot be read as CSV.*$/, '此行及之后无法按 CSV 读取'],
  [/^a quote is opened here and never closed$/, '此处的引号没有结束'],
  [/^a quote within a text is written twice.*$/, '文本中的引号要写两次，结束引号后不能再有内容'],
  [/^a text with a quote in it stands within quotes.*$/, '含引号的文本要放在引号内，其中的引号写两次'],
  [/^longer than (\d+) characters$/, '超过 $1 个字符'],
  [/^takes a whole number from (-?\d+) to (\d+)$/, '应为 $1 到 $2 的整数'],
  [/^at most (\d+), one a line$/, '最多 $1 条，每行一条'],
  [/^an address begins with \/ or https:\/\/.*$/, '地址以 / 或 https:// 开头，且不含空格'],
  [/^takes three capital letters$/, '应为三个大写字母'],
  [/^takes yes or no$/, '应为 yes 或 no'],
  [/^an option has a name and a value$/, '选项要有名称和取值'],
  [/^this name stands there twice$/, '名称出现了两次'],
  [/^more cells than the first line has names.*$/, '单元格比首行的列多：含分隔符的文本要加引号'],
  [/^has U\+0000 in it.*$/, '含有空字符（U+0000）'],
  [/^takes 1 to 64 of A-Z a-z 0-9 _ -$/, '应为 1 到 64 个字母、数字、_ 或 -'],
  [/^differs from another line of the same product$/, '与同一商品的另一行不一致'],
  [/^stands on line (\d+) too$/, '第 $1 行也出现过'],
  [/^a new product needs one$/, '新商品必须填写'],
  [/^a product needs one$/, '商品必须填写'],
  [/^this product is sold in ([A-Z]{3}); .*$/, '此商品以 $1 出售；其他货币请另建商品'],
  [/^belongs to the product (\S+)$/, '属于商品 $1'],
  [/^a new SKU needs one$/, '新规格必须填写'],
  [/^nothing is sold for nothing$/, '价格不能为 0'],
  [/^only (\d+) pieces are free to be taken out$/, '最多只能出库 $1 件'],
  [/^Only (\d+) pieces are free to be taken out\.$/, '最多只能出库 $1 件。'],
  [/^a product has at most (\d+) SKUs$/, '每件商品最多 $1 个规格'],
  [/^another SKU of the product has the same options$/, '此商品已有相同选项的规格'],
  [/^write an amount as (\S+), .*$/, '金额请写成 $1，只用数字和小数点'],
  [/^([A-Z]{3}) has no fractions$/, '$1 没有小数'],
  [/^([A-Z]{3}) has (\d+) digits behind the point$/, '$1 有 $2 位小数'],
  [/^this is more than any price may be$/, '超过价格上限'],
  // Outside shops.
  [/^has an id we cannot take$/, '编号无法接受'],
  [/^has no price in ([A-Z]{3})$/, '没有 $1 价格'],
  [/^its pictures did not come$/, '图片未能取回'],
  [/^This address could not be reached\.$/, '无法连接到此地址。'],
  [/^This address is not on the open internet\.$/, '此地址不在公共互联网上。'],
  [/^Only the ports 80 and 443 are asked\.$/, '只能使用 80 和 443 端口。'],
  [/^No whole answer came in time\.$/, '未能及时收到完整答复。'],
  [/^The shop does not take this key\.$/, '对方店铺不接受此密钥。'],
  [/^The shop answered with status (\d+)\.$/, '对方店铺返回状态 $1。'],
  [/^The shop did not answer as a Medusa shop does\.$/, '对方的答复不像 Medusa 店铺。'],
  [/^The shop sells nothing in ([A-Z]{3})\.$/, '对方店铺没有以 $1 出售的商品。'],
]

export const sentenceIn = (language: string, said: string): string => {
  if (language !== 'zh-CN') return said
  const known = SENTENCES.find(([sentence]) => sentence.test(said))
  return known ? said.replace(known[0], known[1]) : said
}
