// The picture. Cover until there is one; blurred sides where it does not fill; small in the corner while one buys.
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { FullscreenIcon, MutedIcon } from '../../ui/icons.tsx'
import styles from './player.module.css'
import type { Player } from './use-player.ts'

/** The blurred sides follow the picture slowly; nobody looks at them. */
const AMBIENT_EVERY_MS = 1000
const AMBIENT_WIDTH = 27
const AMBIENT_HEIGHT = 48

const Ambient = ({ player, cover }: { player: Player; cover: string | null }) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const draw = () => {
      const video = player.video.current
      if (!video || video.readyState < 2 || document.visibilityState !== 'visible') return
      canvas.current?.getContext('2d')?.drawImage(video, 0, 0, AMBIENT_WIDTH, AMBIENT_HEIGHT)
    }
    const timer = window.setInterval(draw, AMBIENT_EVERY_MS)
    return () => window.clearInterval(timer)
  }, [player.video])
  return (
    <div className={styles.ambient} aria-hidden="true">
      {cover && <img src={cover} alt="" />}
      <canvas ref={canvas} width={AMBIENT_WIDTH} height={AMBIENT_HEIGHT} />
    </div>
  )
}

export type Corner = 'none' | 'product' | 'checkout'

interface Props {
  readonly player: Player
  readonly cover: string | null
  /** `gone`: the publisher is away, the last frame stays, blurred. `cover`: nothing to see yet or any more. */
  readonly look: 'live' | 'gone' | 'cover'
  readonly corner: Corner
  readonly onTap: () => void
}

export const PlayerView = ({ player, cover, look, corner, onTap }: Props) => {
  const { t } = useTranslation()
  const showCover = look === 'cover' || player.state === 'waiting'
  return (
    <div className={styles.player} data-look={look} data-corner={corner} data-landscape={player.landscape || undefined}>
      <Ambient player={player} cover={cover} />
      {/* biome-ignore lint/a11y/useMediaCaption: live speech has no captions yet */}
      <video
        ref={player.video}
        className={styles.video}
        data-testid="player-video"
        data-state={player.state}
        aria-label={t('player.label')}
        playsInline
        autoPlay
        disablePictureInPicture={false}
      />
      {cover && <img className={styles.cover} src={cover} alt="" data-shown={showCover || undefined} />}
      <button type="button" tabIndex={-1} className={styles.tap} aria-label={t('player.hide')} onClick={onTap} />
    </div>
  )
}

export const SoundGate = ({ player }: { player: Player }) => {
  const { t } = useTranslation()
  if (!player.needsTap || player.state === 'waiting') return null
  return (
    <button type="button" className={styles.sound} data-testid="tap-for-sound" onClick={player.toggleMuted}>
      <MutedIcon />
      {t('player.tapForSound')}
    </button>
  )
}

/** What lies over the small picture: its frame, how the room stands, and the way back to the large one. */
export const CornerFrame = ({ corner, badge, onTap }: { corner: Corner; badge: ReactNode; onTap: () => void }) => {
  const { t } = useTranslation()
  if (corner === 'none') return null
  return (
    <button
      type="button"
      className={styles.frame}
      data-corner={corner}
      aria-label={t('player.enlarge')}
      onClick={onTap}
    >
      {badge}
      <FullscreenIcon size={18} />
    </button>
  )
}
