// In the place of Buy now when a thing is sold out: joins its line, says one's place in it, leaves it.
import type { Sku } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { ClockIcon } from '../../ui/icons.tsx'
import { useLiveRoom } from '../../ui/live-room.ts'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import styles from './wait-button.module.css'
import { placeOf, waitFor } from './waits.ts'
import { useWaits } from './waits-provider.tsx'

export const WaitButton = ({ sku, open }: { sku: Sku; open: boolean }) => {
  const { t } = useTranslation()
  const { id: roomId } = useLiveRoom()
  const { you, act } = usePerson()
  const { waits, load, join, leave } = useWaits()
  const sheets = useSheets()
  const toast = useToast()
  const text = useRefusalText()
  const [busy, setBusy] = useState(false)
  const wait = waitFor(waits, sku.id)
  const known = you !== null
  useEffect(() => {
    if (known) void load()
  }, [known, load])
  const ask = async (answer: ReturnType<typeof join>) => {
    setBusy(true)
    const refusal = await answer
    setBusy(false)
    if (refusal) toast(text(refusal))
  }

  if (wait?.turn)
    return (
      <Button big data-testid="turn-buy" onClick={() => sheets.open({ kind: 'pay', orders: [wait.turn!] })}>
        {t('wait.take')}
      </Button>
    )
  if (wait !== null)
    return (
      <div className={styles.place} role="status" data-testid="wait-place" data-ahead={wait.ahead}>
        <ClockIcon size={20} />
        <span className="num">
          {wait.ahead === 0 ? t('wait.next') : t('wait.place', { count: placeOf(wait), ordinal: true })}
          <small>{t('wait.told')}</small>
        </span>
        <button type="button" disabled={busy} data-testid="wait-leave" onClick={() => void ask(leave(sku.id))}>
          {t('wait.leave')}
        </button>
      </div>
    )
  const waiting = sku.waiting ?? 0
  return (
    <Button
      big
      className="num"
      disabled={busy || !open}
      data-testid="wait-join"
      data-waiting={waiting}
      onClick={() => act(() => void ask(join(sku.id, roomId)))}
    >
      {waiting > 0 ? t('wait.join', { waiting }) : t('wait.joinFirst')}
    </Button>
  )
}
