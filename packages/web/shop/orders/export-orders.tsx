// The table to pack by: one state at a time.
import type { OrderState } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered } from '../../staff/hawker.ts'
import { useRefusalText } from '../../staff/use-refusal-text.ts'
import { useShop } from '../../staff/use-shop.ts'
import { saveFile } from '../save-file.ts'
import type { Which } from './listing.ts'

export const ExportOrders = ({ state }: { state: Which }) => {
  const { t } = useTranslation()
  const say = useRefusalText()
  const { orders } = useShop()
  const save = useMutation({
    mutationFn: (of: OrderState) => answered(orders.exportCsv({ state: of })),
    onSuccess: (file, of) => saveFile(`orders-${of}.csv`, file),
  })
  if (state === 'all') return null
  return (
    <>
      {save.error && (
        <p className="field-fault" role="alert">
          {say(save.error)}
        </p>
      )}
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate(state)} data-testid="orders-export">
        {t('orders.export')}
      </Button>
    </>
  )
}
