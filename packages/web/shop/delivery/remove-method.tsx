import type { DeliveryMethod } from '@hawker/sdk'
import { Button, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import form from '../../staff/rooms/form.module.css'
import { useChangeMethods } from './use-methods.ts'

interface Props {
  readonly method: DeliveryMethod
  /** Without it the shop sends nothing. */
  readonly last: boolean
  readonly onClose: () => void
}

export const RemoveMethod = ({ method, last, onClose }: Props) => {
  const { t } = useTranslation()
  const { remove } = useChangeMethods()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('delivery.removeSure', { name: method.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={form.form}>
        <p className="quiet">{t(last ? 'delivery.removeLast' : 'delivery.removeWhat')}</p>
        <RefusalNote error={remove.error} />
        <div className={form.end}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate(method.id, { onSuccess: onClose })}
            data-testid="method-remove-confirm"
          >
            {t('delivery.removeDo')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
