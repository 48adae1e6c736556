// Which piece, from how much, in which steps, for how long: filled in where it will be seen, asked once more, and out.
import type { Refusal } from '@hawker/sdk'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useRefusalText } from '../../staff/use-refusal-text.ts'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import {
  type AuctionFault,
  type AuctionForm,
  auctionOf,
  EXTENDS_MS,
  faultOf,
  filledOf,
  LASTS_MS,
  NEW_AUCTION,
  pieceOf,
  piecesOf,
  startHint,
  stepHint,
  withOwn,
} from './auction-form.ts'
import styles from './campaigns.module.css'
import frame from './form-frame.module.css'
import { FormFrame } from './form-frame.tsx'
import { usePastAuctions } from './use-auctions.ts'

interface Props {
  /** What one that was is put up again with; null: a new one. */
  readonly begin: AuctionForm | null
  readonly onOpen: (asked: Exclude<ReturnType<typeof auctionOf>, string>) => Promise<Refusal | null>
  readonly onClose: () => void
}

export const OpenAuction = ({ begin, onOpen, onClose }: Props) => {
  const { t, i18n } = useTranslation()
  const text = useRefusalText()
  const shelf = useRoomState((state) => state.shelf)
  const shown = useRoomState((state) => state.launch?.productId ?? null)
  const [form, setForm] = useState(begin ?? NEW_AUCTION)
  const [sure, setSure] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const said = useId()
  const { data: past } = usePastAuctions(true)
  const guests = form.guestsMayBid ?? past?.guestsMayBid ?? true
  const pieces = piecesOf(shelf, shown)
  const piece = pieceOf(pieces, form.skuId)
  const asked = auctionOf({ ...form, guestsMayBid: form.guestsMayBid ?? past?.guestsMayBid ?? null }, piece)
  const fault = typeof asked === 'string' ? asked : refusal && faultOf(refusal)
  const change = (part: Partial<AuctionForm>) => {
    setForm({ ...form, skuId: piece?.sku.id ?? form.skuId, ...part })
    setSure(false)
    setRefusal(null)
  }
  const submit = async () => {
    if (typeof asked === 'string' || !piece) return
    if (!sure) {
      setForm(filledOf(form, piece))
      return setSure(true)
    }
    setBusy(true)
    const refused = await onOpen(asked)
    setBusy(false)
    setSure(false)
    setRefusal(refused)
    if (refused === null) onClose()
  }
  if (pieces.length === 0) return <p className={styles.none}>{t('bidding.noPieces')}</p>
  const money = (minor: number) => piece && formatMoney(minor, piece.item.currency, i18n.language)
  const lasting = (ms: number) =>
    ms < 60_000 || ms % 60_000 > 0
      ? t('bidding.seconds', { count: ms / 1_000 })
      : t('bidding.minutes', { count: ms / 60_000 })
  const note = (of: AuctionFault) =>
    fault === of && (
      <small role="alert" className={frame.wrong}>
        {typeof asked === 'string' ? t(`bidding.fault.${asked}`) : refusal && text(refusal)}
      </small>
    )
  const shared = (of: AuctionFault) => ({ 'aria-invalid': fault === of, 'aria-describedby': `${said}-${of}` })
  return (
    <FormFrame
      ready={typeof asked !== 'string'}
      busy={busy}
      go={sure ? t('bidding.yes') : t('bidding.put')}
      goTestId="auction-go"
      testId="auction-form"
      onSubmit={submit}
      onClose={onClose}
    >
      <label className={frame.wide}>
        {t('bidding.piece')}
        <select
          {...shared('sku')}
          value={piece?.sku.id ?? ''}
          onChange={(event) => change({ skuId: event.currentTarget.value, start: '', step: '' })}
          data-testid="auction-sku"
        >
          {!piece && <option value="" />}
          {pieces.map(({ item, sku }) => (
            <option key={sku.id} value={sku.id}>
              {item.number}. {item.title}
              {sku.label && `, ${sku.label}`}
            </option>
          ))}
        </select>
        <small id={`${said}-sku`}>
          {piece &&
            t('bidding.free', {
              count: piece.sku.stock,
              shown: formatNumber(piece.sku.stock, i18n.language),
              price: money(piece.sku.priceMinor),
            })}
        </small>
        {note('sku')}
      </label>
      <label>
        {t('bidding.start')}
        <input
          {...shared('start')}
          inputMode="decimal"
          value={form.start}
          placeholder={piece && startHint(piece)}
          onChange={(event) => change({ start: event.currentTarget.value })}
          data-testid="auction-start"
        />
        <span id={`${said}-start`}>{note('start')}</span>
      </label>
      <label>
        {t('bidding.step')}
        <input
          {...shared('step')}
          inputMode="decimal"
          value={form.step}
          placeholder={piece && stepHint(piece)}
          onChange={(event) => change({ step: event.currentTarget.value })}
          data-testid="auction-step"
        />
        <span id={`${said}-step`}>{note('step')}</span>
      </label>
      <label>
        {t('campaign.lasts')}
        <select
          value={form.lastsMs}
          onChange={(event) => change({ lastsMs: Number(event.currentTarget.value) })}
          data-testid="auction-lasts"
        >
          {withOwn(LASTS_MS, form.lastsMs).map((ms) => (
            <option key={ms} value={ms}>
              {lasting(ms)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('bidding.extends')}
        <select
          value={form.extendsMs}
          onChange={(event) => change({ extendsMs: Number(event.currentTarget.value) })}
          data-testid="auction-extends"
        >
          {withOwn(EXTENDS_MS, form.extendsMs).map((ms) => (
            <option key={ms} value={ms}>
              {ms === 0 ? t('bidding.never') : lasting(ms)}
            </option>
          ))}
        </select>
      </label>
      <label className={frame.wide}>
        {t('bidding.who')}
        <select
          value={guests ? 'all' : 'customers'}
          onChange={(event) => change({ guestsMayBid: event.currentTarget.value === 'all' })}
          data-testid="auction-who"
        >
          <option value="all">{t('bidding.whoAll')}</option>
          <option value="customers">{t('bidding.whoCustomers')}</option>
        </select>
        <small>{t(guests ? 'bidding.whoAllNote' : 'bidding.whoCustomersNote')}</small>
      </label>
      {refusal !== null && faultOf(refusal) === null && (
        <p className="field-fault" role="alert">
          {refusal.refused === 'wrong-state' ? t('bidding.fault.state') : text(refusal)}
        </p>
      )}
      {sure && piece && typeof asked !== 'string' && (
        <p className={frame.sure} role="status" data-testid="auction-sure">
          {t('bidding.sure', {
            title: piece.item.title,
            start: money(asked.startMinor),
            step: money(asked.stepMinor),
            lasts: lasting(asked.lastsMs),
          })}
        </p>
      )}
    </FormFrame>
  )
}
