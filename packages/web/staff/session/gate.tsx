// Lets staff through; anybody else signs in on the spot.
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../hawker.ts'
import { isStaffRole } from '../rights.ts'
import { useRefusalText } from '../use-refusal-text.ts'
import { Door } from './door.tsx'
import { LinkSignIn } from './link-sign-in.tsx'
import { linkToken, safeReturn } from './return-to.ts'
import { SignIn } from './sign-in.tsx'
import { YOU_KEY, YouContext } from './you.ts'

const address = new URL(location.href)
const atSignIn = address.pathname.startsWith('/signin')

export const Gate = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation()
  const hawker = useHawker()
  const say = useRefusalText()
  const [token, setToken] = useState(() => linkToken(address))
  const who = useQuery({
    queryKey: YOU_KEY,
    queryFn: () => answered(hawker.session.whoAmI()),
    // A server that restarts is asked again until it answers.
    retry: true,
    retryDelay: 2000,
    refetchOnWindowFocus: true,
    enabled: token === null,
  })
  const enter = () => {
    if (atSignIn) location.replace(safeReturn(address.searchParams.get('returnTo')))
    else void who.refetch()
  }

  if (token !== null) return <LinkSignIn token={token} onDone={enter} onGiveUp={() => setToken(null)} />
  if (who.isPending)
    return (
      <Door title={t('signin.title')}>
        <p className="quiet">{who.failureReason ? say(who.failureReason) : t('common.loading')}</p>
      </Door>
    )
  const you = who.data ?? null
  if (you === null || !isStaffRole(you.person.role)) return <SignIn onDone={enter} />
  if (atSignIn) {
    enter()
    return null
  }
  return <YouContext value={you}>{children}</YouContext>
}
