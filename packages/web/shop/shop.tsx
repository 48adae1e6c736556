// The merchant's page: everything of the shop that is not one room's. Sections at the left; on a narrow screen above.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHead } from '../staff/page-head.tsx'
import { roleMay } from '../staff/rights.ts'
import { useYou } from '../staff/session/you.ts'
import { hrefOf } from './place.ts'
import { SECTIONS } from './sections.ts'
import styles from './shop.module.css'
import { go, usePlace } from './use-place.ts'
import { Way } from './way.tsx'

export const Shop = () => {
  const { t } = useTranslation()
  const { role } = useYou().person
  const { section, item } = usePlace()
  const seen = SECTIONS.filter(({ right }) => roleMay(role, right))
  const here = seen.find(({ id }) => id === section)
  const first = seen[0]
  const nav = useRef<HTMLElement>(null)
  // On a narrow screen they stand in a row that is wider than it.
  useEffect(() => {
    if (here) nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [here])
  useEffect(() => {
    if (!here && first) go(hrefOf(first.id), { replace: true })
  }, [here, first])
  return (
    <div className={styles.page}>
      <title>{here ? `${t(`${here.id}.section`)} · ${t('shop.name')}` : t('shop.name')}</title>
      <PageHead here="shop" />
      <nav ref={nav} className={styles.sections} aria-label={t('shop.sections')}>
        <div>
          {seen.map(({ id, icon: Icon, Mark }) => (
            <Way
              key={id}
              href={hrefOf(id)}
              aria-current={id === here?.id ? 'page' : undefined}
              data-testid={`section-${id}`}
            >
              <Icon size={18} />
              {t(`${id}.section`)}
              {Mark && <Mark />}
            </Way>
          ))}
        </div>
      </nav>
      <main className={styles.body}>{here && <here.Page key={here.id} item={item} />}</main>
    </div>
  )
}
