// One deed in words: when, what, by whom.
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useYou } from '../../staff/session/you.ts'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import type { Names } from '../people/names.ts'
import type { Deed } from './deed-pages.ts'

const ORDER_SHOWN = 6

const subjectOf = (deed: Deed['deed']) => {
  if (deed.startsWith('drop')) return 'deed.aCoupon'
  return deed.startsWith('gift') ? 'deed.aGift' : 'deed.aProduct'
}

const nameIn = (t: TFunction, { deed, title, number, sku }: Deed): string => {
  if (title === undefined) return t(subjectOf(deed))
  const name = number === undefined ? title : t('deed.named', { number, title })
  return sku === undefined ? name : t('deed.withSku', { name, sku })
}

const sayDeed = (t: TFunction, language: string, one: Deed): string => {
  const { deed, count, orderId, amountMinor, wasMinor, currency, status, text } = one
  const money = (minor: number | undefined) =>
    minor === undefined || currency === undefined ? '' : formatMoney(minor, currency, language)
  const said = t(`deed.did.${deed}`, {
    ...{ name: nameIn(t, one), count: count ?? 0, price: money(amountMinor), was: money(wasMinor) },
    // A word joiner: the dots stay with the digits.
    ...{ order: `…\u2060${orderId?.slice(-ORDER_SHOWN)}`, text, status: status && t(`status.${status}`) },
  })
  return deed === 'price-changed' && count !== undefined ? `${said}, ${t('deed.alsoIn', { count })}` : said
}

export const DeedLine = ({ deed, nameOf }: { deed: Deed } & Pick<Names, 'nameOf'>) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { person } = useYou()
  const { at, by } = deed
  const byWhom = () => {
    if (by === null) return t('deed.itself')
    return by.id === person.id ? t('console.byYou') : t('console.byWhom', { name: by.name ?? nameOf(by.id) })
  }
  return (
    <li data-testid="deed" data-deed={deed.deed}>
      <time dateTime={new Date(at).toISOString()}>{formatMoment(at, clock.now(), i18n.language)}</time>
      <span>
        {sayDeed(t, i18n.language, deed)}
        <b>{byWhom()}</b>
      </span>
    </li>
  )
}
