// The room's own facts, and what the app keeps in it.
import { Drawer } from '@mantine/core'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tabs } from '../../ui/tabs.tsx'
import { DataPart } from './data-part.tsx'
import { FactsPart } from './facts-part.tsx'
import styles from './settings.module.css'

const PARTS = ['facts', 'data'] as const

export const Settings = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation()
  const id = useId()
  const [part, setPart] = useState<(typeof PARTS)[number]>('facts')
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t('settings.title')}
      size={480}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={styles.parts}>
        <Tabs
          id={id}
          look="column"
          panelId={`${id}-panel`}
          label={t('settings.title')}
          tabs={PARTS}
          chosen={part}
          testId="settings"
          onChoose={setPart}
        >
          {(one) => t(`settings.part.${one}`)}
        </Tabs>
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${part}`}>
        {part === 'facts' ? <FactsPart onSaved={onClose} /> : <DataPart />}
      </div>
    </Drawer>
  )
}
