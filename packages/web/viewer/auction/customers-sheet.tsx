// Why a guest does not bid here, and what he can do about it.
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon } from '../../ui/icons.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from '../room/small-sheets.module.css'

export const CustomersSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  const { act } = usePerson()
  const sheets = useSheets()
  return (
    <Sheet label={t('auction.customersOnly')} onClosed={onClosed} testId="customers-sheet">
      {(close) => (
        <>
          <SheetHead title={t('auction.customersOnly')}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <div className={styles.reason}>
            <p>{t('auction.customersWhy')}</p>
            <p>{t('auction.customersHow')}</p>
          </div>
          <div className={styles.foot}>
            <Button big look="soft" onClick={() => act(() => sheets.swap({ kind: 'ask', about: null }))}>
              {t('ask.title')}
            </Button>
          </div>
        </>
      )}
    </Sheet>
  )
}
