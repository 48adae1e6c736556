import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isStaffRole } from '../../staff/rights.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import { PinIcon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './chat.module.css'
import { hostChat, markAnswered } from './order.ts'

export const Chat = () => {
  const { t } = useTranslation()
  const chat = useRoomState((state) => state.chat)
  const pinned = useRoomState((state) => state.pinned)
  const [answered, setAnswered] = useState<ReadonlyMap<string, number>>(new Map())
  const { questions, waiting, rest } = hostChat(chat, answered, useNow())
  return (
    <aside className={styles.chat}>
      <h2>
        {t('studio.questionsFirst')}
        {waiting > 0 && <u>{waiting}</u>}
      </h2>
      {questions.map((question) => (
        <button
          key={question.line.offset}
          type="button"
          className={styles.question}
          title={t('studio.answered')}
          onClick={() => setAnswered(markAnswered(answered, question))}
          data-testid="studio-question"
        >
          <b>
            {question.line.from.name}
            {question.asked > 1 && <em>{t('studio.askThis', { count: question.asked })}</em>}
          </b>
          <span>{question.line.text}</span>
          <span className="sr-only">{t('studio.answered')}</span>
        </button>
      ))}
      {questions.length > 0 && <div className={styles.line} />}
      {pinned && (
        <p className={styles.pinned} data-testid="studio-pinned">
          <b>
            <PinIcon size={18} />
            {t('studio.pinned')}
            <span>{pinned.from.name}</span>
          </b>
          <span>{pinned.text}</span>
        </p>
      )}
      <div className={styles.rest}>
        {chat.length === 0 && <p className="quiet">{t('studio.quiet')}</p>}
        {rest.map(({ offset, from, text }) => (
          <p key={offset} data-testid="studio-chat-line">
            <b data-staff={isStaffRole(from.role) || undefined}>
              {from.name}
              {isStaffRole(from.role) && <em>{t(`role.${from.role}`)}</em>}
            </b>
            {text}
          </p>
        ))}
      </div>
    </aside>
  )
}
