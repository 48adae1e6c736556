// The one caller of a staff page, and refusals as errors where TanStack Query wants them so.
import { createHawker, type Hawker, isRefusal, type Refusal } from '@hawker/sdk'
import { STAFF_ROUTES } from '@hawker/sdk/routes-staff'
import { createContext, useContext } from 'react'

export const hawker = createHawker({ routes: STAFF_ROUTES })
export const HawkerContext = createContext<Hawker>(hawker)
export const useHawker = (): Hawker => useContext(HawkerContext)

export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.name = 'Refused'
    this.refusal = refusal
  }
}

/** The answer, or throws what was refused. */
export const answered = async <T>(asked: Promise<T | Refusal>): Promise<T> => {
  const answer = await asked
  if (isRefusal(answer)) throw new Refused(answer)
  return answer
}
