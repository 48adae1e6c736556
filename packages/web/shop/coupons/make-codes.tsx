// Single codes of a coupon. The server keeps their hashes alone: here they are seen, this once.
import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Coupon } from '../../staff/coupons/known-coupons.ts'
import { answered } from '../../staff/hawker.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import form from '../../staff/rooms/form.module.css'
import { StepUp } from '../../staff/session/step-up.tsx'
import { useShop } from '../../staff/use-shop.ts'
import { wholeOf } from '../../staff/whole-number.ts'
import { CopyIcon, WarningIcon } from '../../ui/icons.tsx'
import { saveFile } from '../save-file.ts'
import styles from './coupons.module.css'

const CODES_MADE_MAX = 1_000

const Made = ({ codes, coupon, onClose }: { codes: readonly string[]; coupon: Coupon; onClose: () => void }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const text = codes.join('\n')
  // No clipboard without https: the field is there to be copied from by hand.
  const copy = () => navigator.clipboard?.writeText(text).then(() => setCopied(true))
  return (
    <div className={form.form}>
      <p className={styles.once} role="status">
        <WarningIcon size={16} />
        {t('coupons.once')}
      </p>
      <textarea
        className={styles.codes}
        readOnly
        rows={Math.min(12, codes.length)}
        value={text}
        aria-label={t('coupons.codes')}
        onFocus={(event) => event.currentTarget.select()}
        data-testid="codes-made"
      />
      <div className={form.end}>
        <Button variant="default" leftSection={<CopyIcon size={16} />} onClick={() => void copy()}>
          {copied ? t('common.copied') : t('common.copy')}
        </Button>
        <Button
          variant="default"
          onClick={() => saveFile(`codes-${coupon.id}.txt`, new Blob([`${text}\n`], { type: 'text/plain' }))}
          data-testid="codes-save"
        >
          {t('coupons.download')}
        </Button>
        <Button onClick={onClose}>{t('coupons.kept')}</Button>
      </div>
    </div>
  )
}

export const MakeCodes = ({ coupon, onClose }: { coupon: Coupon; onClose: () => void }) => {
  const { t } = useTranslation()
  const shop = useShop()
  const [typed, setTyped] = useState('50')
  const most = Math.min(CODES_MADE_MAX, coupon.quota)
  const count = wholeOf(typed)
  const good = count !== null && count >= 1 && count <= most
  const make = useMutation({ mutationFn: (of: number) => answered(shop.coupons.makeCodes(coupon.id, of)) })
  const codes = make.data?.codes
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (good) make.mutate(count)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('coupons.codesOf', { title: coupon.terms.title })}
      closeOnClickOutside={codes === undefined}
      closeOnEscape={codes === undefined}
      withCloseButton={codes === undefined}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {codes ? (
        <Made codes={codes} coupon={coupon} onClose={onClose} />
      ) : (
        <StepUp of={make}>
          <form className={form.form} onSubmit={submit} noValidate>
            <TextInput
              label={t('coupons.howMany')}
              description={t('coupons.codesWhy')}
              inputMode="numeric"
              data-autofocus
              value={typed}
              error={good ? null : t('coupons.fault.codes', { most })}
              onChange={(event) => setTyped(event.currentTarget.value)}
              data-testid="codes-count"
            />
            <RefusalNote error={make.error} />
            <div className={form.end}>
              <Button variant="default" onClick={onClose}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" loading={make.isPending} disabled={!good} data-testid="codes-make">
                {t('coupons.makeThem')}
              </Button>
            </div>
          </form>
        </StepUp>
      )}
    </Modal>
  )
}
