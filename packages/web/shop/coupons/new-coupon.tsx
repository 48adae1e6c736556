// A new coupon. What it promises stays as it is made: who has claimed one keeps what he was promised.
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { COUPONS_KEY } from '../../staff/coupons/known-coupons.ts'
import { answered } from '../../staff/hawker.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { StepUp } from '../../staff/session/step-up.tsx'
import { useShop } from '../../staff/use-shop.ts'
import { LeftIcon } from '../../ui/icons.tsx'
import { useClock } from '../../ui/use-now.ts'
import { hrefOf } from '../place.ts'
import section from '../section.module.css'
import { useUnsaved } from '../unsaved.ts'
import { go } from '../use-place.ts'
import { useUsualCurrency } from '../use-usual-currency.ts'
import { Way } from '../way.tsx'
import { CouponFields } from './coupon-fields.tsx'
import { bodyOf, type CouponBody, type CouponDraft, type Field, faultsOf, newCoupon } from './coupon-form.ts'
import styles from './coupons.module.css'

export const NewCoupon = () => {
  const { t } = useTranslation()
  const shop = useShop()
  const clock = useClock()
  const queries = useQueryClient()
  const usual = useUsualCurrency()
  const [typed, setTyped] = useState<Partial<CouponDraft>>({})
  const [touched, setTouched] = useState<ReadonlySet<Field> | 'all'>(new Set())
  const draft = { ...newCoupon(usual), ...typed }
  const faults = faultsOf(draft, clock.now())
  const make = useMutation({
    mutationFn: (body: CouponBody) => answered(shop.coupons.create(body)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: COUPONS_KEY })
      go(hrefOf('coupons'), { replace: true })
    },
  })
  useUnsaved(!make.isSuccess && Object.keys(typed).length > 0)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTouched('all')
    const body = bodyOf(draft, clock.now())
    if (body) make.mutate(body)
  }
  return (
    <>
      <Way className={section.back} href={hrefOf('coupons')}>
        <LeftIcon size={16} />
        {t('coupons.title')}
      </Way>
      <div className={section.top}>
        <h1>{t('coupons.new')}</h1>
      </div>
      <StepUp of={make}>
        <form className={styles.form} onSubmit={submit} noValidate data-testid="coupon-form">
          <CouponFields
            draft={draft}
            faultOf={(field) => {
              const fault = faults[field]
              return fault && (touched === 'all' || touched.has(field)) ? t(`coupons.fault.${fault}`) : null
            }}
            onChange={(change) => {
              make.reset()
              setTyped({ ...typed, ...change })
            }}
            onLeave={(field) => setTouched((known) => (known === 'all' ? known : new Set([...known, field])))}
          />
          <RefusalNote error={make.error} />
          <div className={styles.end}>
            <p className="quiet">{t('coupons.stays')}</p>
            <Button variant="default" onClick={() => go(hrefOf('coupons'))}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={make.isPending} data-testid="coupon-save">
              {t('coupons.make')}
            </Button>
          </div>
        </form>
      </StepUp>
    </>
  )
}
