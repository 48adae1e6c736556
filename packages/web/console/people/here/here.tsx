// Who is in the room now, who works in it, and who may not speak or enter.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayHere } from '../../../staff/room/may.ts'
import { ActBar } from '../../acts/act-bar.tsx'
import column from '../column.module.css'
import type { Deskmates } from '../deskmates.ts'
import { MemberList } from './member-list.tsx'
import { SanctionList } from './sanction-list.tsx'

const PARTS = ['members', 'staff', 'muted', 'banned'] as const

export const Here = ({ mates }: { mates: Deskmates }) => {
  const { t } = useTranslation()
  const operates = useMayHere('room.operate')
  const [part, setPart] = useState<(typeof PARTS)[number]>('members')
  return (
    <>
      <div className={column.filters}>
        {PARTS.filter((one) => operates || one === 'members' || one === 'staff').map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === part}
            onClick={() => setPart(one)}
            data-testid={`here-${one}`}
          >
            {t(`console.hereFilter.${one}`)}
          </button>
        ))}
      </div>
      {(part === 'members' || part === 'staff') && <MemberList part={part} mates={mates} />}
      {part === 'muted' && <SanctionList kinds={['mutes', 'app-mutes']} mates={mates} />}
      {part === 'banned' && <SanctionList kinds={['bans']} mates={mates} />}
      <ActBar side="people" />
    </>
  )
}
