// Flash prices in the price history: written with the launch itself (N13).
import type { AppId, LaunchId, ProductId } from '@hawker/protocol'
import type { Transaction } from 'kysely'

export const recordFlash = async (
  _tx: Transaction<unknown>,
  _app: AppId,
  _flash: { launch: LaunchId; product: ProductId; priceMinor: number },
): Promise<void> => {}

export const endFlash = async (_tx: Transaction<unknown>, _app: AppId, _launch: LaunchId): Promise<void> => {}
