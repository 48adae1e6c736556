// One offer against the clock: what it said, and what became of it.
import { useTranslation } from 'react-i18next'
import { formatDate, formatMoney } from '../../ui/format.ts'
import type { TimedOffer } from './past.ts'

export const OfferLine = ({ offer, currency }: { offer: TimedOffer; currency: string }) => {
  const { t, i18n } = useTranslation()
  const date = (at: number) => formatDate(at, i18n.language)
  const { flash, again, openedAt, opensAt, endsAt, closedAt, reason, roomTitle } = offer
  return (
    <li className="num" data-testid="timed-offer" data-reason={reason ?? undefined} data-again={again || undefined}>
      <p>
        <b>{date(openedAt)}</b>
        {again > 0 && <em>{t('prices.againThen', { count: again + 1, ordinal: true })}</em>}
      </p>
      {flash && (
        <p>
          {t('prices.taken', {
            price: formatMoney(flash.priceMinor, currency, i18n.language),
            taken: flash.taken,
            quantity: flash.quantity,
          })}
        </p>
      )}
      <p>
        {[
          ...(opensAt === null ? [] : [t('prices.counted', { at: date(opensAt) })]),
          endsAt === null ? t('prices.openEnd') : t('prices.toEnd', { at: date(endsAt) }),
          reason === null || closedAt === null
            ? t('prices.stands')
            : t(`prices.endings.${reason}`, { at: date(closedAt) }),
        ].join(' · ')}
      </p>
      <small>{roomTitle}</small>
    </li>
  )
}
