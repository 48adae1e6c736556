import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import styles from './gift-lanes.module.css'
import type { Banner, GiftStage } from './lanes.ts'

const Lane = ({ banner, side }: { banner: Banner; side: number }) => {
  const { t } = useTranslation()
  const { gift, combo, grown, until } = banner
  return (
    <div className={styles.lane} data-side={side} data-leaving={Date.now() >= until || undefined}>
      <Avatar name={gift.from.name} url={gift.from.avatarUrl} size={38} />
      <p>
        <b>{gift.from.name}</b>
        <span>{t('gift.sent', { name: gift.name })}</span>
      </p>
      {gift.imageUrl && <img src={gift.imageUrl} alt="" />}
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

export const LargeGift = ({ stage, skip }: { stage: GiftStage; skip: () => void }) => {
  const { t } = useTranslation()
  if (stage.large === null) return null
  const { gift } = stage.large
  return (
    <button type="button" key={gift.id} className={`${styles.large} fx`} aria-label={t('gift.skip')} onClick={skip}>
      {gift.imageUrl && <img src={gift.imageUrl} alt="" />}
      <b>{gift.from.name}</b>
      <span>{t('gift.sent', { name: gift.name })}</span>
    </button>
  )
}
