import type { PublicPerson } from '@hawker/sdk'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { LevelBadge, RoleBadge } from '../../ui/badge.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import styles from './chat.module.css'
import type { OwnLine } from './use-chat.ts'

const kindOf = (role: PublicPerson['role']) => {
  if (role === 'host' || role === 'owner') return 'host'
  return role === 'assistant' ? 'staff' : undefined
}

export const ChatLine = memo(({ from, text }: { from: PublicPerson; text: string }) => (
  <p className={styles.line} data-kind={kindOf(from.role)} data-testid="chat-line">
    {kindOf(from.role) ? <RoleBadge role={from.role} /> : <LevelBadge level={from.level} />}
    <span className={styles.name} dir="auto">
      {from.name}
    </span>
    <span dir="auto" data-testid="chat-text">
      {text}
    </span>
  </p>
))

/** A line of one's own that is on its way, or did not get there. */
export const OwnChatLine = ({ line, name, retry }: { line: OwnLine; name: string; retry: () => void }) => {
  const { t } = useTranslation()
  const text = useRefusalText()
  const failed = line.state === 'failed'
  return (
    <p className={styles.line} data-state={line.state} data-testid="chat-own-line">
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
  )
}
