import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answered } from '../../staff/hawker.ts'
import { useShop } from '../../staff/use-shop.ts'
import type { Rules } from './rules-form.ts'

const KEY = ['level-rules'] as const

export const useRules = () => {
  const { levels } = useShop()
  return useQuery({ queryKey: KEY, queryFn: () => answered(levels.readRules()) })
}

export const usePutRules = () => {
  const { levels } = useShop()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (rules: Rules) => answered(levels.putRules(rules)),
    onSuccess: (kept) => queries.setQueryData(KEY, kept),
  })
}
