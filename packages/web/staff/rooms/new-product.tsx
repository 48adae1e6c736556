import type { Answer } from '@hawker/sdk'
import { Modal, NativeSelect } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { likelyCurrency, rememberCurrency } from './currency.ts'
import { ProductForm } from './product-form.tsx'
import { useAddProduct } from './use-add-product.ts'

type Rooms = Pick<Answer<'rooms.listRooms'>['rooms'][number], 'id' | 'title'>[]

/** A product for one of these rooms; with one room there is nothing to choose. */
export const NewProduct = ({
  rooms,
  currency,
  onClose,
  children,
}: {
  rooms: Rooms
  currency?: string | undefined
  onClose: () => void
  /** Shown above the form. */
  children?: ReactNode
}) => {
  const { t, i18n } = useTranslation()
  const [room, setRoom] = useState<string>(rooms[0]?.id ?? '')
  const add = useAddProduct(onClose)
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={t('product.new')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <ProductForm
        currency={currency ?? likelyCurrency(i18n.language)}
        busy={add.isPending}
        error={add.error}
        onClose={onClose}
        onSave={(product) => {
          rememberCurrency(product.currency)
          add.mutate({ room, product })
        }}
      >
        {children}
        {rooms.length > 1 && (
          <NativeSelect
            label={t('product.room')}
            value={room}
            onChange={(event) => setRoom(event.currentTarget.value)}
            data={rooms.map(({ id, title }) => ({ value: id, label: title }))}
          />
        )}
      </ProductForm>
    </Modal>
  )
}
