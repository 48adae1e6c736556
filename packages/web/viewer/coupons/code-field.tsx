// A code that somebody was told. What is wrong is said below the field, and what was typed stays.
import { type CouponClaim, isRefusal } from '@hawker/sdk'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatCountdown } from '../../ui/format.ts'
import { CheckIcon, WarningIcon } from '../../ui/icons.tsx'
import { useClock, useNow } from '../../ui/use-now.ts'
import { usePerson } from '../room/person.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import styles from './coupons-sheet.module.css'
import { useOwnCoupons } from './own-coupons.tsx'

/** As the contract takes it. */
const CODE_MAX = 64

type Said = { readonly kind: 'wrong' | 'done'; readonly text: string } | null

/** `onTaken`: what is done with it where it is taken. */
export const CodeField = ({ onTaken }: { onTaken?: (claim: CouponClaim) => void }) => {
  const { t } = useTranslation()
  const clock = useClock()
  const { act } = usePerson()
  const { redeem } = useOwnCoupons()
  const text = useRefusalText()
  const id = useId()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<Said>(null)
  const [shutUntil, setShutUntil] = useState(0)
  const now = useNow(shutUntil > 0)
  const waits = shutUntil - now

  const send = async () => {
    setBusy(true)
    const answer = await redeem(code.trim())
    setBusy(false)
    if (!isRefusal(answer)) {
      setCode('')
      onTaken?.(answer)
      return setSaid({ kind: 'done', text: t('coupon.claimed', { title: answer.terms.title }) })
    }
    if (answer.refused === 'too-many') setShutUntil(clock.now() + (answer.retryAfterMs ?? 0))
    setSaid({ kind: 'wrong', text: answer.refused === 'limit-reached' ? t('coupon.hadBefore') : text(answer) })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim() !== '' && !busy && waits <= 0) act(() => void send())
  }
  const shut = waits > 0
  return (
    <form className={styles.code} onSubmit={submit}>
      <label htmlFor={id}>{t('coupon.code')}</label>
      <div>
        <input
          id={id}
          value={code}
          maxLength={CODE_MAX}
          placeholder={t('coupon.codeHint')}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${id}-said`}
          aria-invalid={said?.kind === 'wrong'}
          data-testid="coupon-code"
          onChange={(event) => {
            setCode(event.target.value)
            setSaid(null)
          }}
          onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
        />
        <Button type="submit" look="soft" disabled={busy || shut || code.trim() === ''} data-testid="coupon-redeem">
          {t('coupon.redeem')}
        </Button>
      </div>
      <p id={`${id}-said`} role="status" data-kind={shut ? 'wrong' : said?.kind} data-testid="coupon-said">
        {(shut || said?.kind === 'wrong') && <WarningIcon size={14} />}
        {said?.kind === 'done' && !shut && <CheckIcon size={14} />}
        <span className="num">{shut ? t('coupon.tooMany', { left: formatCountdown(waits) }) : said?.text}</span>
      </p>
    </form>
  )
}
