import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IMAGES_MAX } from '../../staff/limits.ts'
import { PicturesField } from '../../staff/pictures/pictures-field.tsx'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import card from '../card.module.css'
import type { Product } from './figures.ts'
import { useChange } from './use-product.ts'

/** Each change is kept at once, in the order in which they were made. */
export const PicturesCard = ({ product, mayWrite }: { product: Product; mayWrite: boolean }) => {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState<readonly string[] | null>(null)
  const change = useChange(product.id, (catalogue, images: readonly string[]) =>
    catalogue.change(product.id, { images: [...images] }),
  )
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const set = (images: readonly string[]) => {
    setWanted(images)
    const sent = queue.current
      .then(() => change.mutateAsync(images))
      .catch(() => {})
      .then(() => {
        if (queue.current === sent) setWanted(null)
      })
    queue.current = sent
  }
  return (
    <section className={card.card}>
      <h2>{t('products.pictures')}</h2>
      <PicturesField value={wanted ?? product.images} max={IMAGES_MAX} disabled={!mayWrite} onChange={set} />
      <RefusalNote error={change.error} />
    </section>
  )
}
