import { createCatalogue } from '@hawker/sdk/catalogue'
import { useMemo } from 'react'
import { useHawker } from '../staff/hawker.ts'

/** What staff do with goods, as the one who is signed in. */
export const useCatalogue = () => {
  const { call } = useHawker()
  return useMemo(() => createCatalogue(call), [call])
}
