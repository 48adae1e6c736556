// Levels and badges: points by rules of the app, counted from the journal.
import { z } from 'zod'
import { AppId, UserId } from '../ids.ts'
import { PublicPerson } from '../person.ts'
import { endpoint } from './endpoint.ts'

export const LEVELS_MAX = 99
/** Of one person; all of them are shown. */
export const BADGES_MAX = 5

/** Points for what people do, and the points at which each level begins (level 1 first, rising). */
export const LevelRules = z.strictObject({
  perMessage: z.int().min(0).max(1_000),
  perCoin: z.int().min(0).max(1_000),
  /** For each whole unit of money paid (a euro, a yuan), not of its hundredths. */
  perUnitPaid: z.int().min(0).max(1_000),
  perMinuteWatched: z.int().min(0).max(1_000),
  /** Most points a day from messages and watching. */
  dailyMax: z.int().min(0).max(1_000_000),
  thresholds: z
    .array(z.int().min(1).max(1_000_000_000))
    .min(1)
    .max(LEVELS_MAX)
    .refine((points) => points.every((p, i) => i === 0 || p > points[i - 1]!), 'thresholds rise'),
})
export type LevelRules = z.infer<typeof LevelRules>

export const readRules = endpoint({
  method: 'GET',
  path: '/api/level-rules',
  summary: 'How points and levels come about',
  tag: 'levels',
  permission: 'public',
  query: z.strictObject({ app: AppId.optional() }),
  answer: LevelRules,
})

export const putRules = endpoint({
  method: 'PUT',
  path: '/api/level-rules',
  summary: 'Change the rules; levels are counted anew from the points people have',
  tag: 'levels',
  permission: 'app.write',
  body: LevelRules,
  answer: LevelRules,
})

export const Standing = z.strictObject({
  person: PublicPerson,
  points: z.int().nonnegative(),
  level: z.int().min(0).max(LEVELS_MAX),
  /** Points at which the next level begins; null: there is none. */
  nextAt: z.int().nullable(),
  /** In the order in which they were given. */
  badges: z.array(z.string()).max(BADGES_MAX),
})
export type Standing = z.infer<typeof Standing>

export const readOwnStanding = endpoint({
  method: 'GET',
  path: '/api/my/level',
  summary: "The caller's points, level and badges",
  tag: 'levels',
  permission: 'person',
  answer: Standing,
})

export const readStanding = endpoint({
  method: 'GET',
  path: '/api/people/{user}/level',
  summary: "Somebody's points, level and badges",
  tag: 'levels',
  permission: 'numbers.read',
  params: z.strictObject({ user: UserId }),
  answer: Standing,
  refusals: ['not-found'],
})

/** People whose badges are asked for at once: a list of who is here. */
export const BADGES_ASKED_MAX = 100

export const listBadges = endpoint({
  method: 'GET',
  path: '/api/badges',
  summary: 'Badges of people, by their ids; whoever has none is left out',
  tag: 'levels',
  permission: 'public',
  query: z.strictObject({
    app: AppId.optional(),
    /** Ids with commas between them. */
    users: z
      .string()
      .max(8_000)
      .default('')
      .transform((text) => text.split(',').filter((id) => id !== ''))
      .pipe(z.array(UserId).max(BADGES_ASKED_MAX)),
  }),
  answer: z.strictObject({ badges: z.record(UserId, z.array(z.string())) }),
})

export const giveBadge = endpoint({
  method: 'PUT',
  path: '/api/people/{user}/badges/{badge}',
  summary: 'Give somebody a badge',
  tag: 'levels',
  permission: 'room.write',
  params: z.strictObject({ user: UserId, badge: z.string().regex(/^[a-z][a-z0-9-]{0,23}$/) }),
  body: z.strictObject({}),
  answer: z.strictObject({ badges: z.array(z.string()) }),
  refusals: ['not-found', 'limit-reached'],
})

export const takeBadge = endpoint({
  method: 'DELETE',
  path: '/api/people/{user}/badges/{badge}',
  summary: 'Take a badge away',
  tag: 'levels',
  permission: 'room.write',
  params: z.strictObject({ user: UserId, badge: z.string().regex(/^[a-z][a-z0-9-]{0,23}$/) }),
  answer: z.strictObject({ badges: z.array(z.string()) }),
  refusals: ['not-found'],
})
