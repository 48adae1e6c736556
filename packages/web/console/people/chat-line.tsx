// A line of chat and, over its upper edge while it is chosen or pointed at, what can be done about it.
import { type MouseEvent, memo, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isStaffRole } from '../../staff/rights.ts'
import { isQuestion, type Line } from '../../staff/room/chat.ts'
import { useMayHere, useMayModerate } from '../../staff/room/may.ts'
import { LevelBadge, RoleBadge } from '../../ui/badge.tsx'
import { formatMoment } from '../../ui/format.ts'
import { MoreIcon, MutedIcon, PinIcon, ReplyIcon, TrashIcon } from '../../ui/icons.tsx'
import { useClock } from '../../ui/use-now.ts'
import styles from './chat.module.css'
import type { Deskmates } from './deskmates.ts'
import { PersonMenu } from './person-menu.tsx'

interface Props {
  readonly line: Line
  readonly mine: boolean
  readonly muted: boolean
  readonly pinned: boolean
  readonly chosen: boolean
  readonly mates: Deskmates
  readonly onChoose: (offset: number) => void
  readonly onReply: (line: Line) => void
}

const Tools = ({ line, pinned, mates, onReply, onMenu }: Props & { onMenu: (open: boolean) => void }) => {
  const { t } = useTranslation()
  const moderates = useMayModerate()(line.from)
  const { moderation } = mates
  return (
    <div className={styles.tools} role="toolbar" aria-label={t('console.toolsFor', { name: line.from.name })}>
      <button type="button" title={`${t('console.reply')} (A)`} onClick={() => onReply(line)} data-testid="act-reply">
        <ReplyIcon size={16} />
        <span className="sr-only">{t('console.reply')}</span>
      </button>
      <button
        type="button"
        title={`${t(pinned ? 'console.unpin' : 'console.pin')} (P)`}
        aria-pressed={pinned}
        onClick={() => void moderation.pin(pinned ? null : line)}
        data-testid="act-pin"
      >
        <PinIcon size={16} />
        <span className="sr-only">{t(pinned ? 'console.unpin' : 'console.pin')}</span>
      </button>
      <button
        type="button"
        title={`${t('console.recall')} (R)`}
        onClick={() => moderation.recall(line)}
        data-testid="act-recall"
      >
        <TrashIcon size={16} />
        <span className="sr-only">{t('console.recall')}</span>
      </button>
      {moderates && (
        <PersonMenu person={line.from} mates={mates} part="mute" onOpenChange={onMenu}>
          <button type="button" title={`${t('console.mute')} (M)`} data-testid="act-mute">
            <MutedIcon size={16} />
            <span className="sr-only">{t('console.mute')}</span>
          </button>
        </PersonMenu>
      )}
      {(moderates || !isStaffRole(line.from.role)) && (
        <PersonMenu person={line.from} mates={mates} part="more" onOpenChange={onMenu}>
          <button type="button" title={t('console.more')} data-testid="act-more">
            <MoreIcon size={16} />
            <span className="sr-only">{t('console.more')}</span>
          </button>
        </PersonMenu>
      )}
    </div>
  )
}

export const ChatLine = memo((props: Props) => {
  const { line, mine, muted, chosen, onChoose } = props
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const operates = useMayHere('room.operate')
  // Tools are built for the line in hand only: two hundred lines would carry a thousand buttons.
  const [pointed, setPointed] = useState(false)
  const [menu, setMenu] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const { from, text, at } = line
  const host = from.role === 'host' || from.role === 'owner'
  useEffect(() => {
    if (chosen) box.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  // No leaving is told when the mouse went away over the menu.
  const onMenu = (open: boolean) => {
    setMenu(open)
    if (!open) setPointed(box.current?.matches(':hover') ?? false)
  }
  const choose = (event: MouseEvent) => {
    // A menu of the line stands elsewhere in the page, and what is pressed in it is heard here as well.
    const on = event.target instanceof Element && box.current?.contains(event.target) ? event.target : null
    if (operates && on !== null && on.closest('[role="toolbar"]') === null) onChoose(line.offset)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: J and K choose lines by keyboard
    // biome-ignore lint/a11y/noStaticElementInteractions: a tap shows the tools, which are buttons of their own
    <div
      ref={box}
      className={styles.line}
      data-look={isQuestion(line) ? 'question' : host ? 'host' : undefined}
      data-chosen={chosen || undefined}
      onClick={choose}
      onPointerEnter={({ pointerType }) => setPointed(pointerType === 'mouse')}
      onPointerLeave={() => setPointed(false)}
      data-testid="console-chat-line"
      data-message={line.id}
    >
      <span>
        {mine ? <b className={styles.you}>{t('console.you')}</b> : <RoleBadge role={from.role} />}
        <LevelBadge level={from.level} />
        <span className={styles.name}>{from.name}</span>
        {text}
      </span>
      {muted && (
        <span className={styles.mark} title={t('console.isMuted')}>
          <MutedIcon size={11} />
          <span className="sr-only">{t('console.isMuted')}</span>
        </span>
      )}
      <time>{formatMoment(at, clock.now(), i18n.language)}</time>
      {operates && (chosen || pointed || menu) && <Tools {...props} onMenu={onMenu} />}
    </div>
  )
})
