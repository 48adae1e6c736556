// One line of the cart: what it is, what it costs now, how many, or why it cannot be ordered.
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { CheckIcon, TrashIcon, WarningIcon } from '../../ui/icons.tsx'
import { besideOf } from '../../ui/offer.ts'
import { Price } from '../shelf/price.tsx'
import { Stepper } from '../shelf/stepper.tsx'
import styles from './cart-sheet.module.css'
import { type CartLine, mostOf, obstacleOf, quantityOf } from './lines.ts'

interface RowProps {
  readonly line: CartLine
  readonly chosen: boolean
  /** As many as can be ordered at once are chosen already. */
  readonly full: boolean
  readonly busy: boolean
  readonly onChoose: (chosen: boolean) => void
  readonly onQuantity: (quantity: number) => void
  readonly onRemove: () => void
  readonly onOpen: (() => void) | null
}

export const CartRow = ({ line, chosen, full, busy, onChoose, onQuantity, onRemove, onOpen }: RowProps) => {
  const { t } = useTranslation()
  const obstacle = obstacleOf(line)
  const quantity = quantityOf(line)
  const most = mostOf(line)
  const limited = line.perBuyerLimit !== null && most === line.perBuyerLimit
  return (
    <li className={styles.line} data-testid="cart-line" data-sku={line.skuId} data-obstacle={obstacle ?? undefined}>
      <button
        type="button"
        className={styles.check}
        aria-pressed={chosen}
        aria-label={t('cart.choose', { title: line.title })}
        disabled={obstacle !== null || (full && !chosen)}
        data-testid="cart-choose"
        onClick={() => onChoose(!chosen)}
      >
        <i>{chosen && <CheckIcon size={14} />}</i>
      </button>
      <button
        type="button"
        className={styles.picture}
        disabled={onOpen === null}
        tabIndex={-1}
        aria-hidden="true"
        onClick={() => onOpen?.()}
      >
        {line.imageUrl && <img src={line.imageUrl} alt="" loading="lazy" />}
      </button>
      <div className={styles.text}>
        <h3>{line.title}</h3>
        <p className="num">
          {line.skuLabel && <span>{line.skuLabel}</span>}
          {obstacle === null && (
            <span data-scarce={quantity < line.quantity || line.stock <= 5 || undefined}>
              {quantity < line.quantity
                ? t('cart.onlyLeft', { count: line.stock })
                : limited
                  ? t('cart.limit', { count: most })
                  : t('product.left', { count: line.stock })}
            </span>
          )}
        </p>
        {obstacle !== null && (
          <p className={styles.obstacle}>
            <WarningIcon size={13} />
            {obstacle === 'sold-out' ? t('cart.soldOut') : t('cart.offSale')}
            {obstacle === 'sold-out' && onOpen && (
              <button type="button" data-testid="cart-wait" onClick={onOpen}>
                {t('wait.look')}
              </button>
            )}
          </p>
        )}
        <div className={styles.row}>
          <Price
            minor={line.unitPriceMinor}
            beside={besideOf(line, line.unitPriceMinor)}
            currency={line.currency}
            size="small"
          />
          {obstacle === null && (
            <Stepper
              value={quantity}
              most={most}
              disabled={busy}
              label={line.title}
              testId="cart-quantity"
              onChange={onQuantity}
            />
          )}
        </div>
      </div>
      <IconButton
        look="plain"
        label={t('cart.remove', { title: line.title })}
        data-testid="cart-remove"
        onClick={onRemove}
      >
        <TrashIcon size={18} />
      </IconButton>
    </li>
  )
}
