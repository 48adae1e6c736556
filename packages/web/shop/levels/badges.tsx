// Somebody by his id: points, level, badges. Hosts and the owner give and take badges.
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useMay } from '../../staff/session/you.ts'
import { formatNumber } from '../../ui/format.ts'
import { CloseIcon } from '../../ui/icons.tsx'
import { badgeFault, isUserId } from './badge-name.ts'
import styles from './levels.module.css'

export const Badges = () => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [user, setUser] = useState<string | null>(null)
  const look = (event: FormEvent) => {
    event.preventDefault()
    if (isUserId(typed.trim())) setUser(typed.trim())
  }
  return (
    <section className={styles.card}>
      <h2>{t('levels.badges')}</h2>
      <form className={styles.find} onSubmit={look}>
        <TextInput
          label={t('levels.user')}
          description={t('levels.userWhy')}
          autoComplete="off"
          value={typed}
          error={typed.trim() === '' || isUserId(typed.trim()) ? null : t('levels.fault.user')}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="badge-user"
        />
        <Button type="submit" variant="default" disabled={!isUserId(typed.trim())} data-testid="badge-find">
          {t('levels.find')}
        </Button>
      </form>
      {user !== null && <BadgesOf key={user} user={user} />}
    </section>
  )
}

const BadgesOf = ({ user }: { user: string }) => {
  const { t, i18n } = useTranslation()
  const { call } = useHawker()
  const queries = useQueryClient()
  const mayWrite = useMay('room.write')
  const [badge, setBadge] = useState('')
  const key = ['standing', user]
  const standing = useQuery({
    queryKey: key,
    queryFn: () => answered(call('levels.readStanding', { params: { user: user as never } })),
  })
  const { data } = standing
  const settled = { onSettled: () => queries.invalidateQueries({ queryKey: key }) }
  const params = (name: string) => ({ user: user as never, badge: name })
  const give = useMutation({
    mutationFn: (name: string) => answered(call('levels.giveBadge', { params: params(name), body: {} })),
    onSuccess: () => setBadge(''),
    ...settled,
  })
  const take = useMutation({
    mutationFn: (name: string) => answered(call('levels.takeBadge', { params: params(name) })),
    ...settled,
  })
  const fault = data && badge !== '' ? badgeFault(badge, data.badges) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (badge !== '' && fault === null) give.mutate(badge)
  }
  if (standing.isPending) return <p className="quiet">{t('common.loading')}</p>
  if (!data) return <RefusalNote error={standing.error} />
  const { person, level, points, nextAt, badges } = data
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <div className={styles.standing} data-testid="standing" data-level={level} data-points={points}>
      <p className="num">
        <b>{person.name}</b> {t('levels.standing', { level, points: number(points) })}
        {nextAt !== null && `, ${t('levels.nextAt', { points: number(nextAt) })}`}
      </p>
      <ul className={styles.badges}>
        {badges.length === 0 && <li data-none="">{t('levels.noBadges')}</li>}
        {badges.map((name) => (
          <li key={name} data-testid="badge">
            {name}
            {mayWrite && (
              <button
                type="button"
                disabled={take.isPending}
                onClick={() => take.mutate(name)}
                aria-label={t('levels.take', { badge: name })}
              >
                <CloseIcon size={14} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayWrite && (
        <form className={styles.find} onSubmit={submit}>
          <TextInput
            label={t('levels.badge')}
            description={t('levels.badgeWhy')}
            placeholder="early-bird"
            autoComplete="off"
            value={badge}
            error={fault && t(`levels.fault.${fault}`)}
            onChange={(event) => setBadge(event.currentTarget.value.trim().toLowerCase())}
            data-testid="badge-name"
          />
          <Button
            type="submit"
            loading={give.isPending}
            disabled={badge === '' || fault !== null}
            data-testid="badge-give"
          >
            {t('levels.give')}
          </Button>
        </form>
      )}
      <RefusalNote error={give.error ?? take.error} />
    </div>
  )
}
