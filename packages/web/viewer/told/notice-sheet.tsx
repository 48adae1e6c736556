import type { NoticeTold } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon } from '../../ui/icons.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import styles from './told.module.css'

export const NoticeSheet = ({ notice, onClosed }: { notice: NoticeTold; onClosed: () => void }) => {
  const { t } = useTranslation()
  const title = notice.broadcast ? t('told.everywhere') : t('told.fromShop')
  return (
    <Sheet label={title} onClosed={onClosed} testId="notice-sheet">
      {(close) => (
        <>
          <SheetHead title={title}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <p className={styles.whole} dir="auto">
            {notice.text}
          </p>
        </>
      )}
    </Sheet>
  )
}
