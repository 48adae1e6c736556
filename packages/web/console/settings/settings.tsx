// The room's own facts, and what the app keeps in it.
import { Drawer } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DataPart } from './data-part.tsx'
import { FactsPart } from './facts-part.tsx'
import styles from './settings.module.css'

const PARTS = ['facts', 'data'] as const

export const Settings = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation()
  const [part, setPart] = useState<(typeof PARTS)[number]>('facts')
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t('settings.title')}
      size={480}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={styles.tabs} role="tablist">
        {PARTS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === part}
            onClick={() => setPart(one)}
            data-testid={`settings-${one}`}
          >
            {t(`settings.part.${one}`)}
          </button>
        ))}
      </div>
      {part === 'facts' ? <FactsPart onSaved={onClose} /> : <DataPart />}
    </Drawer>
  )
}
