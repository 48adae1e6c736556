// What can be done with a line: answer it, copy it, take it back.
import { isRefusal, type PublicPerson } from '@hawker/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyIcon, ReplyIcon, UndoIcon } from '../../ui/icons.tsx'
import { useLiveRoom } from '../../ui/live-room.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { useNow } from '../../ui/use-now.ts'
import { usePerson } from '../room/person.tsx'
import styles from '../room/small-sheets.module.css'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { PersonBadge } from './line.tsx'
import type { Said } from './lines.ts'
import type { Chat } from './use-chat.ts'

/** The server's: how long one may take back what one said. Staff may at any time. */
const OWN_RECALL_MS = 2 * 60_000

const mayTakeBack = (you: PublicPerson | null, line: Said, now: number): boolean =>
  you !== null &&
  (['assistant', 'host', 'owner'].includes(you.role) || (you.id === line.from.id && now - line.at <= OWN_RECALL_MS))

export const LineSheet = ({ line, chat, onClosed }: { line: Said; chat: Chat; onClosed: () => Promise<void> }) => {
  const { t } = useTranslation()
  const { hawker, id: room } = useLiveRoom()
  const { you } = usePerson()
  const toast = useToast()
  const text = useRefusalText()
  const [busy, setBusy] = useState(false)
  const now = useNow()

  const reply = () => void onClosed().then(() => window.setTimeout(() => chat.reply(line.from.name), 0))
  const copy = () => {
    const copied = navigator.clipboard?.writeText(line.text) ?? Promise.reject(new Error('no clipboard'))
    void copied.then(
      () => toast(t('common.copied')),
      () => toast(t('line.notCopied')),
    )
    void onClosed()
  }
  const takeBack = async () => {
    setBusy(true)
    const answer = await hawker.rooms.recall(room, line.id)
    setBusy(false)
    if (isRefusal(answer)) {
      const late =
        answer.refused === 'not-found' || answer.refused === 'not-allowed' || answer.refused === 'wrong-state'
      return toast(late ? t('line.tooLate') : text(answer))
    }
    toast(t('line.takenBack'))
    void onClosed()
  }

  return (
    <Sheet label={t('line.title')} onClosed={() => void onClosed()} testId="line-sheet">
      {() => (
        <>
          <div data-grab="" className={styles.quote}>
            <p>
              <PersonBadge person={line.from} />
              <b dir="auto">{line.from.name}</b> <span dir="auto">{line.text}</span>
            </p>
          </div>
          <div className={styles.rows}>
            <button type="button" className={styles.row} data-testid="line-reply" onClick={reply}>
              <ReplyIcon />
              <span>{t('line.reply')}</span>
            </button>
            <button type="button" className={styles.row} data-testid="line-copy" onClick={copy}>
              <CopyIcon />
              <span>{t('common.copy')}</span>
            </button>
            {mayTakeBack(you, line, now) && (
              <button
                type="button"
                className={styles.row}
                data-harm=""
                data-testid="line-take-back"
                disabled={busy}
                onClick={() => void takeBack()}
              >
                <UndoIcon />
                <span>
                  {t('line.takeBack')}
                  <small>{t('line.takeBackText')}</small>
                </span>
              </button>
            )}
          </div>
        </>
      )}
    </Sheet>
  )
}
