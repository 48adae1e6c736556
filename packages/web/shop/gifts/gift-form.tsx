import { createShop } from '@hawker/sdk/shop'
import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { PicturesField } from '../../staff/pictures/pictures-field.tsx'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import card from '../card.module.css'
import { newShortId } from '../short-id.ts'
import { EffectField } from './effect-field.tsx'
import {
  draftOfGift,
  GIFT_NAME_MAX,
  type Gift,
  type GiftDraft,
  type GiftFault,
  type GiftTerms,
  readGift,
  SIZES,
} from './gift-draft.ts'

interface Props {
  /** Null: a new one. */
  readonly gift: Gift | null
  /** It is in force, or off the list: rooms that are open were told. */
  readonly onDone: (what: 'told' | 'removed', name: string) => void
  readonly onClose: () => void
}

export const GiftForm = ({ gift, onDone, onClose }: Props) => {
  const { t } = useTranslation()
  const { call } = useHawker()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOfGift(gift))
  const [fault, setFault] = useState<GiftFault | null>(null)
  // Put again, after an answer that never came, it is the same gift.
  const id = useRef(gift?.id ?? newShortId())
  const [sending, setSending] = useState(false)
  const [sendingEffect, setSendingEffect] = useState(false)
  const [asking, setAsking] = useState(false)
  const { gifts } = createShop(call)
  const done = async (what: 'told' | 'removed', name: string) => {
    await queries.invalidateQueries({ queryKey: ['gifts'] })
    onDone(what, name)
    onClose()
  }
  const put = useMutation({
    mutationFn: (terms: GiftTerms) => answered(gifts.put(id.current, terms)),
    onSuccess: (_, { name }) => done('told', name),
  })
  const remove = useMutation({
    mutationFn: (known: Gift) => answered(gifts.remove(known.id)),
    onSuccess: (_, { name }) => done('removed', name),
  })
  const set = (change: Partial<GiftDraft>) => {
    setFault(null)
    setDraft((before) => ({ ...before, ...change }))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const terms = readGift(draft)
    if (typeof terms === 'string') setFault(terms)
    else put.mutate(terms)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size={480}
      title={gift ? t('gifts.change', { name: gift.name }) : t('gifts.new')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={card.fields} onSubmit={submit} noValidate data-testid="gift-form">
        <TextInput
          label={t('gifts.name')}
          maxLength={GIFT_NAME_MAX}
          data-autofocus
          value={draft.name}
          error={fault === 'name' ? t('gifts.fault.name') : null}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-testid="gift-name"
        />
        <TextInput
          label={t('gifts.coins')}
          inputMode="numeric"
          value={draft.coins}
          error={fault === 'coins' ? t('gifts.fault.coins') : null}
          onChange={(event) => set({ coins: event.currentTarget.value })}
          data-testid="gift-coins"
        />
        <div>
          <SegmentedControl
            aria-label={t('gifts.size')}
            value={draft.size}
            onChange={(size) => set({ size: size as Gift['size'] })}
            data={SIZES.map((value) => ({ value, label: t(`gifts.sizes.${value}`) }))}
          />
          <p className={`quiet ${card.note}`}>{t(`gifts.sizeWhy.${draft.size}`)}</p>
        </div>
        <PicturesField
          value={draft.imageUrl === null ? [] : [draft.imageUrl]}
          max={1}
          onChange={([imageUrl = null]) => set({ imageUrl })}
          onSending={setSending}
        />
        <EffectField value={draft.effect} onChange={(effect) => set({ effect })} onSending={setSendingEffect} />
        <RefusalNote error={put.error ?? remove.error} />
        {gift && asking && <p className="quiet">{t('gifts.removeSure', { name: gift.name })}</p>}
        <div className={card.end}>
          {gift && (
            <Button
              className={card.aside!}
              variant={asking ? 'filled' : 'subtle'}
              color="red"
              loading={remove.isPending}
              onClick={() => (asking ? remove.mutate(gift) : setAsking(true))}
              data-testid="gift-remove"
            >
              {t(asking ? 'gifts.removeDo' : 'gifts.remove')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={put.isPending} disabled={sending || sendingEffect} data-testid="gift-save">
            {t(gift ? 'common.save' : 'gifts.add')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
