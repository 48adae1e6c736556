import type { PublicPerson } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { type FormEvent, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DIRECT_MAX_CODEPOINTS } from '../../../staff/limits.ts'
import { RefusalNote } from '../../../staff/refusal-note.tsx'
import { useMayModerate } from '../../../staff/room/may.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { formatMoment } from '../../../ui/format.ts'
import { LeftIcon, MoreIcon } from '../../../ui/icons.tsx'
import { useClock } from '../../../ui/use-now.ts'
import column from '../column.module.css'
import type { Deskmates } from '../deskmates.ts'
import { PersonMenu } from '../person-menu.tsx'
import styles from './messages.module.css'
import type { Message } from './threads.ts'
import { useThread } from './use-threads.ts'

const Said = ({ message: { text, at, byShop, from } }: { message: Message }) => {
  const { i18n } = useTranslation()
  const clock = useClock()
  return (
    <li data-shop={byShop || undefined} data-testid="direct-message">
      <p>{text}</p>
      <small>
        {byShop && `${from.name}, `}
        {formatMoment(at, clock.now(), i18n.language)}
      </small>
    </li>
  )
}

const Answer = ({ post }: { post: ReturnType<typeof useThread>['post'] }) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const said = text.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (said === '' || post.isPending) return
    post.mutate(said, { onSuccess: () => setText((now) => (now.trim() === said ? '' : now)) })
  }
  return (
    <form className={styles.answer} onSubmit={submit}>
      <RefusalNote error={post.error} />
      <div>
        <textarea
          aria-label={t('console.answer')}
          placeholder={t('console.answer')}
          rows={2}
          maxLength={DIRECT_MAX_CODEPOINTS}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            const sends = event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing
            if (sends) submit(event)
          }}
          data-testid="direct-input"
        />
        <Button type="submit" loading={post.isPending} disabled={said === ''} data-testid="direct-send">
          {t('console.send')}
        </Button>
      </div>
    </form>
  )
}

interface Props {
  readonly person: PublicPerson
  readonly mates: Deskmates
  readonly onBack: () => void
}

export const Thread = ({ person, mates, onBack }: Props) => {
  const { t } = useTranslation()
  const moderates = useMayModerate()(person)
  const { pages, messages, post } = useThread(person.id)
  const list = useRef<HTMLOListElement>(null)
  const last = messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: shows the newest message when there is one
  useLayoutEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight
  }, [last])
  return (
    <>
      <header className={styles.head}>
        <button type="button" onClick={onBack} aria-label={t('console.allThreads')} data-testid="thread-back">
          <LeftIcon size={18} />
        </button>
        <Avatar name={person.name} url={person.avatarUrl} size={28} />
        <b>{person.name}</b>
        {moderates && (
          <PersonMenu person={person} mates={mates} part="all">
            <button type="button" aria-label={t('console.more')}>
              <MoreIcon size={18} />
            </button>
          </PersonMenu>
        )}
      </header>
      <ol ref={list} className={styles.messages}>
        <li className={styles.push} aria-hidden="true" />
        {pages.hasNextPage && (
          <button
            type="button"
            className={styles.older}
            disabled={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t('console.olderMessages')}
          </button>
        )}
        {pages.isPending && <p className={column.empty}>{t('common.loading')}</p>}
        {pages.error && !pages.data && <RefusalNote error={pages.error} />}
        {pages.data && messages.length === 0 && (
          <p className={column.empty}>{t('console.noMessages', { name: person.name })}</p>
        )}
        {messages.map((message) => (
          <Said key={message.id} message={message} />
        ))}
      </ol>
      <Answer post={post} />
    </>
  )
}
