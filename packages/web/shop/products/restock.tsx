import { newId } from '@hawker/sdk/uuid'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SaidNote } from '../said-note.tsx'
import type { Product, Sku } from './figures.ts'
import { faultOfRestock, readPieces } from './pieces.ts'
import styles from './skus.module.css'
import { useChange } from './use-product.ts'

/** Pieces put in or taken out. The same press again, after an answer that never came, is the same restock. */
export const Restock = ({ product, sku }: { product: Product; sku: Sku }) => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState(false)
  const id = useRef<string | null>(null)
  const put = useChange(product.id, (catalogue, restock: { id: string; pieces: number }) =>
    catalogue.changeSku(product.id, sku.id, { restock }),
  )
  const pieces = readPieces(typed)
  const fault = asked ? faultOfRestock(typed, sku.stock) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (pieces === null || faultOfRestock(typed, sku.stock)) return
    id.current ??= newId()
    put.mutate(
      { id: id.current, pieces },
      {
        onSuccess: () => {
          id.current = null
          setTyped('')
          setAsked(false)
        },
      },
    )
  }
  return (
    <form className={styles.restock} onSubmit={submit} noValidate>
      <TextInput
        aria-label={`${t('products.restock')} ${sku.label}`}
        placeholder="+50"
        inputMode="text"
        value={typed}
        error={fault && t(`products.fault.${fault}`, { free: sku.stock })}
        onChange={(event) => {
          id.current = null
          setAsked(false)
          setTyped(event.currentTarget.value)
        }}
        data-testid="sku-pieces"
      />
      <Button
        type="submit"
        variant="default"
        disabled={typed.trim() === ''}
        loading={put.isPending}
        data-testid="sku-restock"
      >
        {t(pieces !== null && pieces < 0 ? 'products.takeOut' : 'products.putIn')}
      </Button>
      <SaidNote error={put.error} />
    </form>
  )
}
