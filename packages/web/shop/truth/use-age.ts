// How long ago, in the largest whole unit: `12 s`, `3 min`, `5 h`, `2 days`.
import { useTranslation } from 'react-i18next'
import { inLargestUnit } from './age.ts'

export const useAge = () => {
  const { t } = useTranslation()
  return (ms: number): string => {
    const { unit, count } = inLargestUnit(ms)
    return t(`truth.${unit}`, { count })
  }
}
