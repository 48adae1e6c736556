// What can be done about somebody, beside his line or his name in a list.
import type { PublicPerson } from '@hawker/sdk'
import { Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isStaffRole } from '../../staff/rights.ts'
import { useMayHere, useMayModerate } from '../../staff/room/may.ts'
import { CloseIcon, LockIcon, MailIcon, MutedIcon, UserIcon } from '../../ui/icons.tsx'
import type { Deskmates } from './deskmates.ts'
import { durationKey, MUTE_CHOICES_S } from './durations.ts'

interface Props {
  readonly person: PublicPerson
  readonly mates: Deskmates
  /** The mute menu alone, or everything else. */
  readonly part: 'mute' | 'more' | 'all'
  readonly onOpenChange?: (open: boolean) => void
  readonly children: ReactNode
}

export const PersonMenu = ({ person, mates, part, onOpenChange, children }: Props) => {
  const { t } = useTranslation()
  const moderates = useMayModerate()(person)
  const everywhere = useMayHere('room.write')
  const answers = useMayHere('room.operate')
  const { moderation, openThread, openSanction } = mates
  const label = (seconds: number | null) => {
    const { key, count } = durationKey(seconds)
    return t(`console.for.${key}`, { count })
  }
  return (
    <Menu
      position="bottom-end"
      width={256}
      shadow="md"
      withinPortal
      {...(onOpenChange ? { onOpen: () => onOpenChange(true), onClose: () => onOpenChange(false) } : {})}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {part !== 'mute' && answers && !isStaffRole(person.role) && (
          <Menu.Item leftSection={<MailIcon size={15} />} onClick={() => openThread(person)} data-testid="act-message">
            {t('console.privately')}
          </Menu.Item>
        )}
        {moderates && part !== 'more' && (
          <>
            <Menu.Label>{t('console.muteFor')}</Menu.Label>
            {MUTE_CHOICES_S.map((seconds) => (
              <Menu.Item
                key={seconds ?? 'ever'}
                leftSection={<MutedIcon size={15} />}
                onClick={() => void moderation.mute(person, { seconds })}
                data-testid={`mute-${seconds ?? 'ever'}`}
              >
                {label(seconds)}
              </Menu.Item>
            ))}
            <Menu.Item leftSection={<UserIcon size={15} />} onClick={() => openSanction({ act: 'mute', person })}>
              {t(everywhere ? 'console.muteMore' : 'console.muteWhy')}
            </Menu.Item>
          </>
        )}
        {moderates && part === 'all' && <Menu.Divider />}
        {moderates && part !== 'mute' && (
          <>
            <Menu.Item
              leftSection={<CloseIcon size={15} />}
              onClick={() => moderation.kick(person)}
              data-testid="act-kick"
            >
              {t('console.kickMore')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<LockIcon size={15} />}
              onClick={() => openSanction({ act: 'ban', person })}
              data-testid="act-ban"
            >
              {t('console.banMore')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
