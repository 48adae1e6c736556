// Who gave most: in this show, or to this host this month. One's own place stands below, also when it is not shown above.
import type { Answer } from '@hawker/sdk'
import { useCallback, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, CoinIcon, RefreshIcon } from '../../ui/icons.tsx'
import { useLiveRoom } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { PersonBadge } from '../chat/line.tsx'
import list from '../room/list-sheet.module.css'
import { EmptyList, FailedList, LoadingRows } from '../room/list-sheet.tsx'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import { useRead } from '../room/use-read.ts'
import styles from './leaders-sheet.module.css'
import { aheadOf } from './place.ts'
import { useFans } from './use-fans.ts'

type Board = Answer<'gifts.listGiftLeaders'>
type Period = 'show' | 'month'

const PERIODS: readonly Period[] = ['show', 'month']

const OwnPlace = ({ board, onGive }: { board: Board; onGive: () => void }) => {
  const { t, i18n } = useTranslation()
  const { you } = usePerson()
  const own = board.you
  const ahead = aheadOf(board.leaders, own)
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <div className={styles.own} data-testid="own-place" data-rank={own?.rank ?? undefined}>
      {you && <Avatar name={you.name} url={you.avatarUrl} size={36} />}
      <p className="num">
        <b>
          {own === null
            ? t('leaders.notYet')
            : own.rank === null
              ? t('leaders.below', { coins: number(own.coins) })
              : t('leaders.you', { rank: own.rank, coins: number(own.coins) })}
        </b>
        <small>
          {ahead
            ? t('leaders.toNext', { coins: number(ahead.coins), rank: ahead.rank })
            : own
              ? t('leaders.first')
              : t('leaders.beFirst')}
        </small>
      </p>
      <Button look="soft" onClick={onGive}>
        {t('leaders.give')}
      </Button>
    </div>
  )
}

export const LeadersSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t, i18n } = useTranslation()
  const { id } = useLiveRoom()
  const fans = useFans()
  const sheets = useSheets()
  const { you } = usePerson()
  const tabsId = useId()
  const [period, setPeriod] = useState<Period>('show')
  const [board, load] = useRead(useCallback(() => fans.leaders(id, period, 100), [fans, id, period]))
  return (
    <Sheet
      label={t('leaders.title')}
      onClosed={onClosed}
      className={`${list.sheet} ${styles.sheet}`}
      testId="leaders-sheet"
    >
      {(close) => (
        <>
          <SheetHead title={t('leaders.title')}>
            <IconButton look="plain" label={t('members.again')} onClick={() => void load()}>
              <RefreshIcon size={20} />
            </IconButton>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <Tabs
            id={tabsId}
            label={t('leaders.title')}
            tabs={PERIODS}
            chosen={period}
            testId="leaders"
            onChoose={setPeriod}
          >
            {(one) => t(`leaders.${one}`)}
          </Tabs>
          {board === 'loading' && <LoadingRows />}
          {board === 'failed' && <FailedList onRetry={() => void load()} />}
          {typeof board === 'object' && (
            <>
              {board.leaders.length === 0 ? (
                <EmptyList>{t('leaders.none')}</EmptyList>
              ) : (
                <ol className={`${list.list} ${styles.list}`}>
                  {board.leaders.map(({ rank, person, coins }) => (
                    <li
                      key={person.id}
                      data-testid="leader"
                      data-rank={rank}
                      data-own={person.id === you?.id || undefined}
                    >
                      <span className={`${styles.rank} num`} data-first={rank <= 3 ? rank : undefined}>
                        {rank}
                      </span>
                      <Avatar name={person.name} url={person.avatarUrl} size={36} />
                      <span className={styles.name}>
                        <span dir="auto">{person.name}</span>
                        <PersonBadge person={person} />
                      </span>
                      <span className={`${styles.coins} num`}>
                        <CoinIcon size={14} />
                        {formatNumber(coins, i18n.language)}
                      </span>
                    </li>
                  ))}
                </ol>
              )}
              <OwnPlace board={board} onGive={() => sheets.swap({ kind: 'gifts' })} />
            </>
          )}
        </>
      )}
    </Sheet>
  )
}
