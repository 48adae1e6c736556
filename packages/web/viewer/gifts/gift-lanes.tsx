import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { LevelBadge } from '../../ui/badge.tsx'
import { useReducedMotion } from '../../ui/motion.ts'
import { EffectView } from './effect-view.tsx'
import styles from './gift-lanes.module.css'
import { GiftPicture } from './gift-picture.tsx'
import { type Banner, type GiftStage, largeHoldsMs } from './lanes.ts'

const Lane = ({ banner, side }: { banner: Banner; side: number }) => {
  const { t } = useTranslation()
  const calm = useReducedMotion()
  const { gift, combo, grown, until } = banner
  const picture = <GiftPicture url={gift.imageUrl} size={52} />
  return (
    <div
      className={styles.lane}
      data-side={side}
      data-leaving={Date.now() >= until || undefined}
      data-testid="gift-lane"
      data-combo={combo}
    >
      <Avatar name={gift.from.name} url={gift.from.avatarUrl} size={38} />
      <p>
        <b dir="auto">
          {gift.from.name} <LevelBadge level={gift.from.level} />
        </b>
        <span>{t('gift.sent', { name: gift.name })}</span>
      </p>
      {gift.size === 'small' && !calm ? (
        <EffectView effect={gift.effect} className={styles.moving ?? ''} instead={picture} />
      ) : (
        picture
      )}
      <span key={grown} className={`${styles.combo} num`}>
        <small>×</small>
        {combo}
      </span>
    </div>
  )
}

export const GiftLanes = ({ stage }: { stage: GiftStage }) => (
  <div className={styles.lanes} data-testid="gift-lanes">
    {stage.lanes.map((banner, side) =>
      banner ? (
        <Lane key={banner.key} banner={banner} side={side} />
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: a lane is its place
        <div key={side} className={styles.free} />
      ),
    )}
  </div>
)

/** Only the picture's upper half skips it: buying and talking go on below, whoever sends whatever. */
export const LargeGift = ({ stage, skip }: { stage: GiftStage; skip: () => void }) => {
  const { t } = useTranslation()
  if (stage.large === null) return null
  const { gift } = stage.large
  return (
    <div
      key={`${gift.from.id} ${gift.giftId}`}
      className={`${styles.large} fx`}
      style={{ '--lasts': `${largeHoldsMs(gift)}ms` } as CSSProperties}
    >
      <EffectView
        effect={gift.effect}
        className={styles.effect ?? ''}
        instead={
          <span className={styles.figure}>
            <GiftPicture url={gift.imageUrl} size={220} />
          </span>
        }
      />
      <p className={styles.plate}>
        <b dir="auto">{gift.from.name}</b>
        <span>{t('gift.sent', { name: gift.name })}</span>
      </p>
      {gift.combo > 1 && (
        <span key={gift.combo} className={`${styles.combo} num`}>
          <small>×</small>
          {gift.combo}
        </span>
      )}
      <button type="button" className={styles.skip} data-testid="large-gift" onClick={skip}>
        <span>{t('gift.skip')}</span>
      </button>
    </div>
  )
}
