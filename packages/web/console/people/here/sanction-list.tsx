// Those who may not speak or enter: until when, why, by whom, and a button that lifts it.
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../../staff/refusal-note.tsx'
import { useMayHere } from '../../../staff/room/may.ts'
import { useYou } from '../../../staff/session/you.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { formatMoment } from '../../../ui/format.ts'
import { useNow } from '../../../ui/use-now.ts'
import column from '../column.module.css'
import type { Deskmates } from '../deskmates.ts'
import { endless, type Sanction, type SanctionKind, standing, useSanctions } from '../sanctions.ts'
import styles from './here.module.css'

interface RowProps {
  readonly kind: SanctionKind
  readonly sanction: Sanction
  readonly now: number
  readonly mates: Deskmates
}

const Row = ({ kind, sanction, now, mates: { moderation, names } }: RowProps) => {
  const { t, i18n } = useTranslation()
  const you = useYou().person.id
  const mayWrite = useMayHere('app.write')
  const { user, until, reason, by } = sanction
  const lift = () =>
    void (kind === 'bans' ? moderation.liftBan(sanction) : moderation.liftMute(sanction, kind === 'app-mutes'))
  return (
    <li data-user={user.id} data-testid="sanction">
      <Avatar name={user.name} url={user.avatarUrl} size={32} />
      <span className={styles.about}>
        <b>{user.name}</b>
        <small>
          {endless(until)
            ? t('console.untilLifted')
            : t('console.untilThen', { time: formatMoment(until, now, i18n.language) })}
          {kind === 'app-mutes' && `, ${t('console.inAllRooms')}`}
          {`, ${by === you ? t('console.byYou') : t('console.byWhom', { name: names.nameOf(by) })}`}
        </small>
        {reason && <small title={reason}>“{reason}”</small>}
      </span>
      {(kind !== 'app-mutes' || mayWrite) && (
        <button type="button" className="pill" onClick={lift} data-testid="lift">
          {t('console.lift')}
          <span className="sr-only">{user.name}</span>
        </button>
      )}
    </li>
  )
}

export const SanctionList = ({ kinds, mates }: { kinds: readonly SanctionKind[]; mates: Deskmates }) => {
  const { t } = useTranslation()
  const now = useNow()
  const lists = { mutes: useSanctions('mutes'), bans: useSanctions('bans'), 'app-mutes': useSanctions('app-mutes') }
  const error = kinds.map((kind) => lists[kind]).find((list) => list.error && !list.data)?.error
  const isPending = kinds.some((kind) => lists[kind].isPending)
  const rows = kinds.flatMap((kind) => standing(lists[kind].data ?? [], now).map((sanction) => ({ kind, sanction })))
  const nobody = kinds.includes('bans') ? 'banned' : 'muted'
  return (
    <ul className={styles.list} data-testid={`list-${nobody}`}>
      {error && <RefusalNote error={error} />}
      {isPending && <p className={column.empty}>{t('common.loading')}</p>}
      {!isPending && !error && rows.length === 0 && <p className={column.empty}>{t(`console.nobody.${nobody}`)}</p>}
      {rows.map(({ kind, sanction }) => (
        <Row key={`${kind} ${sanction.user.id}`} kind={kind} sanction={sanction} now={now} mates={mates} />
      ))}
    </ul>
  )
}
