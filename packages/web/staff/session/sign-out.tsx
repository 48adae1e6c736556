import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHawker } from '../hawker.ts'

export const SignOut = () => {
  const { t } = useTranslation()
  const { session } = useHawker()
  const [busy, setBusy] = useState(false)
  const leave = async () => {
    setBusy(true)
    await session.signOut()
    location.reload()
  }
  return (
    <button type="button" className="pill" disabled={busy} onClick={() => void leave()} data-testid="sign-out">
      {t('signin.out')}
    </button>
  )
}
