import type { PublicPerson } from '@hawker/sdk'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { LevelBadge, RoleBadge } from '../../ui/badge.tsx'
import { MegaphoneIcon, MoreIcon } from '../../ui/icons.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import styles from './chat.module.css'
import type { Said, Told } from './lines.ts'
import type { OwnLine } from './use-chat.ts'

const kindOf = (role: PublicPerson['role']) => {
  if (role === 'host' || role === 'owner') return 'host'
  return role === 'assistant' ? 'staff' : undefined
}

export const PersonBadge = ({ person }: { person: PublicPerson }) =>
  kindOf(person.role) ? <RoleBadge role={person.role} /> : <LevelBadge level={person.level} />

interface LineProps {
  readonly line: Said
  readonly open: (line: Said) => void
}

/** Its button is met by pointer or by the arrow keys of the list, not by Tab: sixty stops would be too many. */
export const ChatLine = memo(({ line, open }: LineProps) => {
  const { t } = useTranslation()
  const { from, text } = line
  return (
    <div className={styles.line} data-kind={kindOf(from.role)} data-offset={line.offset} data-testid="chat-line">
      <p>
        <PersonBadge person={from} />
        <span className={styles.name} dir="auto">
          {from.name}
        </span>
        <span dir="auto" data-testid="chat-text">
          {text}
        </span>
      </p>
      <button
        type="button"
        tabIndex={-1}
        className={styles.more}
        data-line-menu=""
        aria-label={t('line.more', { name: from.name, text })}
        aria-haspopup="dialog"
        onClick={() => open(line)}
      >
        <MoreIcon size={18} />
      </button>
    </div>
  )
})

/** What the shop told stays among the lines, to be read again. */
export const NoticeLine = memo(({ notice, open }: { notice: Told; open: (notice: Told) => void }) => {
  const { t } = useTranslation()
  return (
    <button type="button" className={styles.told} data-testid="chat-notice" onClick={() => open(notice)}>
      <MegaphoneIcon size={16} aria-hidden={undefined} aria-label={t('told.fromShop')} />
      <span dir="auto">{notice.text}</span>
    </button>
  )
})

/** A line of one's own that is on its way, or did not get there. */
export const OwnChatLine = ({ line, name, retry }: { line: OwnLine; name: string; retry: () => void }) => {
  const { t } = useTranslation()
  const text = useRefusalText()
  const failed = line.state === 'failed'
  return (
    <div className={styles.line} data-state={line.state} data-testid="chat-own-line">
      <p>
        <span className={styles.said}>
          <span className={styles.name}>{name}</span>
          <span dir="auto">{line.text}</span>
        </span>
        {failed && (
          <button type="button" className={styles.retry} onClick={retry}>
            {line.refusal && line.refusal.refused !== 'unavailable' ? `${text(line.refusal)} ` : ''}
            {t('chat.tapToRetry')}
          </button>
        )}
      </p>
    </div>
  )
}
