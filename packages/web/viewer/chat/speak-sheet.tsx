// Why one may not speak, in full, and what is left to do.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, LockIcon } from '../../ui/icons.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from '../room/small-sheets.module.css'
import { isBlocked, isForever } from './speaking.ts'
import type { Chat } from './use-chat.ts'
import { useSpeaking } from './use-speaking.ts'
import { useSpeakingWords } from './use-speaking-words.ts'

export const SpeakSheet = ({ chat, onClosed }: { chat: Chat; onClosed: () => void }) => {
  const { t } = useTranslation()
  const { act } = usePerson()
  const sheets = useSheets()
  const { speaking, now } = useSpeaking(chat)
  const words = useSpeakingWords(now)(speaking)
  const counts = speaking.kind === 'muted' && !isForever(speaking.until)
  const goods = speaking.kind === 'buyers'
  const blocked = isBlocked(speaking)
  // It opened by itself, or staff opened it: there is nothing left to explain.
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes once
  useEffect(() => {
    if (!blocked) onClosed()
  }, [blocked])
  return (
    <Sheet label={words?.title ?? ''} onClosed={onClosed} testId="speak-sheet">
      {(close) => (
        <>
          <SheetHead title={words?.title}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <div className={styles.reason}>
            {counts && (
              <p className={`${styles.figure} num`}>
                <LockIcon size={18} />
                {words?.short}
              </p>
            )}
            <p>{words?.text}</p>
            <p>{t('speak.stillOpen')}</p>
          </div>
          <div className={styles.foot}>
            {goods ? (
              <Button big onClick={() => sheets.swap({ kind: 'bag' })}>
                {t('speak.seeGoods')}
              </Button>
            ) : (
              <Button big look="soft" onClick={() => act(() => sheets.swap({ kind: 'ask', about: null }))}>
                {t('ask.title')}
              </Button>
            )}
          </div>
        </>
      )}
    </Sheet>
  )
}
