// Who is signed in, for every part of the page.
import type { You } from '@hawker/sdk'
import { createContext, useContext } from 'react'
import { type Right, roleMay } from '../rights.ts'

export const YOU_KEY = ['you'] as const
export const YouContext = createContext<You | null>(null)

export const useYou = (): You => {
  const you = useContext(YouContext)
  if (you === null) throw new Error('outside of the gate')
  return you
}

export const useMay = (right: Right): boolean => roleMay(useYou().person.role, right)
