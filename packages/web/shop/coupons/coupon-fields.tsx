// The fields of a coupon: what it takes off, for whom and when, how many there are.
import { SegmentedControl, TextInput, type TextInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CODE_MAX, type CouponDraft, type Field, TITLE_MAX } from './coupon-form.ts'
import styles from './coupons.module.css'
import { ProductsField } from './products-field.tsx'

interface Props {
  readonly draft: CouponDraft
  /** What is wrong with a field, once somebody has left it. */
  readonly faultOf: (field: Field) => string | null
  readonly onChange: (change: Partial<CouponDraft>) => void
  readonly onLeave: (field: Field) => void
}

type TextField = Exclude<Field, 'products' | 'off'>

export const CouponFields = ({ draft, faultOf, onChange, onLeave }: Props) => {
  const { t } = useTranslation()
  const text = (field: TextField, more: TextInputProps = {}) => (
    <TextInput
      label={t(`coupons.field.${field}`)}
      autoComplete="off"
      {...more}
      value={draft[field]}
      error={faultOf(field)}
      onChange={({ currentTarget: { value } }) =>
        onChange({ [field]: field === 'currency' ? value.toUpperCase() : value })
      }
      onBlur={() => onLeave(field)}
      data-testid={`coupon-${field}`}
    />
  )
  const money = (field: TextField, more: TextInputProps = {}) =>
    text(field, { inputMode: 'decimal', rightSection: <small>{draft.currency}</small>, rightSectionWidth: 48, ...more })
  return (
    <>
      <fieldset>
        <legend>{t('coupons.part.off')}</legend>
        {text('title', { maxLength: TITLE_MAX, description: t('coupons.titleWhy') })}
        <SegmentedControl
          aria-label={t('coupons.field.off')}
          value={draft.off}
          onChange={(off) => onChange({ off: off as CouponDraft['off'] })}
          data={(['amount', 'percent'] as const).map((value) => ({ value, label: t(`coupons.off.${value}`) }))}
        />
        <div className={styles.three}>
          {draft.off === 'amount' && money('amount')}
          {draft.off === 'percent' &&
            text('percent', { inputMode: 'numeric', rightSection: <small>%</small>, rightSectionWidth: 32 })}
          {draft.off === 'percent' && money('most', { placeholder: t('coupons.noMost') })}
          {text('currency', { maxLength: 3 })}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t('coupons.part.when')}</legend>
        <ProductsField
          value={draft.products}
          error={faultOf('products')}
          onChange={(products) => onChange({ products })}
        />
        <div className={styles.three}>
          {money('minSpend', { placeholder: t('coupons.anySpend') })}
          {text('starts', { type: 'datetime-local' })}
          {text('ends', { type: 'datetime-local' })}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t('coupons.part.many')}</legend>
        <div className={styles.three}>
          {text('quota', { inputMode: 'numeric' })}
          {text('perUser', { inputMode: 'numeric' })}
          {text('code', { maxLength: CODE_MAX, placeholder: t('coupons.noCode') })}
        </div>
        <p className="quiet">{t('coupons.codeWhy')}</p>
      </fieldset>
    </>
  )
}
