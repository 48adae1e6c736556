// Somebody of this room: who he is here, his level, his badges.
import { isRefusal, type PublicPerson } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { LevelBadge, RoleBadge } from '../../ui/badge.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Badges } from './badges.tsx'
import styles from './level-sheet.module.css'
import { useFans } from './use-fans.ts'

export const PersonSheet = ({ person, onClosed }: { person: PublicPerson; onClosed: () => void }) => {
  const { t } = useTranslation()
  const fans = useFans()
  const [badges, setBadges] = useState<readonly string[] | null>(null)
  useEffect(() => {
    let gone = false
    void fans.badges([person.id]).then((answer) => {
      if (!gone) setBadges(isRefusal(answer) ? [] : (answer.badges[person.id] ?? []))
    })
    return () => {
      gone = true
    }
  }, [fans, person.id])
  return (
    <Sheet label={person.name} onClosed={onClosed} testId="person-sheet">
      {() => (
        <div className={styles.person} data-grab="">
          <Avatar name={person.name} url={person.avatarUrl} size={72} />
          <p className={styles.name}>
            <b dir="auto">{person.name}</b>
            <RoleBadge role={person.role} />
            <LevelBadge level={person.level} />
          </p>
          <p>{t('common.level', { level: person.level })}</p>
          {badges !== null && (badges.length > 0 ? <Badges badges={badges} /> : <p>{t('level.noBadges')}</p>)}
        </div>
      )}
    </Sheet>
  )
}
