// Takes a transfer back, after one more question. Whoever signed in long ago is asked who he is first.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { StepUp } from '../../staff/session/step-up.tsx'
import { formatNumber } from '../../ui/format.ts'
import styles from './coins.module.css'
import { type ShopTransfer, useReversal } from './use-transfers.ts'

interface Props {
  readonly transfer: ShopTransfer
  readonly name: string
  readonly onDone: (said: { name: string; coins: number; debt: number }) => void
}

export const TakeBack = ({ transfer, name, onDone }: Props) => {
  const { t, i18n } = useTranslation()
  const reversal = useReversal((answer) => onDone({ name, ...answer }))
  const [sure, setSure] = useState(false)
  if (!sure)
    return (
      <Button variant="default" size="xs" onClick={() => setSure(true)} data-testid="take-back">
        {t('coins.takeBack')}
      </Button>
    )
  return (
    <div className={styles.sure}>
      <StepUp of={reversal}>
        <p role="alert">
          {t(transfer.kind === 'gift' ? 'coins.sureGift' : 'coins.sureTopUp', {
            name,
            coins: formatNumber(Math.abs(transfer.coins), i18n.language),
          })}
        </p>
        <RefusalNote error={reversal.error} />
        <div>
          <Button variant="default" onClick={() => setSure(false)}>
            {t('common.cancel')}
          </Button>
          <Button
            color="red"
            loading={reversal.isPending}
            onClick={() => reversal.mutate(transfer.id)}
            data-testid="take-back-do"
          >
            {t('coins.takeBackDo')}
          </Button>
        </div>
      </StepUp>
    </div>
  )
}
