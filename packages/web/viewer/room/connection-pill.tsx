// Says nothing while all is well; after two seconds without the room it says so, and when it is back, what came of it.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLink } from '../../ui/live-room.ts'
import { type News, nextNews } from './connection-news.ts'
import styles from './connection-pill.module.css'

const useNews = (): News => {
  const link = useLink()
  const [news, setNews] = useState<News>({ kind: 'none' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown does not call for news, the link does
  useEffect(() => {
    const next = nextNews(news, link, Date.now())
    if (next === null) return
    let timer = window.setTimeout(() => {
      setNews(next.news)
      if (next.staysMs !== null) timer = window.setTimeout(() => setNews({ kind: 'none' }), next.staysMs)
    }, next.inMs)
    return () => window.clearTimeout(timer)
  }, [link])
  return news
}

export const ConnectionPill = () => {
  const { t } = useTranslation()
  const link = useLink()
  const news = useNews()
  return (
    <div className={styles.region} role="status" data-testid="connection" data-state={link.state} data-news={news.kind}>
      {news.kind === 'away' && <p className={styles.pill}>{t('common.reconnecting')}</p>}
      {news.kind === 'ended' && <p className={styles.pill}>{t('common.offline')}</p>}
      {news.kind === 'back' && (
        <p className={styles.pill} data-back="">
          {t('common.caughtUp', { count: news.events })}
        </p>
      )}
      {news.kind === 'lost' && (
        <p className={styles.pill}>
          {news.lost === 'unknown' ? t('common.lostUnknown') : t('common.lost', { count: news.lost })}
        </p>
      )}
    </div>
  )
}
