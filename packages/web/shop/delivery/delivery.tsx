// Ways of delivery, in the order in which buyers see them.
import type { DeliveryMethod } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { movedBy } from '../../staff/room/lineup.ts'
import { useMay } from '../../staff/session/you.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import section from '../section.module.css'
import { EditMethod } from './edit-method.tsx'
import { METHODS_MAX } from './method-form.ts'
import { MethodRow } from './method-row.tsx'
import { RemoveMethod } from './remove-method.tsx'
import { useChangeMethods, useMethods } from './use-methods.ts'

export const Delivery = (_: { item: string | null }) => {
  const { t } = useTranslation()
  const mayWrite = useMay('catalogue.write')
  const { data, error, isPending } = useMethods()
  const { order } = useChangeMethods()
  const [editing, setEditing] = useState<DeliveryMethod | 'new' | null>(null)
  const [removing, setRemoving] = useState<DeliveryMethod | null>(null)
  const methods = data ?? []
  const add = (word: string) => (
    <Button
      leftSection={<PlusIcon size={16} />}
      disabled={methods.length >= METHODS_MAX}
      onClick={() => setEditing('new')}
      data-testid="method-new"
    >
      {word}
    </Button>
  )
  return (
    <>
      <div className={section.top}>
        <h1>{t('delivery.title')}</h1>
        <p className="quiet">{t('delivery.what')}</p>
        {mayWrite && methods.length > 0 && add(t('delivery.new'))}
      </div>
      <RefusalNote error={error ?? order.error} />
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      {data?.length === 0 && (
        <div className={section.empty}>
          <p>{t('delivery.none')}</p>
          {mayWrite && add(t('delivery.first'))}
        </div>
      )}
      <ul className={section.rows} data-testid="methods" aria-busy={order.isPending}>
        {methods.map((method, index) => (
          <MethodRow
            key={method.id}
            method={method}
            mayWrite={mayWrite && !order.isPending}
            onUp={index === 0 ? null : () => order.mutate(movedBy(methods, index, -1))}
            onDown={index === methods.length - 1 ? null : () => order.mutate(movedBy(methods, index, 1))}
            onEdit={() => setEditing(method)}
            onRemove={() => setRemoving(method)}
          />
        ))}
      </ul>
      {editing && <EditMethod method={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {removing && <RemoveMethod method={removing} last={methods.length === 1} onClose={() => setRemoving(null)} />}
    </>
  )
}
