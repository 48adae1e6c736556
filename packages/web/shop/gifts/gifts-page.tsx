// The gifts viewers can send, cheapest first as they see them. A change is told to every room that is open (S13).
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { isShown, thumbOf } from '../../staff/picture-address.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useMay } from '../../staff/session/you.ts'
import { formatNumber } from '../../ui/format.ts'
import { CheckIcon, CoinIcon, GiftIcon, PlusIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import list from '../products/products.module.css'
import type { Gift } from './gift-draft.ts'
import { GiftForm } from './gift-form.tsx'
import styles from './gifts.module.css'

const Tile = ({ gift, onEdit }: { gift: Gift; onEdit: (() => void) | null }) => {
  const { t, i18n } = useTranslation()
  const { name, imageUrl, coins, size, effect } = gift
  const picture =
    imageUrl !== null && isShown(imageUrl) ? <img src={thumbOf(imageUrl)} alt="" /> : <GiftIcon size={32} />
  const facts = (
    <>
      <span className={styles.image}>{picture}</span>
      <b>{name}</b>
      <span className={`${styles.coins} num`}>
        <CoinIcon size={15} />
        {formatNumber(coins, i18n.language)}
      </span>
      <small>
        {t(`gifts.sizes.${size}`)}
        {effect && ` · ${t('gifts.effect.has')}`}
      </small>
    </>
  )
  return (
    <li data-testid="gift-tile" data-gift={gift.id}>
      {onEdit ? (
        <button type="button" className={styles.tile} onClick={onEdit} aria-label={t('gifts.change', { name })}>
          {facts}
        </button>
      ) : (
        <div className={styles.tile}>{facts}</div>
      )}
    </li>
  )
}

export const GiftsPage = (_: { item: string | null }) => {
  const { t, i18n } = useTranslation()
  const { call } = useHawker()
  const mayWrite = useMay('catalogue.write')
  const [edited, setEdited] = useState<Gift | 'new' | null>(null)
  const [told, setTold] = useState<{ what: 'told' | 'removed'; name: string } | null>(null)
  const { data, error, isPending } = useQuery({
    queryKey: ['gifts'],
    queryFn: () => answered(call('gifts.listGifts', { query: {} })),
    refetchOnWindowFocus: true,
  })
  const create = () => {
    setTold(null)
    setEdited('new')
  }
  return (
    <>
      <div className={list.top}>
        <h1>{t('gifts.title')}</h1>
        <p className="quiet num">
          {data && t('gifts.count', { count: data.gifts.length, n: formatNumber(data.gifts.length, i18n.language) })}
        </p>
        {mayWrite && (
          <span className={list.acts}>
            <Button leftSection={<PlusIcon size={16} />} onClick={create} data-testid="gift-new">
              {t('gifts.new')}
            </Button>
          </span>
        )}
      </div>
      <p className={`quiet ${styles.why}`}>{t('gifts.why')}</p>
      <p className={card.saved} role="status" data-testid="gift-told">
        {told !== null && (
          <>
            <CheckIcon size={16} />
            {t(`gifts.${told.what}`, { name: told.name })}
          </>
        )}
      </p>
      <RefusalNote error={error} />
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      {data?.gifts.length === 0 && (
        <div className={list.empty}>
          <p>{t('gifts.none')}</p>
          {mayWrite && <Button onClick={create}>{t('gifts.first')}</Button>}
        </div>
      )}
      <ul className={styles.gifts}>
        {data?.gifts.map((gift) => (
          <Tile
            key={gift.id}
            gift={gift}
            onEdit={
              mayWrite
                ? () => {
                    setTold(null)
                    setEdited(gift)
                  }
                : null
            }
          />
        ))}
      </ul>
      {edited !== null && (
        <GiftForm
          gift={edited === 'new' ? null : edited}
          onDone={(what, name) => setTold({ what, name })}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}
