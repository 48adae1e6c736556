// What was done in the room and by whom: the newest few beside the picture, all of it in a drawer.
import { Button, Drawer } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import box from '../centre/centre.module.css'
import { useNames } from '../people/names.ts'
import { DeedLine } from './deed-line.tsx'
import styles from './deeds.module.css'
import { useRoomDeeds } from './use-deeds.ts'

const SHOWN = 8

export const Done = () => {
  const { t } = useTranslation()
  const { deeds, error, older } = useRoomDeeds()
  const { nameOf } = useNames()
  const [all, setAll] = useState(false)
  return (
    <div className={box.box}>
      <h3>
        {t('deed.box')}
        {deeds.length > 0 && (
          <button type="button" className={styles.all} onClick={() => setAll(true)} data-testid="deeds-all">
            {t('deed.all')}
          </button>
        )}
      </h3>
      <RefusalNote error={error} />
      {deeds.length === 0 ? (
        <p className="quiet">{t('deed.none')}</p>
      ) : (
        <ul className={styles.deeds}>
          {deeds.slice(0, SHOWN).map((deed) => (
            <DeedLine key={deed.id} deed={deed} nameOf={nameOf} />
          ))}
        </ul>
      )}
      <Drawer
        opened={all}
        onClose={() => setAll(false)}
        title={t('deed.allTitle')}
        size={480}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <ul className={`${styles.deeds} num`} data-all="" data-testid="deeds-list">
          {deeds.map((deed) => (
            <DeedLine key={deed.id} deed={deed} nameOf={nameOf} />
          ))}
        </ul>
        {older && (
          <Button variant="default" fullWidth onClick={older} data-testid="deeds-older">
            {t('deed.earlier')}
          </Button>
        )}
      </Drawer>
    </div>
  )
}
