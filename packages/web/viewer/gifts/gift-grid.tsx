// The gifts of the shop, page beside page, one of them chosen.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../../ui/format.ts'
import { CoinIcon } from '../../ui/icons.tsx'
import { GiftPicture } from './gift-picture.tsx'
import styles from './gift-sheet.module.css'
import { useGiftsAdded } from './gifts-added.tsx'
import { pagesOf } from './pages.ts'
import type { Gift, useGifts } from './use-gifts.ts'

const BLANKS = [1, 2, 3, 4]

interface GridProps {
  readonly gifts: ReturnType<typeof useGifts>
  readonly chosen: Gift | null
  readonly choose: (id: string) => void
}

export const GiftGrid = ({ gifts, chosen, choose }: GridProps) => {
  const { t, i18n } = useTranslation()
  const added = useGiftsAdded()
  const pages = useRef<HTMLDivElement>(null)
  const [page, setPage] = useState(0)
  const chosenId = chosen?.id
  // A gift that was announced may stand pages away.
  useEffect(() => {
    if (chosenId === undefined) return
    pages.current
      ?.querySelector(`[data-gift="${CSS.escape(chosenId)}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [chosenId])
  if (gifts === null)
    return (
      <div className={styles.page} role="status" aria-label={t('common.loading')}>
        {BLANKS.map((blank) => (
          <div key={blank} className={styles.blank} />
        ))}
      </div>
    )
  if (gifts === 'failed' || gifts.length === 0)
    return <p className={styles.empty}>{t(gifts === 'failed' ? 'common.failed' : 'gift.none')}</p>
  const all = pagesOf(gifts)
  return (
    <>
      <div
        ref={pages}
        className={`${styles.pages} num`}
        onScroll={({ currentTarget: { scrollLeft, clientWidth } }) => setPage(Math.round(scrollLeft / clientWidth))}
      >
        {all.map((some) => (
          <div key={some[0]?.id} className={styles.page}>
            {some.map((one) => (
              <button
                key={one.id}
                type="button"
                aria-pressed={one.id === chosenId}
                data-testid="gift"
                data-gift={one.id}
                onClick={() => choose(one.id)}
              >
                <GiftPicture url={one.imageUrl} size={52} />
                <span className={styles.giftName} dir="auto">
                  {one.name}
                </span>
                <small>
                  <CoinIcon size={12} />
                  {formatNumber(one.coins, i18n.language)}
                </small>
                {added.has(one.id) && <b className={styles.fresh}>{t('gift.fresh')}</b>}
              </button>
            ))}
          </div>
        ))}
      </div>
      {all.length > 1 && (
        <div className={styles.dots} aria-hidden="true">
          {all.map((some, i) => (
            <i key={some[0]?.id} data-on={i === page || undefined} />
          ))}
        </div>
      )}
    </>
  )
}
