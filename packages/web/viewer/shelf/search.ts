// Search in the bag: by number, or by words of the title in any order.
import type { ShelfItem } from '@hawker/sdk'

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()

export const searchBag = (items: readonly ShelfItem[], query: string): readonly ShelfItem[] => {
  const words = plain(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return items
  return items.filter((item) => {
    const text = plain(`${item.number} ${item.title} ${item.sellingPoints.join(' ')}`)
    return words.every((word) => text.includes(word))
  })
}
