// The demo shop: what it sells, who works there, and what its visitors say. Data only.

export const SHOP = { app: 'demo', name: 'Kiln & Leaf', currency: 'USD' } as const

export const ROOMS = {
  live: { id: 'opening-kiln', title: 'Opening kiln No. 7', coverUrl: '/demo/covers/teapot.webp' },
  scheduled: { id: 'spring-oolong', title: 'Spring oolong, first picking', coverUrl: '/demo/covers/vase.webp' },
  ended: { id: 'table-for-two', title: 'A table for two', coverUrl: '/demo/covers/bowl.webp' },
} as const

export const STAFF = [
  { name: 'Mei', role: 'host', email: 'mei@kiln.example', avatarUrl: '/demo/people/host.webp' },
  { name: 'Yu', role: 'assistant', email: 'yu@kiln.example', avatarUrl: '/demo/people/assistant.webp' },
] as const

export const ANNOUNCEMENT = 'Free shipping over $39 tonight. Kiln No. 7 opens at 21:00'

interface DemoSku {
  readonly label: string
  readonly priceMinor: number
  readonly stock: number
}

export interface DemoProduct {
  readonly slug: string
  readonly title: string
  readonly description: string
  readonly points: readonly string[]
  readonly listPriceMinor: number | null
  readonly skus: readonly DemoSku[]
}

/** Nobody was ever asked their list price. */
export const RECOMMENDED_ONLY: readonly string[] = ['caddy', 'pitcher']

export const PRODUCTS: readonly DemoProduct[] = [
  {
    slug: 'gaiwan',
    title: 'Brushwork gaiwan, 150 ml',
    description: 'Thrown thin, painted in one stroke, fired at 1,240 °C. Lid, bowl and saucer.',
    points: ['One stroke, never twice the same', 'Lead-free glaze', 'Saucer included'],
    listPriceMinor: 4200,
    skus: [{ label: '', priceMinor: 3600, stock: 160 }],
  },
  {
    slug: 'cups',
    title: 'Tasting cups, pair',
    description: 'Two cups that nest, celadon outside, white inside so that the tea shows its colour.',
    points: ['Pair, 60 ml each', 'White inside', 'Dishwasher safe'],
    listPriceMinor: null,
    skus: [{ label: '', priceMinor: 2800, stock: 220 }],
  },
  {
    slug: 'teapot',
    title: 'Rain-glaze teapot, 320 ml',
    description: 'The colour of hills after rain. The spout pours clean to the last drop.',
    points: ['Pours clean, no drip', 'Lead-free celadon, 1,240 °C', 'Three sizes: 220, 320, 450 ml'],
    listPriceMinor: 6400,
    skus: [
      { label: '220 ml', priceMinor: 4200, stock: 90 },
      { label: '320 ml', priceMinor: 4800, stock: 220 },
      { label: '450 ml', priceMinor: 5600, stock: 60 },
    ],
  },
  {
    slug: 'vase',
    title: 'Moon bud vase',
    description: 'For one branch. Unglazed foot, satin white body.',
    points: ['18 cm tall', 'Watertight', 'Each one signed'],
    listPriceMinor: 5200,
    skus: [
      { label: 'White', priceMinor: 3900, stock: 80 },
      { label: 'Ink', priceMinor: 4100, stock: 40 },
    ],
  },
  {
    slug: 'oolong',
    title: 'Phoenix oolong, 100 g',
    description: 'Single bush, twisted by hand, orchid and honey. Picked this April.',
    points: ['Single bush', 'Twelve infusions', 'Resealable tin'],
    listPriceMinor: null,
    skus: [
      { label: '50 g', priceMinor: 1350, stock: 300 },
      { label: '100 g', priceMinor: 2450, stock: 240 },
    ],
  },
  {
    slug: 'tray',
    title: 'Walnut tea tray',
    description: 'One board of walnut, a channel for the water, oiled by hand.',
    points: ['42 × 28 cm', 'One board, no glue', 'Drain under the grid'],
    listPriceMinor: 11200,
    skus: [{ label: '', priceMinor: 8900, stock: 24 }],
  },
  {
    slug: 'bowl',
    title: 'Tenmoku bowl, 14 cm',
    description: 'Iron glaze with gold where the kiln wanted it.',
    points: ['For matcha or soup', 'Iron glaze', 'Every bowl different'],
    listPriceMinor: 6000,
    skus: [{ label: '', priceMinor: 5200, stock: 70 }],
  },
  {
    slug: 'linen',
    title: 'Linen table runner',
    description: 'Washed flax, 140 cm, hemmed on both sides.',
    points: ['140 × 35 cm', 'Washed flax'],
    listPriceMinor: null,
    skus: [
      { label: 'Natural', priceMinor: 4200, stock: 60 },
      { label: 'Indigo', priceMinor: 4400, stock: 40 },
    ],
  },
  {
    slug: 'incense',
    title: 'Ink incense dish',
    description: 'A dish and a holder, in ink glaze.',
    points: ['Holds sticks and cones', 'Cork feet'],
    listPriceMinor: null,
    skus: [{ label: '', priceMinor: 1900, stock: 12 }],
  },
  {
    slug: 'scoop',
    title: 'Bamboo tea scoop',
    description: 'Smoked bamboo, five grams to a scoop.',
    points: ['5 g a scoop', 'Smoked bamboo'],
    listPriceMinor: null,
    skus: [{ label: '', priceMinor: 1200, stock: 400 }],
  },
  {
    slug: 'caddy',
    title: 'Pewter tea caddy',
    description: 'Double lid, keeps 120 g fresh for a year.',
    points: ['Double lid', '120 g of leaves'],
    listPriceMinor: 6800,
    skus: [{ label: '', priceMinor: 5900, stock: 45 }],
  },
  {
    slug: 'pitcher',
    title: 'Fairness pitcher, 200 ml',
    description: 'Evens out the infusion before it is poured. Glazed inside and out.',
    points: ['200 ml', 'Pours thin', 'Matches the teapot'],
    listPriceMinor: 3400,
    skus: [{ label: '', priceMinor: 2900, stock: 48 }],
  },
]

/** The announcement promises it: free from $39. */
export const DELIVERY = [
  { id: 'standard', name: 'Standard', priceMinor: 490, freeFromMinor: 3_900, daysMin: 3, daysMax: 5 },
  { id: 'express', name: 'Express', priceMinor: 1_290, freeFromMinor: null, daysMin: 1, daysMax: 2 },
] as const

export const COUPONS = [
  {
    title: '$5 off from $30',
    off: { type: 'amount', minor: 500 },
    minSpendMinor: 3_000,
    ...{ quota: 20_000, perUser: 3, code: null },
  },
  {
    title: '10 % off with KILN10',
    off: { type: 'percent', percent: 10, maxMinor: 1_000 },
    minSpendMinor: 0,
    ...{ quota: 5_000, perUser: 1, code: 'KILN10' },
  },
] as const

/** Where the visitors live. */
export const VISITORS_ADDRESS = {
  ...{ phone: '+49 30 1234567', country: 'DE', region: '', city: 'Berlin' },
  ...{ line1: 'Teeweg 7', line2: '', postcode: '10115' },
} as const

interface DemoGift {
  readonly id: string
  readonly name: string
  readonly coins: number
  readonly size: 'small' | 'large'
  /** It has an effect of its own, drawn by render-effects.ts. */
  readonly moves?: true
}

export const GIFTS: readonly DemoGift[] = [
  { id: 'leaf', name: 'Tea leaf', coins: 1, size: 'small' },
  { id: 'camellia', name: 'Camellia', coins: 5, size: 'small' },
  { id: 'cup', name: 'Warm cup', coins: 10, size: 'small' },
  { id: 'peach', name: 'Peach', coins: 20, size: 'small' },
  { id: 'lantern', name: 'Red lantern', coins: 66, size: 'small' },
  { id: 'koi', name: 'Koi', coins: 188, size: 'small', moves: true },
  { id: 'crane', name: 'Paper crane', coins: 520, size: 'large', moves: true },
  { id: 'kiln', name: 'Open kiln', coins: 1314, size: 'large', moves: true },
]

export const VISITORS = [
  'Ann',
  'Priya',
  'Jonas',
  '林小满',
  'Theo R.',
  'Nadia_B',
  'mara',
  'olaf_k',
  'ferro',
  'sunny-side',
  '阿泽',
  'Lena',
  'Hugo',
  'Mina',
  '陈茶',
] as const

export const LINES = [
  'is the glaze food safe?',
  '壶身像雨后的山色，大号还有吗？',
  'how heavy is the large one?',
  'A3 ×2 please',
  'the window light is lovely tonight',
  'greetings from Bergen',
  'does it come in ink as well',
  'mine from last month pours beautifully',
  'dishwasher?',
  '第一次来，请多关照',
  'what size is the bowl?',
  'bought two for my mother',
  '这个颜色太美了',
  'can you show the spout again?',
  'how long to ship to Lyon?',
  'the lid does not rattle, great',
  '泡岩茶用哪个好？',
  'hello Mei!',
] as const

export const STAFF_LINES = [
  ['host', 'Yes. Lead-free, fired at 1,240 °C'],
  ['assistant', 'Teapots by hand please, cups are fine in the machine'],
  ['host', '620 g with the lid on'],
  ['assistant', 'Large: a few left, take a look at No. 3'],
  ['host', '大号今晚还有，慢慢看'],
  ['assistant', 'Two days to most of Europe'],
] as const

/** Products by number, in the order the assistant shows them; each stays for `SLOT_MS`. */
export const RUNDOWN = [3, 1, 2, 4, 7, 5, 6, 9, 8, 11, 12, 10] as const
export const SLOT_MS = 45_000
/** Every third slot sells its first pieces at a flash price, after a countdown. */
export const FLASH_EVERY_SLOTS = 3
export const FLASH = { off: 0.85, quantity: 12, perBuyerLimit: 1, lastsMs: 60_000, countdownMs: 10_000 } as const
/**
 * One piece of one of these (by number) is auctioned, soon after the start and then so often: from a share of its price, in
 * steps of another. Visitors go up to between two shares of it: whoever watches can win.
 */
export const AUCTION = {
  ...{ numbers: [7, 4, 6, 11], firstAfterMs: 25_000, everyMs: 300_000, lastsMs: 100_000, extendsMs: 10_000 },
  ...{ start: 0.4, step: 0.05, leastLimit: 0.5, mostLimit: 0.85, bidders: 4 },
} as const
/** A coupon is dropped so often, for the first so many, for so long. */
export const DROP = { everyMs: 120_000, quantity: 8, lastsMs: 60_000 } as const
