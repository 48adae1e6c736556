// The right column: what people say, what happens, who writes to the shop, who is here, what they buy.
import type { PublicPerson } from '@hawker/sdk'
import { useCallback, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMayHere } from '../../staff/room/may.ts'
import { useMay } from '../../staff/session/you.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { Activity, useDeeds } from './activity.tsx'
import { Chat } from './chat.tsx'
import type { Deskmates } from './deskmates.ts'
import { Here } from './here/here.tsx'
import { Messages } from './messages/messages.tsx'
import { useUnread } from './messages/use-threads.ts'
import { useModeration } from './moderate.ts'
import { useNames } from './names.ts'
import { Orders } from './orders.tsx'
import styles from './people.module.css'
import { SanctionDialog, type SanctionWish } from './sanction-dialog.tsx'
import { useSanctionNews } from './sanctions.ts'

const TABS = ['chat', 'activity', 'messages', 'here', 'orders'] as const
type Tab = (typeof TABS)[number]

export const People = () => {
  const { t, i18n } = useTranslation()
  const id = useId()
  const mayCount = useMay('numbers.read')
  const operates = useMayHere('room.operate')
  const names = useNames()
  // Kept here: what came while another tab was open is not lost.
  const deeds = useDeeds(i18n.language, names)
  const unread = useUnread()
  const moderation = useModeration()
  useSanctionNews()
  const [wanted, setTab] = useState<Tab>('chat')
  const [thread, setThread] = useState<PublicPerson | null>(null)
  const [wish, setWish] = useState<SanctionWish | null>(null)
  const openThread = useCallback((person: PublicPerson) => {
    setThread(person)
    setTab('messages')
  }, [])
  const mates = useMemo<Deskmates>(
    () => ({ moderation, names, openThread, openSanction: setWish }),
    [moderation, names, openThread],
  )
  const shown = TABS.filter((one) => (one === 'orders' ? mayCount : one !== 'messages' || operates))
  // Rights may be taken away while it is open.
  const tab = shown.includes(wanted) ? wanted : 'chat'
  return (
    <aside className={`${styles.people} num`} data-part="people" aria-label={t('console.pane.people')}>
      <Tabs
        id={id}
        look="column"
        panelId={`${id}-panel`}
        label={t('console.pane.people')}
        tabs={shown}
        chosen={tab}
        testId="tab"
        onChoose={setTab}
      >
        {(one) => (
          <>
            {t(`console.tab.${one}`)}
            {one === 'messages' && unread > 0 && (
              <u className={styles.unread}>
                {unread}
                <span className="sr-only">{t('console.unread')}</span>
              </u>
            )}
          </>
        )}
      </Tabs>
      <div className={styles.panel} id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${tab}`}>
        {tab === 'chat' && <Chat deeds={deeds} mates={mates} />}
        {tab === 'activity' && <Activity deeds={deeds} all />}
        {tab === 'messages' && <Messages open={thread} onOpen={setThread} mates={mates} />}
        {tab === 'here' && <Here mates={mates} />}
        {tab === 'orders' && <Orders />}
      </div>
      {wish && <SanctionDialog wish={wish} moderation={moderation} onClose={() => setWish(null)} />}
    </aside>
  )
}
