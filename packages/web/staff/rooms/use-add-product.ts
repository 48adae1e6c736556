// Makes a product and puts it at the end of a room's shelf.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answered, useHawker } from '../hawker.ts'
import type { ProductBody } from './draft-product.ts'

export const useAddProduct = (onDone: () => void) => {
  const { shelf } = useHawker()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ room, product }: { room: string; product: ProductBody }) => {
      const { items } = await answered(shelf.read(room))
      const { productId } = await answered(shelf.createProduct(product))
      const number = Math.max(0, ...items.map((item) => item.number)) + 1
      const kept = items.map((item) => ({
        productId: item.productId,
        number: item.number,
        plannedAt: item.plannedAt,
      }))
      return answered(shelf.put(room, [...kept, { productId, number, plannedAt: null }]))
    },
    onSuccess: async (_, { room }) => {
      await queries.invalidateQueries({ queryKey: ['shelf', room] })
      onDone()
    },
  })
}
