// Keeping order in the room: each act says what it did and, where it can be, is taken back within five seconds.
import type { PublicPerson } from '@hawker/sdk'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import type { Line } from '../../staff/room/chat.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { useDesk } from '../acts/desk.tsx'
import { durationKey } from './durations.ts'
import { endless, type Sanction, useSanctionsChanged } from './sanctions.ts'

type Somebody = Pick<PublicPerson, 'id' | 'name'>
type Lifted = Pick<Sanction, 'user' | 'until' | 'reason'>
export interface MuteWish {
  readonly seconds: number | null
  readonly reason?: string | null
  readonly everywhere?: boolean
}
export interface BanWish {
  readonly seconds: number | null
  readonly reason?: string | null
  readonly network?: boolean
}

export const useModeration = () => {
  const { t } = useTranslation()
  const { id: room, room: live } = useLiveRoom()
  const { call } = useHawker()
  const { attempt, done, ask } = useDesk()
  const changed = useSanctionsChanged()
  return useMemo(() => {
    const lasting = (seconds: number | null) => {
      const { key, count } = durationKey(seconds)
      return t(`console.for.${key}`, { count })
    }
    const act = (run: () => Promise<unknown>) =>
      attempt('people', async () => {
        await run()
        changed()
      })
    const lift = {
      mute: (user: string) => answered(call('moderation.unmute', { params: { room, user } })),
      appMute: (user: string) => answered(call('moderation.unmuteInApp', { params: { user } })),
      ban: (user: string) => answered(call('moderation.unban', { params: { room, user } })),
    }
    const put = {
      mute: (user: string, { seconds, reason = null, everywhere = false }: MuteWish): Promise<unknown> =>
        everywhere
          ? answered(call('moderation.muteInApp', { params: { user }, body: { seconds, reason } }))
          : answered(call('moderation.mute', { params: { room, user }, body: { seconds, reason } })),
      ban: (user: string, { seconds, reason = null, network = false }: BanWish): Promise<unknown> =>
        answered(call('moderation.ban', { params: { room, user }, body: { seconds, reason, network } })),
    }
    const mute = ({ id: user, name }: Somebody, wish: MuteWish) =>
      act(async () => {
        await put.mute(user, wish)
        const { seconds, everywhere = false } = wish
        done({
          side: 'people',
          text: t(everywhere ? 'console.didMuteAll' : 'console.didMute', { name, lasting: lasting(seconds) }),
          undo: () => (everywhere ? lift.appMute(user) : lift.mute(user)).then(changed),
        })
      })
    const ban = ({ id: user, name }: Somebody, wish: BanWish) =>
      act(async () => {
        await put.ban(user, wish)
        done({
          side: 'people',
          text: t('console.didBan', { name, lasting: lasting(wish.seconds) }),
          note: wish.network ? t('console.withNetwork') : undefined,
          undo: () => lift.ban(user).then(changed),
        })
      })
    const again = (until: number) => (endless(until) ? null : Math.max(1, Math.ceil((until - Date.now()) / 1000)))
    const liftMute = ({ user, until, reason }: Lifted, everywhere = false) =>
      act(async () => {
        await (everywhere ? lift.appMute(user.id) : lift.mute(user.id))
        done({
          side: 'people',
          text: t('console.didUnmute', { name: user.name }),
          undo: () => put.mute(user.id, { seconds: again(until), reason, everywhere }).then(changed),
        })
      })
    const liftBan = ({ user, until, reason }: Lifted) =>
      act(async () => {
        await lift.ban(user.id)
        done({
          side: 'people',
          text: t('console.didUnban', { name: user.name }),
          undo: () => put.ban(user.id, { seconds: again(until), reason }).then(changed),
        })
      })
    const kick = ({ id: user, name }: Somebody) =>
      ask({
        side: 'people',
        text: t('console.sureKick', { name }),
        note: t('console.kickWhat'),
        word: t('console.kick'),
        run: () => answered(call('moderation.kick', { params: { room }, body: { user, reason: null } })),
      })
    const recall = ({ id: message, from, text }: Pick<Line, 'id' | 'from' | 'text'>) =>
      ask({
        side: 'people',
        text: t('console.sureRecall', { name: from.name }),
        note: `“${text}”`,
        word: t('console.recall'),
        run: () => answered(call('moderation.recall', { params: { room, message } })),
      })
    const setPin = (messageId: string | null) =>
      messageId === null
        ? answered(call('moderation.unpin', { params: { room } }))
        : answered(call('moderation.pin', { params: { room }, body: { messageId } }))
    /** Null takes the pinned comment down. */
    const pin = (line: Pick<Line, 'id' | 'from'> | null) =>
      act(async () => {
        const before = live.state.pinned?.id ?? null
        await setPin(line?.id ?? null)
        done({
          side: 'people',
          text: line ? t('console.didPin', { name: line.from.name }) : t('console.didUnpin'),
          undo: () => setPin(before),
        })
      })
    return { mute, ban, liftMute, liftBan, kick, recall, pin }
  }, [t, room, live, call, attempt, done, ask, changed])
}

export type Moderation = ReturnType<typeof useModeration>
