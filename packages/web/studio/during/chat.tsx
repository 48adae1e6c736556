import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isStaffRole } from '../../staff/rights.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './chat.module.css'
import { hostChat } from './order.ts'

export const Chat = () => {
  const { t } = useTranslation()
  const chat = useRoomState((state) => state.chat)
  const [seen, setSeen] = useState<ReadonlySet<number>>(new Set())
  const { questions, waiting, rest } = hostChat(chat, seen, useNow())
  return (
    <aside className={styles.chat}>
      <h2>
        {t('studio.questionsFirst')}
        {waiting > 0 && <u>{waiting}</u>}
      </h2>
      {questions.map(({ offset, from, text }) => (
        <button
          key={offset}
          type="button"
          className={styles.question}
          title={t('studio.answered')}
          onClick={() => setSeen(new Set([...seen, offset]))}
        >
          <b>{from.name}</b>
          <span>{text}</span>
          <span className="sr-only">{t('studio.answered')}</span>
        </button>
      ))}
      {questions.length > 0 && <div className={styles.line} />}
      <div className={styles.rest}>
        {chat.length === 0 && <p className="quiet">{t('studio.quiet')}</p>}
        {rest.map(({ offset, from, text }) => (
          <p key={offset} data-testid="studio-chat-line">
            <b data-staff={isStaffRole(from.role) || undefined}>{from.name}</b>
            {text}
          </p>
        ))}
      </div>
    </aside>
  )
}
