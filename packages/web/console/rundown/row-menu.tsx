import type { ShelfItem } from '@hawker/sdk'
import { Menu, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseIcon, DownIcon, GripIcon, MessageIcon, TagIcon, UpIcon } from '../../ui/icons.tsx'
import styles from './row.module.css'

interface Props {
  readonly item: ShelfItem
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly explained: boolean
  readonly onSell: (() => void) | null
  readonly onExplain: () => void
  readonly onMove: (by: -1 | 1) => void
  readonly onRemove: () => void
  readonly onPlan: (plannedAt: number | null) => void
}

/** A moment as `datetime-local` takes it: local, no seconds. */
const localText = (at: number | null): string => {
  if (at === null) return ''
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export const RowMenu = ({ item, isFirst, isLast, explained, onSell, onExplain, onMove, onRemove, onPlan }: Props) => {
  const { t } = useTranslation()
  const [planned, setPlanned] = useState(localText(item.plannedAt))
  const plan = () => {
    const at = planned === '' ? null : new Date(planned).getTime()
    if (planned !== localText(item.plannedAt)) onPlan(at)
  }
  return (
    <Menu position="bottom-start" width={220} onOpen={() => setPlanned(localText(item.plannedAt))} onClose={plan}>
      <Menu.Target>
        <button type="button" className={styles.grip} aria-label={t('console.rowMenu', { title: item.title })}>
          <GripIcon size={15} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<MessageIcon size={15} />} onClick={onExplain} data-testid="explain">
          {explained ? t('console.explainNot') : t('console.explain')}
        </Menu.Item>
        {onSell && (
          <Menu.Item leftSection={<TagIcon size={15} />} onClick={onSell} data-testid="sell">
            {item.onSale === false ? t('console.sellAgain') : t('console.stopSelling')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<UpIcon size={15} />} disabled={isFirst} onClick={() => onMove(-1)}>
          {t('console.up')}
        </Menu.Item>
        <Menu.Item leftSection={<DownIcon size={15} />} disabled={isLast} onClick={() => onMove(1)}>
          {t('console.down')}
        </Menu.Item>
        <Menu.Item leftSection={<CloseIcon size={15} />} color="red" onClick={onRemove}>
          {t('console.remove')}
        </Menu.Item>
        <Menu.Divider />
        <TextInput
          className={styles.plan!}
          type="datetime-local"
          label={t('console.planned')}
          value={planned}
          onChange={(event) => setPlanned(event.currentTarget.value)}
        />
      </Menu.Dropdown>
    </Menu>
  )
}
