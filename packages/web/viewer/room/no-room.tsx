import type { Refusal } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import styles from './no-room.module.css'
import { useRefusalText } from './use-refusal-text.ts'

export const NoRoom = ({ refusal }: { refusal: Refusal }) => {
  const { t } = useTranslation()
  const text = useRefusalText()
  const missing = refusal.refused === 'not-found'
  return (
    <main className={styles.page} data-testid="no-room">
      <h1>{missing ? t('noRoom.title') : t('noRoom.closed')}</h1>
      <p>{missing ? t('noRoom.text') : text(refusal)}</p>
      <div>
        {!missing && (
          <Button look="ghost" onClick={() => location.reload()}>
            {t('common.retry')}
          </Button>
        )}
        <a href="/">{t('ended.others')}</a>
      </div>
    </main>
  )
}
