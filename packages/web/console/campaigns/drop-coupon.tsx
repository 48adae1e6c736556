// Which coupon, how many, for how long: filled in where it will be seen, and out with Enter.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCoupons } from '../../staff/coupons/known-coupons.ts'
import { standingOf } from '../../staff/coupons/standing.ts'
import { useOffText } from '../../staff/coupons/use-off-text.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useMay } from '../../staff/session/you.ts'
import { formatNumber } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import styles from './campaigns.module.css'
import { type DropForm, dropOf, freeOf, NEW_DROP, piecesHint, UNITS, type Unit } from './drop-form.ts'
import frame from './form-frame.module.css'
import { FormFrame } from './form-frame.tsx'

interface Props {
  readonly busy: boolean
  readonly onDrop: (drop: Exclude<ReturnType<typeof dropOf>, string>) => Promise<boolean>
  readonly onClose: () => void
}

export const DropCoupon = ({ busy, onDrop, onClose }: Props) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const offText = useOffText()
  const mayMake = useMay('money.write')
  const { data, error, isPending } = useCoupons()
  const [form, setForm] = useState(NEW_DROP)
  const open = data?.filter((coupon) => standingOf(coupon, clock.now()) === 'open') ?? []
  // What was chosen and is over is not followed by another: somebody may be about to press Enter.
  const chosen = form.couponId === '' ? open[0] : open.find(({ id }) => id === form.couponId)
  const shown = useRoomState((state) => state.drops)
  const free = chosen ? freeOf(chosen, shown) : 0
  const asked = dropOf({ ...form, couponId: chosen?.id ?? '' }, free)
  const change = (part: Partial<DropForm>) => setForm({ ...form, couponId: chosen?.id ?? form.couponId, ...part })
  const submit = async () => {
    if (typeof asked !== 'string' && (await onDrop(asked))) onClose()
  }
  if (isPending) return <p className="quiet">{t('common.loading')}</p>
  if (!data) return <RefusalNote error={error} />
  if (open.length === 0)
    return (
      <p className={styles.none}>
        {t('campaign.noCoupons')} {mayMake && <a href="/shop/coupons">{t('campaign.makeOne')}</a>}
      </p>
    )
  return (
    <FormFrame
      ready={typeof asked !== 'string'}
      busy={busy}
      go={t('campaign.drop')}
      goTestId="drop-go"
      testId="drop-form"
      onSubmit={submit}
      onClose={onClose}
    >
      <label className={frame.wide}>
        {t('campaign.coupon')}
        <select
          value={chosen?.id ?? ''}
          onChange={(event) => change({ couponId: event.currentTarget.value })}
          data-testid="drop-which"
        >
          {!chosen && <option value="" />}
          {open.map(({ id, terms }) => (
            <option key={id} value={id}>
              {terms.title}, {offText(terms)}
            </option>
          ))}
        </select>
        <small>{t('campaign.notTaken', { left: formatNumber(free, i18n.language) })}</small>
      </label>
      <label>
        {t('campaign.pieces')}
        <input
          inputMode="numeric"
          value={form.pieces}
          placeholder={piecesHint(free)}
          aria-invalid={asked === 'pieces'}
          onChange={(event) => change({ pieces: event.currentTarget.value })}
          data-testid="drop-pieces"
        />
      </label>
      <label>
        {t('campaign.lasts')}
        <span className={frame.pair}>
          <input
            inputMode="numeric"
            value={form.lasts}
            aria-invalid={asked === 'lasts'}
            onChange={(event) => change({ lasts: event.currentTarget.value })}
            data-testid="drop-lasts"
          />
          <select
            aria-label={t('campaign.unit')}
            value={form.unit}
            onChange={(event) => change({ unit: event.currentTarget.value as Unit })}
          >
            {UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {t(`campaign.units.${unit}`)}
              </option>
            ))}
          </select>
        </span>
      </label>
      {typeof asked === 'string' && (
        <p className="field-fault" role="alert">
          {t(`campaign.fault.${asked}`, { free: formatNumber(free, i18n.language) })}
        </p>
      )}
    </FormFrame>
  )
}
