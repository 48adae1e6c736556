// The rules of an app that has set none.
import type { api } from '@hawker/protocol'

export const DEFAULT_RULES: api.levels.LevelRules = {
  perMessage: 1,
  perCoin: 1,
  perUnitPaid: 2,
  perMinuteWatched: 1,
  dailyMax: 200,
  thresholds: [
    ...[10, 50, 120, 250, 500, 1_000, 2_000, 3_500, 5_500, 8_000],
    ...[12_000, 18_000, 26_000, 36_000, 50_000, 70_000, 100_000, 150_000, 220_000, 300_000],
    ...[400_000, 550_000, 750_000, 1_000_000, 1_400_000, 2_000_000, 3_000_000, 4_500_000, 7_000_000, 10_000_000],
  ],
}
