// Ask the shop: the two of them alone, beside the room. What was said is kept.
import type { DirectMessage } from '@hawker/sdk'
import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoment } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, UpIcon } from '../../ui/icons.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useClock } from '../../ui/use-now.ts'
import { useDraft } from '../chat/draft.ts'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { useAsk } from './ask-provider.tsx'
import styles from './ask-sheet.module.css'
import type { Outgoing } from './thread.ts'

/** This close to the top the next page is fetched; this close to the end one follows. */
const EDGE_PX = 40
/** Between two messages further apart a time is shown. */
const PAUSE_MS = 5 * 60_000

/** `named`: the first of several in a row says who speaks for the shop. */
const Bubble = ({ message, named }: { message: DirectMessage; named: boolean }) => (
  <li className={styles.bubble} data-shop={message.byShop || undefined} data-testid="ask-message">
    {message.byShop && named && <small>{message.from.name}</small>}
    <p dir="auto">{message.text}</p>
  </li>
)

const OwnBubble = ({ out }: { out: Outgoing }) => {
  const { t } = useTranslation()
  const text = useRefusalText()
  const ask = useAsk()
  return (
    <li className={styles.bubble} data-state={out.state} data-testid="ask-own">
      <p dir="auto">{out.text}</p>
      {out.state === 'sending' && <small>{t('ask.sending')}</small>}
      {out.state === 'failed' && (
        <span className={styles.failed}>
          {out.refusal && <small>{text(out.refusal)}</small>}
          <button type="button" data-testid="ask-retry" onClick={() => ask.retry(out.id)}>
            {t('common.retry')}
          </button>
          <button
            type="button"
            onClick={() => {
              ask.draft.set(out.text)
              ask.forget(out.id)
            }}
          >
            {t('ask.edit')}
          </button>
        </span>
      )}
    </li>
  )
}

const Conversation = () => {
  const { t, i18n } = useTranslation()
  const { thread, problem, load, loadOlder } = useAsk()
  const clock = useClock()
  const text = useRefusalText()
  const scroller = useRef<HTMLElement>(null)
  const following = useRef(true)
  const paging = useRef(false)
  const height = useRef(0)
  const count = thread.messages.length + thread.outbox.length
  const answer = thread.messages.findLast(({ byShop }) => byShop)
  const first = thread.messages[0]?.id

  // Following: the end stays in view. Paging up: what was read stays where it was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: every message moves the end
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    if (following.current) element.scrollTop = element.scrollHeight
    else if (paging.current) element.scrollTop += element.scrollHeight - height.current
    paging.current = false
    height.current = element.scrollHeight
  }, [count, first, thread.outbox])

  const onScroll = () => {
    const element = scroller.current
    if (element === null) return
    following.current = element.scrollHeight - element.scrollTop - element.clientHeight < EDGE_PX
    if (element.scrollTop > EDGE_PX || thread.older === null || paging.current) return
    paging.current = true
    height.current = element.scrollHeight
    void loadOlder()
  }

  if (!thread.loaded && problem !== null)
    return (
      <div className={styles.empty}>
        <p>{text(problem)}</p>
        <Button look="soft" onClick={() => void load()}>
          {t('common.retry')}
        </Button>
      </div>
    )
  return (
    <section
      ref={scroller}
      className={styles.talk}
      aria-label={t('ask.title')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by the keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      {thread.loaded && count === 0 && <p className={styles.empty}>{t('ask.empty')}</p>}
      <p className="sr-only" aria-live="polite">
        {answer && `${answer.from.name}: ${answer.text}`}
      </p>
      <ol>
        {thread.messages.map((message, i) => {
          const before = thread.messages[i - 1]
          const timed = before === undefined || message.at - before.at > PAUSE_MS
          return [
            timed && (
              <li key={`at-${message.id}`} className={`${styles.time} num`}>
                {formatMoment(message.at, clock.now(), i18n.language)}
              </li>
            ),
            <Bubble key={message.id} message={message} named={timed || before.from.id !== message.from.id} />,
          ]
        })}
        {thread.outbox.map((out) => (
          <OwnBubble key={out.id} out={out} />
        ))}
      </ol>
    </section>
  )
}

/** Enter sends where there are keys; on a phone it is a new line, and the button sends. */
const sendsByEnter = (event: KeyboardEvent) =>
  event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && matchMedia('(pointer: fine)').matches

export const AskSheet = ({ about, onClosed }: { about: string | null; onClosed: () => void }) => {
  const { t } = useTranslation()
  const { draft, say, setReading } = useAsk()
  const text = useDraft(draft)
  const [rows, setRows] = useState(1)

  useEffect(() => {
    setReading(true)
    return () => setReading(false)
  }, [setReading])
  useEffect(() => {
    if (about !== null && draft.get().trim() === '') draft.set(`${about}: `)
  }, [about, draft])

  const send = () => {
    const line = text.trim()
    if (line === '') return
    draft.set('')
    setRows(1)
    say(line)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <Sheet label={t('ask.title')} onClosed={onClosed} className={styles.sheet ?? ''} testId="ask-sheet">
      {(close) => (
        <>
          <SheetHead
            title={
              <span className={styles.title}>
                {t('ask.title')}
                <small>{t('ask.between')}</small>
              </span>
            }
          >
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <Conversation />
          <form className={styles.form} onSubmit={submit}>
            <textarea
              data-testid="ask-input"
              value={text}
              rows={rows}
              aria-label={t('ask.placeholder')}
              placeholder={t('ask.placeholder')}
              onChange={(event) => {
                draft.set(event.target.value)
                setRows(Math.min(4, event.target.value.split('\n').length))
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') event.stopPropagation()
                if (!sendsByEnter(event)) return
                event.preventDefault()
                send()
              }}
            />
            <IconButton
              type="submit"
              look="accent"
              label={t('chat.send')}
              data-testid="ask-send"
              disabled={text.trim() === ''}
              onPointerDown={(event) => event.preventDefault()}
            >
              <UpIcon />
            </IconButton>
          </form>
        </>
      )}
    </Sheet>
  )
}
