import type { OrderState } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import section from '../section.module.css'

const TONES: Record<OrderState, string> = {
  ...{ held: 'wait', paid: 'act', shipped: 'good', refunded: 'bad', cancelled: '', expired: '' },
}

export const StateTag = ({ state }: { state: OrderState }) => {
  const { t } = useTranslation()
  return (
    <em className={section.tag} data-tone={TONES[state]} data-testid="order-state" data-state={state}>
      {t(`orders.state.${state}`)}
    </em>
  )
}
