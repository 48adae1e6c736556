// How it is sent: the ways that go to the address, with what they cost and when it arrives.
import type { DeliveryMethod } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import { Option } from './choice-row.tsx'
import styles from './choices.module.css'
import { arrivesAt, deliveryMinorOf } from './terms.ts'

/** "Thu 26 – Sat 28 Nov" */
export const useArrival = () => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  return (method: DeliveryMethod): string => {
    const [from, to] = arrivesAt(method, clock.now())
    const days = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', day: 'numeric', month: 'short' })
    const shown = from === to ? days.format(from) : `${days.format(from)} – ${days.format(to)}`
    return t('delivery.arrives', { days: shown })
  }
}

interface Props {
  readonly methods: readonly DeliveryMethod[]
  readonly chosen: string | null
  /** What the goods cost, coupon taken off: some ways are free from a price on. */
  readonly goodsMinor: number
  readonly onChoose: (id: string) => void
}

export const DeliveryView = ({ methods, chosen, goodsMinor, onChoose }: Props) => {
  const { t, i18n } = useTranslation()
  const arrival = useArrival()
  if (methods.length === 0) return <p className={styles.says}>{t('delivery.none')}</p>
  return (
    <div className={styles.options}>
      {methods.map((method) => {
        const money = (minor: number) => formatMoney(minor, method.currency, i18n.language)
        const minor = deliveryMinorOf(method, goodsMinor)
        const from = method.freeFromMinor
        return (
          <Option
            key={method.id}
            chosen={method.id === chosen}
            title={method.name}
            text={
              <>
                {arrival(method)}
                {from !== null && minor > 0 && <> · {t('delivery.freeFrom', { price: money(from) })}</>}
              </>
            }
            side={minor === 0 ? t('delivery.free') : money(minor)}
            testId="delivery-method"
            onChoose={() => onChoose(method.id)}
          />
        )
      })}
    </div>
  )
}
