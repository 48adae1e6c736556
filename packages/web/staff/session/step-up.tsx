// What takes a fresh sign-in asks for it in place, and goes on with what was asked. An open desk is not enough.
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../hawker.ts'
import { SignInForm } from './sign-in-form.tsx'
import { YOU_KEY } from './you.ts'

/** As much of a mutation as can be sent a second time. */
export interface Sent<Asked> {
  readonly error: unknown
  readonly variables: Asked | undefined
  readonly mutate: (asked: Asked) => void
  readonly reset: () => void
}

/** Whether it was refused for no more than that the sign-in is too old. */
export const asksToSignIn = (error: unknown): boolean =>
  error instanceof Refused && error.refusal.refused === 'sign-in-again'

interface Props<Asked> {
  readonly of: Sent<Asked>
  /** Stands here again when it is not to be done after all; what was typed in it is kept by who keeps it above. */
  readonly children: ReactNode
}

export const StepUp = <Asked,>({ of, children }: Props<Asked>) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  if (!asksToSignIn(of.error)) return children
  const goOn = () => {
    // It may be somebody else who signs in.
    void queries.invalidateQueries({ queryKey: YOU_KEY })
    of.mutate(of.variables as Asked)
  }
  return <SignInForm name="again" why={t('signin.again')} onDone={goOn} onCancel={of.reset} />
}
