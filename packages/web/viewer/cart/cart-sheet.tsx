// The cart: what was put aside, as it stands now. Nothing is held before it is ordered.
import { newId } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoney } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, TruckIcon } from '../../ui/icons.tsx'
import { useLiveRoom } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useClock } from '../../ui/use-now.ts'
import { fetchCheckout } from '../checkout/fetch.ts'
import list from '../room/list-sheet.module.css'
import { EmptyList, FailedList, LoadingRows } from '../room/list-sheet.tsx'
import { useSheets } from '../room/sheets.ts'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { useCart } from './cart-provider.tsx'
import { CartRow } from './cart-row.tsx'
import styles from './cart-sheet.module.css'
import { type CartLine, CHECKOUT_LINES_MAX, chosenLines, totalMinorOf, wantedOf } from './lines.ts'

export const CartSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t, i18n } = useTranslation()
  const { id: room } = useLiveRoom()
  const clock = useClock()
  const sheets = useSheets()
  const toast = useToast()
  const text = useRefusalText()
  const { lines, problem, load, put, remove } = useCart()
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    void load()
    fetchCheckout()
  }, [load])

  const chosen = chosenLines(lines ?? [], leftOut)
  const ids = new Set(chosen.map(({ skuId }) => skuId))
  const total = chosen[0] && formatMoney(totalMinorOf(chosen), chosen[0].currency, i18n.language, { cents: 'always' })
  const change = async (answer: ReturnType<typeof put>) => {
    setBusy(true)
    const refusal = await answer
    setBusy(false)
    if (refusal) toast(text(refusal))
  }
  const choose = (line: CartLine, on: boolean) => {
    // What was over the limit until now is chosen in its place only when it is asked for.
    const out = new Set((lines ?? []).map(({ skuId }) => String(skuId)).filter((id) => !ids.has(id as never)))
    if (on) out.delete(line.skuId)
    else out.add(line.skuId)
    setLeftOut(out)
  }
  const order = () => sheets.swap({ kind: 'checkout', from: 'cart', lines: wantedOf(chosen, () => newId(clock.now())) })

  return (
    <Sheet label={t('cart.title')} onClosed={onClosed} className={`${list.sheet} ${styles.sheet}`} testId="cart-sheet">
      {(close) => (
        <>
          <SheetHead
            title={
              <>
                {t('cart.title')}
                {lines !== null && lines.length > 0 && <small className="num">{lines.length}</small>}
              </>
            }
          >
            <button type="button" className={styles.link} onClick={() => sheets.open({ kind: 'orders' })}>
              <TruckIcon size={16} />
              {t('orders.title')}
            </button>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          {lines === null && problem === null && <LoadingRows />}
          {lines === null && problem !== null && <FailedList say={text(problem)} onRetry={() => void load()} />}
          {lines?.length === 0 && (
            <EmptyList>
              <p>{t('cart.empty')}</p>
              <Button look="soft" onClick={() => sheets.swap({ kind: 'bag' })}>
                {t('speak.seeGoods')}
              </Button>
            </EmptyList>
          )}
          {lines !== null && lines.length > 0 && (
            <>
              <ul className={list.list}>
                {lines.map((line) => (
                  <CartRow
                    key={line.skuId}
                    line={line}
                    chosen={ids.has(line.skuId)}
                    full={
                      chosen.length >= CHECKOUT_LINES_MAX || (chosen[0]?.currency ?? line.currency) !== line.currency
                    }
                    busy={busy}
                    onChoose={(on) => choose(line, on)}
                    onQuantity={(quantity) => void change(put({ skuId: line.skuId, roomId: line.roomId, quantity }))}
                    onRemove={() => void change(remove([line.skuId]))}
                    onOpen={
                      line.roomId === room ? () => sheets.open({ kind: 'product', productId: line.productId }) : null
                    }
                  />
                ))}
              </ul>
              <footer className={styles.foot}>
                <div>
                  <b className="num" data-testid="cart-total">
                    {total ?? '–'}
                  </b>
                  <small className="num">
                    {lines.length > CHECKOUT_LINES_MAX
                      ? t('cart.chosenOf', { count: chosen.length, most: CHECKOUT_LINES_MAX })
                      : t('cart.chosen', { count: chosen.length })}
                  </small>
                </div>
                <Button big disabled={chosen.length === 0 || busy} data-testid="cart-checkout" onClick={order}>
                  {t('cart.checkout')}
                </Button>
              </footer>
            </>
          )}
        </>
      )}
    </Sheet>
  )
}
